//go:build js

// Command wasm is the program in the Web Worker: the laboratory that trains,
// listening at the worker's own port.
package main

import (
	"syscall/js"

	"glyphlab/engine/kernel/instantiate"
	"glyphlab/wasm/host"
	"glyphlab/wasm/lab"
)

func main() {
	instantiate.Use()
	lab.New(host.New(js.Global())).Run()
}
