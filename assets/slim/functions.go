package main

import (
	"encoding/binary"
	"fmt"
)

// A function is what functab has of one: words of 32 bits, the last of them
// of single bytes, then where in pctab and in funcdata its own tables are
// (type _func in runtime/runtime2.go, writeFuncs in
// cmd/link/internal/ld/pcln.go).
type function []byte

// Where in a function its words are.
const (
	atEntry    = 0  // the number of its first PC, shifted
	atStack    = 16 // how large its part of the stack is, a table in pctab
	atFile     = 20 // the files that it comes from, another
	atLine     = 24 // and the lines
	atTables   = 28 // how many more tables it has in pctab
	atFiles    = 32 // where in cutab its files are
	atFirst    = 36 // its first line
	atFuncdata = 43 // how much it has in funcdata, a byte
	fixedBytes = 44
)

// A word is a place in memory for a number.
type word []byte

func (w word) get() uint32  { return binary.LittleEndian.Uint32(w) }
func (w word) set(v uint32) { binary.LittleEndian.PutUint32(w, v) }

func (f function) word(at int) word { return word(f[at:][:4]) }

// tables says where the function's tables in pctab are. 0 stands for none.
func (f function) tables() []word {
	words := []word{f.word(atStack), f.word(atFile), f.word(atLine)}
	for i := range int(f.word(atTables).get()) {
		words = append(words, f.word(fixedBytes+4*i))
	}
	return words
}

// readFunctions reads functab: an index, of the entry and the place of each
// function and one entry more, and the functions at these places.
func readFunctions(m memory, t tables) ([]function, error) {
	table := m.in(t.functab)
	place := align(8*t.functions + 4)
	if place > len(table) {
		return nil, fmt.Errorf("%w: there is no room for %d functions", errLayout, t.functions)
	}
	functions := make([]function, t.functions)
	for i := range functions {
		entry, at := word(table[8*i:]).get(), word(table[8*i+4:]).get()
		if entry != uint32(firstFunction+i) || at != uint32(place) || place+fixedBytes > len(table) {
			return nil, fmt.Errorf("%w: function %d has the entry %#x and is at %#x", errLayout, i, entry, at)
		}
		f := function(table[place:])
		size := fixedBytes + 4*(uint64(f.word(atTables).get())+uint64(f[atFuncdata]))
		if f.word(atEntry).get() != entry || size > uint64(len(f)) {
			return nil, fmt.Errorf("%w: function %d has another entry, or too many tables", errLayout, i)
		}
		functions[i] = f[:size:size]
		place = align(place + int(size))
	}
	if place != align(len(table)) {
		return nil, fmt.Errorf("%w: the functions end at %#x of %#x", errLayout, place, len(table))
	}
	return functions, nil
}

// align is where the linker goes on after n bytes.
func align(n int) int { return (n + 7) &^ 7 }
