package main

import "fmt"

// dropLines takes from every function what says which file and which line an
// instruction comes from. The runtime then has "?" and 0 for them (pcvalue and
// funcline1 in runtime/symtab.go); nothing but texts has lines in it.
func dropLines(m memory, t tables) error {
	functions, err := readFunctions(m, t)
	if err != nil {
		return err
	}
	pctab := m.in(t.pctab)
	all, _, err := collect(pctab, functions)
	if err != nil {
		return err
	}
	if align(len(all)) != align(len(pctab)) {
		return fmt.Errorf("%w: the functions' tables are %#x bytes of %#x in pctab", errLayout, len(all), len(pctab))
	}
	for _, f := range functions {
		for _, at := range []int{atFile, atLine, atFiles, atFirst} {
			f.word(at).set(0)
		}
	}
	clear(m.in(t.files))
	rest, moved, err := collect(pctab, functions)
	if err != nil {
		return err
	}
	for _, f := range functions {
		for _, w := range f.tables() {
			w.set(moved[w.get()])
		}
	}
	clear(pctab[copy(pctab, rest):])
	return nil
}
