package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// Tables are where Go's linker has put what the runtime knows of a program's
// functions. A moduledata (runtime/symtab.go) says it, and begins with the
// address of a pcHeader, which begins with a magic number and says some of it
// again (generatePCHeader in cmd/link/internal/ld/pcln.go).
type tables struct {
	files     span // cutab and filetab: names of source files
	pctab     span // what differs from instruction to instruction
	functab   span // the functions, by number
	findfunc  span // findfunctab: where in functab to look for a PC
	functions int
}

// magic is abi.Go120PCLnTabMagic, 2 bytes of padding, and the sizes of the
// smallest instruction and of a pointer.
var magic = []byte{0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8}

// The 64-bit words of a pcHeader, by number.
const (
	headerFunctions = 1
	headerOffsets   = 4 // of funcnametab, cutab, filetab, pctab and functab
	headerWords     = 9
)

// The 64-bit words of a moduledata.
const (
	moduleHeader = iota
	moduleSlices // of the same five tables: address, length and capacity
	moduleIndex  = moduleSlices + 3*5
)
const (
	moduleFind = moduleIndex + 3 + iota
	moduleMinPC
	moduleMaxPC
	moduleText
	moduleFuncdata = moduleFind + 24
	moduleEnd      = moduleFind + 25 // of all these tables
	moduleWords    = moduleFind + 26
)

// A PC is a function's number, counted from firstFunction and shifted, and a
// block's in the function (assignAddress in cmd/link/internal/wasm/asm.go).
const (
	firstFunction = 0x1000
	pcShift       = 16
)

var errLayout = errors.New("its tables of functions are not as the linker of go1.27 writes them")

// findTables looks for the one moduledata in memory.
func findTables(m memory) (tables, error) {
	headers := map[uint64]bool{}
	for at := 0; at+8*headerWords <= len(m); at += 8 {
		if bytes.HasPrefix(m[at:], magic) {
			headers[uint64(at)] = true
		}
	}
	var found []tables
	for at := 0; at+8*moduleWords <= len(m); at += 8 {
		header := binary.LittleEndian.Uint64(m[at:])
		if !headers[header] {
			continue
		}
		t, ok := readTables(m.words(int(header), headerWords), m.words(at, moduleWords), len(m))
		if ok {
			found = append(found, t)
		}
	}
	if len(found) != 1 {
		return tables{}, fmt.Errorf("%w: %d places look like a moduledata", errLayout, len(found))
	}
	return found[0], nil
}

// words reads n 64-bit words.
func (m memory) words(at, n int) []uint64 {
	words := make([]uint64, n)
	for i := range words {
		words[i] = binary.LittleEndian.Uint64(m[at+8*i:])
	}
	return words
}

// readTables reports false if these are no moduledata and its pcHeader, in a
// memory of that size.
func readTables(header, module []uint64, size int) (tables, bool) {
	// The tables follow each other, whatever the offsets are.
	var starts []int
	for _, start := range append(tableStarts(header, module), module[moduleFuncdata], module[moduleFind], module[moduleEnd]) {
		if start > uint64(size) || len(starts) > 0 && start < uint64(starts[len(starts)-1]) {
			return tables{}, false
		}
		starts = append(starts, int(start))
	}
	for i := range 5 {
		slice := module[moduleSlices+3*i:][:3]
		length := slice[1]
		if i == 1 {
			length *= 4 // cutab's are of 4 bytes
		}
		if slice[0] != uint64(starts[i]) || slice[1] != slice[2] || length > uint64(starts[i+1]-starts[i]) {
			return tables{}, false
		}
	}
	functions := header[headerFunctions]
	index := module[moduleIndex:][:3]
	if functions == 0 || functions > uint64(size)/8 ||
		index[0] != uint64(starts[4]) || index[1] != functions+1 || index[2] != functions+1 ||
		module[moduleText] != 0 || module[moduleMinPC] != firstFunction<<pcShift ||
		module[moduleMaxPC]>>pcShift != firstFunction+functions-1 {
		return tables{}, false
	}
	// The last bucket has no parts after the last PC.
	pcs := int(module[moduleMaxPC] - module[moduleMinPC])
	findBytes := (pcs+bucketPCs-1)/bucketPCs*4 + (pcs+partPCs-1)/partPCs
	t := tables{
		files:     span{starts[1], starts[3]},
		pctab:     span{starts[3], starts[4]},
		functab:   span{starts[4], starts[4] + int(module[moduleSlices+3*4+1])},
		findfunc:  span{starts[6], starts[6] + findBytes},
		functions: int(functions),
	}
	return t, t.findfunc.to <= starts[7]
}

// tableStarts are the addresses of the tables that a pcHeader has offsets of.
func tableStarts(header, module []uint64) []uint64 {
	starts := make([]uint64, 5)
	for i := range starts {
		starts[i] = module[moduleHeader] + header[headerOffsets+i]
	}
	return starts
}
