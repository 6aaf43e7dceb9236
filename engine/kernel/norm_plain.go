//go:build !goexperiment.simd || !(amd64 || wasm)

package kernel

func sumSquares(sum, x, mean []float32) { plainSumSquares(sum, x, mean, 0) }

func normalize(y, x, mean, factor, shift []float32, slope float32) {
	plainNormalize(y, x, mean, factor, shift, slope, 0)
}

func sumGradients(sum, dot, dy, y, x, mean []float32, slope float32) {
	plainSumGradients(sum, dot, dy, y, x, mean, slope, 0)
}

func normalizeBack(dx, dy, y, x, mean, a, b, factor []float32, slope float32) {
	plainNormalizeBack(dx, dy, y, x, mean, a, b, factor, slope, 0)
}
