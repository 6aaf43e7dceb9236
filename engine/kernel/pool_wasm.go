//go:build goexperiment.simd && wasm

package kernel

import (
	"simd/archsimd"
	"unsafe"
)

func maxPool2(y, x0, x1 []float32, channels int) {
	if channels%4 != 0 {
		plainMaxPool2(y, x0, x1, channels)
		return
	}
	to, upper, lower := start(y), start(x0), start(x1)
	next := uintptr(channels) * 4 // pixel, in bytes
	for range len(y) / channels {
		for c := uintptr(0); c < next; c += 16 {
			v := larger4(load4(upper, c), load4(upper, next+c))
			v = larger4(v, load4(lower, c))
			store4(to, c, larger4(v, load4(lower, next+c)))
		}
		to, upper, lower = unsafe.Add(to, next), unsafe.Add(upper, 2*next), unsafe.Add(lower, 2*next)
	}
}

func larger4(v, x archsimd.Float32x4) archsimd.Float32x4 {
	return x.IfElse(x.Greater(v).Or(x.NotEqual(x)), v)
}

func maxPool2Back(dx0, dx1, dy, y, x0, x1 []float32, channels int) {
	if channels%4 != 0 {
		plainMaxPool2Back(dx0, dx1, dy, y, x0, x1, channels)
		return
	}
	of, from := start(y), start(dy)
	upper, lower, toUpper, toLower := start(x0), start(x1), start(dx0), start(dx1)
	next := uintptr(channels) * 4 // pixel, in bytes
	for range len(y) / channels {
		for c := uintptr(0); c < next; c += 16 {
			largest := load4(of, c)
			rest := give4(toUpper, c, load4(upper, c), largest, load4(from, c))
			rest = give4(toUpper, next+c, load4(upper, next+c), largest, rest)
			rest = give4(toLower, c, load4(lower, c), largest, rest)
			give4(toLower, next+c, load4(lower, next+c), largest, rest)
		}
		of, from = unsafe.Add(of, next), unsafe.Add(from, next)
		upper, lower = unsafe.Add(upper, 2*next), unsafe.Add(lower, 2*next)
		toUpper, toLower = unsafe.Add(toUpper, 2*next), unsafe.Add(toLower, 2*next)
	}
}

// give4 writes the gradient of the x that are the largest, and returns what
// is left for the others.
func give4(to unsafe.Pointer, offset uintptr, x, largest, rest archsimd.Float32x4) archsimd.Float32x4 {
	var zero archsimd.Float32x4
	takes := x.Equal(largest).Or(x.NotEqual(x))
	store4(to, offset, rest.IfElse(takes, zero))
	return zero.IfElse(takes, rest)
}
