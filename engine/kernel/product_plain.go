//go:build !goexperiment.simd || !amd64

package kernel

// run is what the browser does where it has no emitted code, which is hardly
// anywhere: a page that may run this program may run another module too.
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
