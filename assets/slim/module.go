package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// A module is a WebAssembly program as
// https://webassembly.github.io/spec/core/binary/modules.html describes it: a
// preamble and sections, each with a number for its kind, its size and its
// contents.
type module []section

type section struct {
	kind     byte
	contents []byte
}

// The kinds of section that matter here.
const (
	customSection = 0
	dataSection   = 11
)

var preamble = []byte("\x00asm\x01\x00\x00\x00")

func parseModule(program []byte) (module, error) {
	rest, ok := bytes.CutPrefix(program, preamble)
	if !ok {
		return nil, errors.New("it is no WebAssembly module of version 1")
	}
	var m module
	for r := (reader{rest: rest}); len(r.rest) > 0; {
		s := section{kind: r.byte()}
		s.contents = r.bytes(r.uint())
		if r.err != nil {
			return nil, fmt.Errorf("read section %d: %w", len(m), r.err)
		}
		m = append(m, s)
	}
	return m, nil
}

func (m module) format() []byte {
	program := bytes.Clone(preamble)
	for _, s := range m {
		program = append(program, s.kind)
		program = binary.AppendUvarint(program, uint64(len(s.contents)))
		program = append(program, s.contents...)
	}
	return program
}

// find returns the section of that kind; the format allows one.
func (m module) find(kind byte) (*section, error) {
	for i := range m {
		if m[i].kind == kind {
			return &m[i], nil
		}
	}
	return nil, fmt.Errorf("it has no section of kind %d", kind)
}

// custom returns the contents of the custom section of that name, or nothing.
func (m module) custom(name string) []byte {
	for _, s := range m {
		if s.kind != customSection {
			continue
		}
		r := reader{rest: s.contents}
		if string(r.bytes(r.uint())) == name && r.err == nil {
			return r.rest
		}
	}
	return nil
}
