//go:build !goexperiment.simd || !(amd64 || wasm)

package kernel

func (p *Product) run(c, a, b, bias []float32, rows, leaves int) {
	p.plain(c, a, b, bias, rows, leaves)
}

// Name says in a few words what computes the products here.
func Name() string {
	if Instantiate != nil {
		return "emitted WebAssembly, SIMD"
	}
	return "plain Go"
}
