//go:build !goexperiment.simd || !(amd64 || wasm)

package kernel

func product(c []float32, at []int32, a []float32, rows, columns []int32, b []float32, n, group int) {
	plainProduct(c, at, a, rows, columns, b, n, group)
}

// Name says in a few words what computes the products here.
func Name() string { return "plain Go" }
