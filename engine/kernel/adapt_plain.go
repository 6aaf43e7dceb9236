//go:build !goexperiment.simd || !(amd64 || arm64 || wasm)

package kernel

func adapt(w, mean, square, g []float32, a Adaptation) { a.plainAdapt(w, mean, square, g) }
