//go:build js

package kernel

import (
	"os"
	"syscall/js"
	"testing"
)

// In the browser the tests run with emitted code, over this very program's
// memory. A page that runs tests does not give its memory away, so it is taken
// from the Go object of wasm_exec.js, at a moment when that calls itself.
func TestMain(m *testing.M) {
	memory := programMemory()
	Instantiate = func(code []byte) (func(), error) {
		array := js.Global().Get("Uint8Array").New(len(code))
		js.CopyBytesToJS(array, code)
		imports := map[string]any{"m": map[string]any{"m": memory}}
		module := js.Global().Get("WebAssembly").Get("Module").New(array)
		f := js.Global().Get("WebAssembly").Get("Instance").New(module, imports).Get("exports").Get("f")
		return func() { f.Invoke() }, nil
	}
	os.Exit(m.Run())
}

func programMemory() (memory js.Value) {
	prototype := js.Global().Get("Go").Get("prototype")
	original := prototype.Get("_makeFuncWrapper")
	hook := js.FuncOf(func(this js.Value, args []js.Value) any {
		memory = this.Get("_inst").Get("exports").Get("mem")
		return original.Call("call", this, args[0])
	})
	defer hook.Release()
	prototype.Set("_makeFuncWrapper", hook)
	js.FuncOf(func(js.Value, []js.Value) any { return nil }).Release()
	prototype.Set("_makeFuncWrapper", original)
	return memory
}

func BenchmarkCall(b *testing.B) {
	p := NewProduct(ProductShape{Rows: Steps(1, 1), Out: Steps(1, 4), Terms: Row(1), Columns: 4})
	x := Make(4)
	y := make([]float32, 4)
	for b.Loop() {
		p.Run(y, x, x, nil, 1, 1)
	}
}
