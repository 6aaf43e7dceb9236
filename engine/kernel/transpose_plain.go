//go:build !goexperiment.simd || !(amd64 || wasm)

package kernel

func transpose(y []float32, yStep int, x []float32, xStep, rows, columns int) {
	plainTranspose(y, yStep, x, xStep, rows, columns)
}
