//go:build js

// Command wasm is the program in a Web Worker, listening at the worker's own
// scope: the laboratory that trains, or one of the workers that it starts.
package main

import (
	"syscall/js"

	"glyphlab/engine/kernel/instantiate"
	"glyphlab/wasm/crew"
	"glyphlab/wasm/host"
	"glyphlab/wasm/lab"
)

func main() {
	instantiate.Use()
	scope := js.Global()
	if scope.Get("crew").Truthy() {
		crew.Serve(scope)
	} else {
		lab.New(host.New(scope)).Run()
	}
}
