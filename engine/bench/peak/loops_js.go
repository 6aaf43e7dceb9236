package peak

import (
	"math"
	"syscall/js"

	"glyphlab/engine/kernel/wasmcode"
)

// Loops returns the loops of this browser: WebAssembly's vectors of four. Go's
// compiler keeps eleven vectors in registers at most, so each loop is a module
// written here. Where the browser compiles none, the loops are plain Go.
func Loops() (loops []Loop) {
	defer func() {
		// Go has no error of a constructor's but this panic.
		if _, refused := recover().(js.Error); refused {
			loops = plain
		}
	}()
	for chains := 8; chains <= 14; chains++ {
		loops = append(loops, instantiate(chains))
	}
	return loops
}

// A turn is a call of a module, so it goes round often: a call takes a fraction
// of a microsecond. What is unrolled is done before each jump back.
const round, unrolled = 1 << 14, 4

func instantiate(chains int) Loop {
	code := module(chains)
	bytes := js.Global().Get("Uint8Array").New(len(code))
	js.CopyBytesToJS(bytes, code)
	assembly := js.Global().Get("WebAssembly")
	memory := assembly.Get("Memory").New(map[string]any{"initial": 1})
	imports := map[string]any{"m": map[string]any{"m": memory}}
	run := assembly.Get("Instance").New(assembly.Get("Module").New(bytes), imports).Get("exports").Get("f")
	return Loop{
		Chains: chains,
		FLOPs:  2 * 4 * round * unrolled * float64(chains),
		Run: func(turns int) float32 {
			for range turns {
				run.Invoke()
			}
			return 0 // the module has stored it
		},
	}
}

// module returns a loop of so many chains of vectors. In the end it stores
// their sum, so that nothing can be left out.
func module(chains int) []byte {
	var f wasmcode.Func
	counter := f.Local(wasmcode.I32)
	constant := func(x float32) wasmcode.Local {
		l := f.Local(wasmcode.V128)
		f.Splat(math.Float32bits(x))
		f.Set(l)
		return l
	}
	m, a := constant(factor), constant(addend)
	chain := make([]wasmcode.Local, chains)
	for i := range chain {
		chain[i] = constant(float32(i))
	}
	f.Repeat(counter, round, func() {
		for range unrolled {
			for _, x := range chain {
				f.Get(x)
				f.Get(m)
				f.MulVector()
				f.Get(a)
				f.AddVector()
				f.Set(x)
			}
		}
	})
	f.Const(0)
	f.Get(chain[0])
	for _, x := range chain[1:] {
		f.Get(x)
		f.AddVector()
	}
	f.StoreVector(0)
	return f.Module()
}
