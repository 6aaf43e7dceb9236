//go:build !goexperiment.simd || !(amd64 || wasm)

package kernel

func maxPool2(y, x0, x1 []float32, channels int) { plainMaxPool2(y, x0, x1, channels) }

func maxPool2Back(dx0, dx1, dy, y, x0, x1 []float32, channels int) {
	plainMaxPool2Back(dx0, dx1, dy, y, x0, x1, channels)
}

func sumPool2(y, x0, x1 []float32, channels int, factor float32) {
	plainSumPool2(y, x0, x1, channels, factor)
}

func sumPool2Back(dx0, dx1, dy []float32, channels int, factor float32) {
	plainSumPool2Back(dx0, dx1, dy, channels, factor)
}
