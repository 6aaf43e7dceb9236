package peak

import "syscall/js"

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

func instantiate(chains int) Loop {
	code := module(chains)
	bytes := js.Global().Get("Uint8Array").New(len(code))
	js.CopyBytesToJS(bytes, code)
	assembly := js.Global().Get("WebAssembly")
	run := assembly.Get("Instance").New(assembly.Get("Module").New(bytes)).Get("exports").Get("run")
	return Loop{
		Chains: chains,
		FLOPs:  2 * 4 * unrolled * float64(chains),
		Run:    func(turns int) float32 { return float32(run.Invoke(turns).Float()) },
	}
}
