package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"
)

// encrypt is the inverse of decrypt, with zeros for the random bytes.
func encrypt(plain []byte, key uint16, skip int) []byte {
	cipher := append(make([]byte, skip), plain...)
	for i, p := range cipher {
		c := p ^ byte(key>>8)
		cipher[i] = c
		key = (uint16(c)+key)*52845 + 22719
	}
	return cipher
}

// pfb makes a font file of charstrings and subroutines.
func pfb(charstrings map[string][]byte, subrs ...[]byte) []byte {
	var private bytes.Buffer
	private.WriteString("dup /Private 8 dict dup begin\n/RD {string currentfile exch readstring pop} executeonly def\n/lenIV 4 def\n")
	fmt.Fprintf(&private, "/Subrs %d array\n", len(subrs))
	for i, code := range subrs {
		code = encrypt(code, charstringKey, 4)
		fmt.Fprintf(&private, "dup %d %d RD %s NP\n", i, len(code), code)
	}
	fmt.Fprintf(&private, "/CharStrings %d dict dup begin\n", len(charstrings))
	for name, code := range charstrings {
		code = encrypt(code, charstringKey, 4)
		fmt.Fprintf(&private, "/%s %d RD %s ND\n", name, len(code), code)
	}
	private.WriteString("end\n")
	var file bytes.Buffer
	segment := func(kind byte, content []byte) {
		file.Write([]byte{128, kind})
		binary.Write(&file, binary.LittleEndian, uint32(len(content)))
		file.Write(content)
	}
	segment(1, []byte("%!PS-AdobeFont-1.0: Test\n/FamilyName (Test (One)) readonly def\n/Notice (in the public domain) readonly def\ncurrentfile eexec\n"))
	segment(2, encrypt(private.Bytes(), eexecKey, 4))
	segment(1, []byte(strings.Repeat("0", 64)))
	file.Write([]byte{128, 3})
	return file.Bytes()
}

// n is a small number as a charstring has it.
func n(v int) byte { return byte(v + 139) }

// square draws a square of 100 units at 10, 20.
var square = []byte{n(10), n(0), 13, n(20), 4, n(100), 6, n(100), 7, n(-100), 6, 9, 14}

func TestType1FontIsDrawn(t *testing.T) {
	charstrings := map[string][]byte{"A": square}
	// B the same through a subroutine and a quotient, C through flex.
	charstrings["B"] = []byte{n(10), n(0), 13, n(40), n(2), 12, 12, 4, n(0), 10, n(100), 7, n(-100), 6, 9, 14}
	subrs := [][]byte{{n(100), 6, 11}, {n(0), n(1), 12, 16, 11}, {n(0), n(2), 12, 16, 11}}
	flex := []byte{n(0), n(0), 13, n(0), n(0), 21, n(1), 10}
	for _, d := range [][2]int{{50, 0}, {-40, 0}, {20, 10}, {20, 0}, {20, 0}, {20, -10}, {10, 0}} {
		flex = append(flex, n(d[0]), n(d[1]), 21, n(2), 10)
	}
	flex = append(flex, n(50), n(100), n(0), n(3), n(0), 12, 16, 12, 17, 12, 17, 12, 33, n(100), 7, 9, 14)
	charstrings["C"] = flex

	font, err := parseType1(pfb(charstrings, subrs...))
	if err != nil {
		t.Fatal(err)
	}
	if font.family != "Test (One)" || font.notice != "in the public domain" {
		t.Errorf("the font is of family %q and says %q", font.family, font.notice)
	}
	want := [][]point{{{10 * 64, -20 * 64}, {110 * 64, -20 * 64}, {110 * 64, -120 * 64}, {10 * 64, -120 * 64}}}
	for _, letter := range "AB" {
		segments, err := font.outline(letter)
		if err != nil {
			t.Fatalf("%c: %v", letter, err)
		}
		if got := polygon(segments); len(got) != 1 || !slices.Equal(got[0], want[0]) {
			t.Errorf("%c is %v, expected %v", letter, got, want)
		}
	}
	segments, err := font.outline('C')
	if err != nil {
		t.Fatal(err)
	}
	var ops []sfnt.SegmentOp
	for _, s := range segments {
		ops = append(ops, s.Op)
	}
	if !slices.Equal(ops, []sfnt.SegmentOp{sfnt.SegmentOpMoveTo, sfnt.SegmentOpCubeTo, sfnt.SegmentOpCubeTo, sfnt.SegmentOpLineTo}) {
		t.Fatalf("a flex section became %v", ops)
	}
	if end := segments[2].Args[2]; end.X != 100*64 || end.Y != 0 {
		t.Errorf("it ends at %v, expected 100, 0", end)
	}
	if _, err := font.outline('D'); err != errNoLetter {
		t.Errorf("a letter that the font lacks gives %v", err)
	}
}

func TestDamagedType1FontIsAnError(t *testing.T) {
	whole := pfb(map[string][]byte{"A": square})
	for name, file := range map[string][]byte{
		"empty":              nil,
		"text":               []byte("%!PS-AdobeFont"),
		"cut off":            whole[:len(whole)/2],
		"without charstring": pfb(nil)[:6],
		"no binary segment":  {128, 1, 1, 0, 0, 0, ' ', 128, 3},
		"foreign segment":    {128, 9, 0, 0, 0, 0},
	} {
		if _, err := parseType1(file); err == nil {
			t.Errorf("%s: the file was read", name)
		}
	}
	for name, code := range map[string][]byte{
		"too few operands":   {n(1), 5},
		"no such subroutine": {n(7), 10},
		"endless recursion":  {n(0), 10},
		"cut off number":     {255, 0},
		"cut off operator":   {12},
		"unknown operator":   {15},
		"accented letter":    {12, 6},
	} {
		font, err := parseType1(pfb(map[string][]byte{"A": code}, []byte{n(0), 10}))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := font.outline('A'); err == nil {
			t.Errorf("%s: the letter was drawn", name)
		}
	}
}

func FuzzType1(f *testing.F) {
	f.Add(pfb(map[string][]byte{"A": square}, []byte{n(0), 10}))
	f.Fuzz(func(t *testing.T, file []byte) {
		font, err := parseType1(file)
		if err != nil {
			return
		}
		if segments, err := font.outline('A'); err == nil {
			stretch(polygon(segments))
		}
	})
}

func FuzzCharstring(f *testing.F) {
	f.Add(square, []byte{n(0), 10})
	f.Fuzz(func(t *testing.T, code, subr []byte) {
		font := &type1{subrs: map[int][]byte{0: subr}, charstrings: map[string][]byte{"A": code}}
		if segments, err := font.outline('A'); err == nil {
			stretch(polygon(segments))
		}
	})
}
