package main

import (
	"encoding/binary"
	"fmt"
)

// readTable returns the table at a place in pctab: pairs of how much a value
// and the PC change, up to a value that does not, unless it is the first (step
// in runtime/symtab.go).
func readTable(pctab []byte, at uint32) ([]byte, error) {
	if uint64(at) >= uint64(len(pctab)) {
		return nil, fmt.Errorf("%w: a table is at %#x of %#x in pctab", errLayout, at, len(pctab))
	}
	rest := pctab[at:]
	for first := true; ; first = false {
		value, n := binary.Uvarint(rest)
		if n <= 0 {
			break
		}
		rest = rest[n:]
		if value == 0 && !first {
			return pctab[at : len(pctab)-len(rest)], nil
		}
		if _, n = binary.Uvarint(rest); n <= 0 {
			break
		}
		rest = rest[n:]
	}
	return nil, fmt.Errorf("%w: the table at %#x in pctab has no end", errLayout, at)
}

// collect returns the functions' tables one after another, each once, as
// pctab holds them, and where each of them has moved to.
func collect(pctab []byte, functions []function) (collected []byte, moved map[uint32]uint32, err error) {
	collected = []byte{0} // nothing is at 0, as 0 stands for none
	moved = map[uint32]uint32{0: 0}
	for _, f := range functions {
		for _, w := range f.tables() {
			at := w.get()
			if _, seen := moved[at]; seen {
				continue
			}
			table, err := readTable(pctab, at)
			if err != nil {
				return nil, nil, err
			}
			moved[at] = uint32(len(collected))
			collected = append(collected, table...)
			if len(collected) > len(pctab) {
				return nil, nil, fmt.Errorf("%w: tables in pctab overlap", errLayout)
			}
		}
	}
	return collected, moved, nil
}
