//go:build js

// Command program is the program in the worker that reads a person's own
// images. What the page has posted to the worker is at its scope, as offered.
package main

import (
	"syscall/js"

	"glyphlab/wasm/intake"
)

func main() {
	scope := js.Global()
	intake.Serve(scope, scope.Get("offered"))
	select {} // the page ends the worker
}
