//go:build goexperiment.simd && amd64

package kernel

import (
	"simd/archsimd"
	"unsafe"
)

func maxPool2(y, x0, x1 []float32, channels int) {
	if lanes == 0 || channels%8 != 0 {
		plainMaxPool2(y, x0, x1, channels)
		return
	}
	to, upper, lower := start(y), start(x0), start(x1)
	next := uintptr(channels) * 4 // pixel, in bytes
	for range len(y) / channels {
		for c := uintptr(0); c < next; c += 32 {
			v := larger8(load8(upper, c), load8(upper, next+c))
			v = larger8(v, load8(lower, c))
			store8(to, c, larger8(v, load8(lower, next+c)))
		}
		to, upper, lower = unsafe.Add(to, next), unsafe.Add(upper, 2*next), unsafe.Add(lower, 2*next)
	}
}

func larger8(v, x archsimd.Float32x8) archsimd.Float32x8 {
	return x.IfElse(x.Greater(v).Or(x.NotEqual(x)), v)
}

func maxPool2Back(dx0, dx1, dy, y, x0, x1 []float32, channels int) {
	if lanes == 0 || channels%8 != 0 {
		plainMaxPool2Back(dx0, dx1, dy, y, x0, x1, channels)
		return
	}
	of, from := start(y), start(dy)
	upper, lower, toUpper, toLower := start(x0), start(x1), start(dx0), start(dx1)
	next := uintptr(channels) * 4 // pixel, in bytes
	for range len(y) / channels {
		for c := uintptr(0); c < next; c += 32 {
			largest := load8(of, c)
			rest := give8(toUpper, c, load8(upper, c), largest, load8(from, c))
			rest = give8(toUpper, next+c, load8(upper, next+c), largest, rest)
			rest = give8(toLower, c, load8(lower, c), largest, rest)
			give8(toLower, next+c, load8(lower, next+c), largest, rest)
		}
		of, from = unsafe.Add(of, next), unsafe.Add(from, next)
		upper, lower = unsafe.Add(upper, 2*next), unsafe.Add(lower, 2*next)
		toUpper, toLower = unsafe.Add(toUpper, 2*next), unsafe.Add(toLower, 2*next)
	}
}

// give8 writes the gradient of the x that are the largest, and returns what
// is left for the others.
func give8(to unsafe.Pointer, offset uintptr, x, largest, rest archsimd.Float32x8) archsimd.Float32x8 {
	var zero archsimd.Float32x8
	takes := x.Equal(largest).Or(x.NotEqual(x))
	store8(to, offset, rest.IfElse(takes, zero))
	return zero.IfElse(takes, rest)
}

func start(x []float32) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(x)) }

func load8(p unsafe.Pointer, offset uintptr) archsimd.Float32x8 {
	return archsimd.LoadFloat32x8Array((*[8]float32)(unsafe.Add(p, offset)))
}

func store8(p unsafe.Pointer, offset uintptr, v archsimd.Float32x8) {
	v.StoreArray((*[8]float32)(unsafe.Add(p, offset)))
}
