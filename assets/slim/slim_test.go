package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"strings"
	"testing"
)

// Where small has its tables.
const (
	smallHeader  = 64
	smallPCTab   = 168
	smallFunctab = 184
	smallFind    = 328
	smallModule  = 656
)

// small is a memory with the tables of two functions. They share all they
// have in pctab but the size of the stack; the first's is the table that lines
// have too.
func small() memory {
	m := make(memory, smallModule+8*moduleWords)
	put := func(at int, words ...uint64) {
		for i, w := range words {
			binary.LittleEndian.PutUint64(m[at+8*i:], w)
		}
	}
	copy(m[smallHeader:], magic)
	put(smallHeader+8, 2, 1, 0, 72, 88, 96, smallPCTab-smallHeader, smallFunctab-smallHeader)
	copy(m[136:], "\x00main.a\x00main.b")
	binary.LittleEndian.PutUint32(m[156:], none)
	copy(m[160:], "a.go")
	copy(m[smallPCTab:], "\x00\x02\x01\x00\x04\x01\x00\x06\x01\x00\x00\x01\x08\x01\x00")
	index := m[smallFunctab:]
	for i, tables := range [][]uint32{{7, 4, 7, 10}, {1, 4, 7, 10}} {
		place := 24 + 56*i
		word(index[8*i:]).set(uint32(firstFunction + i))
		word(index[8*i+4:]).set(uint32(place))
		f := function(index[place:])
		f.word(atEntry).set(uint32(firstFunction + i))
		f.word(atStack).set(tables[0])
		f.word(atFile).set(tables[1])
		f.word(atLine).set(tables[2])
		f.word(atTables).set(1)
		f.word(atFiles).set(1)
		f.word(atFirst).set(7)
		f[atFuncdata] = 1
		f.word(fixedBytes).set(tables[3])
	}
	word(index[16:]).set(firstFunction + 2)
	word(m[smallFind+16*bucketBytes:]).set(1)
	put(smallModule,
		smallHeader,
		136, 16, 16,
		152, 2, 2,
		160, 5, 5,
		smallPCTab, 15, 15,
		smallFunctab, 136, 136,
		smallFunctab, 3, 3,
		smallFind, firstFunction<<pcShift, (firstFunction+1)<<pcShift+3, 0)
	put(smallModule+8*moduleFuncdata, 320, smallModule)
	return m
}

const none = 1<<32 - 1

// program makes a program of what it has in memory.
func program(m memory) []byte {
	return module{
		{kind: customSection, contents: []byte("\x09producers\x01\x08language\x01\x02Go\x08go1.27.3")},
		{kind: dataSection, contents: m.format()},
		{kind: customSection, contents: []byte("\x04last")},
	}.format()
}

// setTables makes a table of pctab all that the functions have.
func setTables(m memory, table uint32) {
	for i := range 2 {
		for _, w := range function(m[smallFunctab+24+56*i:]).tables() {
			w.set(table)
		}
	}
}

func memoryOf(t *testing.T, program []byte) memory {
	t.Helper()
	m, err := parseModule(program)
	if err != nil {
		t.Fatal(err)
	}
	data, err := m.find(dataSection)
	if err != nil {
		t.Fatal(err)
	}
	memory, err := readMemory(data.contents)
	if err != nil {
		t.Fatal(err)
	}
	return memory
}

func TestSlimDropsLinesAndNothingElse(t *testing.T) {
	slimmed, err := slim(program(small()))
	if err != nil {
		t.Fatal(err)
	}
	want := small()
	clear(want[152:168])
	clear(want[smallPCTab:smallFunctab])
	copy(want[smallPCTab:], "\x00\x06\x01\x00\x00\x01\x08\x01\x00\x02\x01\x00")
	for i, tables := range [][]uint32{{1, 4}, {9, 4}} {
		f := function(want[smallFunctab+24+56*i:])
		f.word(atStack).set(tables[0])
		f.word(fixedBytes).set(tables[1])
		for _, at := range []int{atFile, atLine, atFiles, atFirst} {
			f.word(at).set(0)
		}
	}
	word(want[smallFind+16*bucketBytes:]).set(0)
	if got := memoryOf(t, slimmed); !bytes.Equal(got, want) {
		t.Errorf("memory is\n%q, want\n%q", got, want)
	}
	if !bytes.HasSuffix(slimmed, []byte("\x00\x05\x04last")) {
		t.Error("the section after the data is not as it was")
	}
}

