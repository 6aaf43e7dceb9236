// Command slim makes a linked WebAssembly program smaller to load:
//
//	slim -o bin/wasm/worker.wasm bin/linked/worker.wasm
//
// The program does what it did before. What it loses is the files and the
// lines in a panic's trace; the functions' names stay. slim knows how the
// linker of one version of Go lays a program's tables out, and fails when a
// program's are different in anything.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	out := flag.String("o", "", "`file` to write")
	flag.Parse()
	if flag.NArg() != 1 || *out == "" {
		fmt.Fprintln(os.Stderr, "usage: slim -o OUT.wasm IN.wasm")
		os.Exit(2)
	}
	if err := run(flag.Arg(0), *out); err != nil {
		fmt.Fprintln(os.Stderr, "slim:", err)
		os.Exit(1)
	}
}

func run(in, out string) error {
	program, err := os.ReadFile(in)
	if err != nil {
		return err
	}
	slimmed, err := slim(program)
	if err != nil {
		return fmt.Errorf("%s: %w", in, err)
	}
	return os.WriteFile(out, slimmed, 0o666)
}
