//go:build js

// Package instantiate lets the kernels run WebAssembly that they have written
// themselves, over the memory of this very program. It is the one place below
// engine that knows of JavaScript; a program imports it and calls [Use].
package instantiate

import (
	"errors"
	"syscall/js"

	"glyphlab/engine/kernel"
)

// Use has products computed by emitted code from now on, if it can be: where
// the program's memory is not to be had, or the page's policy forbids new
// modules, they are computed as before. It reports whether it can.
func Use() bool {
	memory, ok := programMemory()
	if !ok {
		return false
	}
	kernel.Instantiate = func(code []byte) (func(), error) { return instantiate(memory, code) }
	if !kernel.TryEmitted() {
		kernel.Instantiate = nil
	}
	return kernel.Instantiate != nil
}

// instantiate compiles a module and calls its function f without arguments,
// which costs some 80 ns and allocates nothing.
func instantiate(memory js.Value, code []byte) (call func(), err error) {
	defer func() {
		switch thrown := recover().(type) {
		case nil:
		case js.Error:
			err = errors.New("the browser refuses the module: " + thrown.Error())
		default:
			panic(thrown)
		}
	}()
	array := js.Global().Get("Uint8Array").New(len(code))
	js.CopyBytesToJS(array, code)
	assembly := js.Global().Get("WebAssembly")
	module := assembly.Get("Module").New(array)
	imports := map[string]any{"m": map[string]any{"m": memory}}
	f := assembly.Get("Instance").New(module, imports).Get("exports").Get("f")
	return func() { f.Invoke() }, nil
}

// programMemory finds the memory of the program. What runs a Go program in a
// page, the Go object of wasm_exec.js, need not give it away; so it is asked
// for when that object next calls one of its own methods, which is at once.
func programMemory() (memory js.Value, ok bool) {
	defer func() {
		if thrown := recover(); thrown != nil {
			ok = false // this wasm_exec.js is another than the one known here
		}
	}()
	const method = "_makeFuncWrapper"
	prototype := js.Global().Get("Go").Get("prototype")
	original := prototype.Get(method)
	hook := js.FuncOf(func(this js.Value, args []js.Value) any {
		memory = this.Get("_inst").Get("exports").Get("mem")
		return original.Call("call", this, args[0])
	})
	defer hook.Release()
	prototype.Set(method, hook)
	defer prototype.Set(method, original)
	js.FuncOf(func(js.Value, []js.Value) any { return nil }).Release()
	return memory, memory.InstanceOf(js.Global().Get("WebAssembly").Get("Memory"))
}