func TestOtherLayoutsAreRefused(t *testing.T) {
	place := func(at int) func(memory) { return func(m memory) { m[at] ^= 0x40 } }
	for name, change := range map[string]func(memory){
		"magic":                place(smallHeader),
		"size of a pointer":    place(smallHeader + 7),
		"number of functions":  place(smallHeader + 8),
		"place of pctab":       place(smallHeader + 56),
		"address of pctab":     place(smallModule + 8*(moduleSlices+9)),
		"length of pctab":      place(smallModule + 8*(moduleSlices+10)),
		"length of functab":    place(smallModule + 8*(moduleSlices+13)),
		"length of index":      place(smallModule + 8*(moduleIndex+1)),
		"address of findfunc":  place(smallModule + 8*moduleFind + 1),
		"first PC":             place(smallModule + 8*moduleMinPC),
		"last PC":              place(smallModule + 8*moduleMaxPC + 2),
		"end":                  place(smallModule + 8*moduleEnd + 1),
		"entry in the index":   place(smallFunctab),
		"place in the index":   place(smallFunctab + 4),
		"entry of a function":  place(smallFunctab + 24),
		"number of tables":     place(smallFunctab + 24 + atTables + 3),
		"number of funcdata":   place(smallFunctab + 24 + atFuncdata),
		"place of a table":     place(smallFunctab + 24 + atStack + 1),
		"table without an end": func(m memory) { copy(m[smallPCTab+10:], "\x80\x80\x80\x80\x80\x80") },
		"tables that none has": func(m memory) { setTables(m, 7) },
		"bucket's function":    place(smallFind + bucketBytes),
		"bucket's parts":       place(smallFind + 4),
		"nothing but zeros":    func(m memory) { clear(m) },
	} {
		t.Run(name, func(t *testing.T) {
			m := small()
			change(m)
			if _, err := slim(program(m)); !errors.Is(err, errLayout) {
				t.Errorf("the error is %v, want %v", err, errLayout)
			}
		})
	}
}

func TestTwoLayoutsAreRefused(t *testing.T) {
	m := small()
	if _, err := slim(program(append(m, m[smallModule:]...))); !errors.Is(err, errLayout) {
		t.Errorf("the error is %v, want %v", err, errLayout)
	}
}

func TestOtherProgramsAreRefused(t *testing.T) {
	good := string(program(small()))
	for _, test := range []struct{ name, program, want string }{
		{"no module", "ELF", "no WebAssembly module"},
		{"another toolchain", strings.Replace(good, "go1.27", "go1.28", 1), "go1.27 did not link it"},
		{"no toolchain", strings.Replace(good, "producers", "Producers", 1), "go1.27 did not link it"},
		{"cut off", good[:len(good)-1], "ends too early"},
		{"no data", strings.Replace(good, "\x0b", "\x0a", 1), "no section of kind 11"},
		{"another memory", strings.Replace(good, "\x01\x00\x41", "\x01\x01\x41", 1), "not at a fixed address"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := slim([]byte(test.program))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error is %v, want %q in it", err, test.want)
			}
		})
	}
}

// Everything but the lines is there and as it was, in a program that Go linked.
func TestLinkedProgramIsUnderstood(t *testing.T) {
	linked, err := os.ReadFile(build(t))
	if err != nil {
		t.Fatal(err)
	}
	slimmed, err := slim(linked)
	if err != nil {
		t.Fatal(err)
	}
	before, after := memoryOf(t, linked), memoryOf(t, slimmed)
	if len(before) != len(after) {
		t.Errorf("memory was %d bytes and is %d", len(before), len(after))
	}
	tables, err := findTables(after)
	if err != nil {
		t.Fatal(err)
	}
	for i := range after {
		in := func(s span) bool { return s.from <= i && i < s.to }
		if before[i] != after[i] && !in(tables.files) && !in(tables.pctab) && !in(tables.functab) && !in(tables.findfunc) {
			t.Fatalf("memory has changed at %#x, outside the tables", i)
		}
	}
	was, err := readFunctions(before, tables)
	if err != nil {
		t.Fatal(err)
	}
	is, err := readFunctions(after, tables)
	if err != nil {
		t.Fatal(err)
	}
	for i := range is {
		for j, w := range is[i].tables() {
			dropped := j == 1 || j == 2
			if dropped && w.get() != 0 {
				t.Fatalf("function %d still has table %d", i, j)
			}
			if at := was[i].tables()[j].get(); !dropped && at != 0 {
				a, _ := readTable(before.in(tables.pctab), at)
				b, _ := readTable(after.in(tables.pctab), w.get())
				if !bytes.Equal(a, b) || w.get() == 0 {
					t.Fatalf("function %d had table %d %v and has %v", i, j, a, b)
				}
			}
		}
	}
}

// A program that is damaged somehow is slimmed or refused.
func FuzzSlim(f *testing.F) {
	f.Add(program(small()))
	f.Add(program(nil))
	f.Add([]byte("\x00asm"))
	f.Fuzz(func(t *testing.T, damaged []byte) {
		slimmed, err := slim(damaged)
		if err != nil {
			return
		}
		if _, err := parseModule(slimmed); err != nil {
			t.Errorf("it is slimmed to what is none: %v", err)
		}
	})
}

func TestNumbersAreReadAsWritten(t *testing.T) {
	for _, v := range []int32{0, 1, -1, 63, 64, -64, -65, 8191, 8192, 1 << 20, 1<<31 - 1, -1 << 31} {
		r := reader{rest: appendInt(nil, v)}
		if got := r.int(); got != v || r.err != nil || len(r.rest) > 0 {
			t.Errorf("%d is read as %d, error %v, %d bytes left", v, got, r.err, len(r.rest))
		}
	}
	for _, damaged := range []string{"", "\x80", "\xff\xff\xff\xff", "\xff\xff\xff\xff\x3f", "\x80\x80\x80\x80\x80\x00"} {
		r := reader{rest: []byte(damaged)}
		if got := r.int(); r.err == nil || got != 0 {
			t.Errorf("%q is read as %d", damaged, got)
		}
	}
}
