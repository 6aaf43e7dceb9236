//go:build goexperiment.simd && (amd64 || wasm)

package kernel

import (
	"simd/archsimd"
	"unsafe"
)

func maxPool2(y, x0, x1 []float32, channels int) {
	if lanes == 0 || channels < 4 {
		plainMaxPool2(y, x0, x1, channels)
		return
	}
	to, upper, lower := start(y), start(x0), start(x1)
	next := uintptr(channels) * 4 // pixel, in bytes
	for pixel := range uintptr(len(y) / channels) {
		at, from := pixel*next, 2*pixel*next
		for c := uintptr(0); c < next; c += 16 {
			c := min(c, next-16) // the last vector may overlap the one before it
			v := largerOf(load4(upper, from+c), load4(upper, from+next+c))
			v = largerOf(v, load4(lower, from+c))
			store4(to, at+c, largerOf(v, load4(lower, from+next+c)))
		}
	}
}

func largerOf(v, x archsimd.Float32x4) archsimd.Float32x4 {
	return x.IfElse(x.Greater(v).Or(x.NotEqual(x)), v)
}

func maxPool2Back(dx0, dx1, dy, y, x0, x1 []float32, channels int) {
	if lanes == 0 || channels < 4 {
		plainMaxPool2Back(dx0, dx1, dy, y, x0, x1, channels)
		return
	}
	of, from := start(y), start(dy)
	upper, lower, toUpper, toLower := start(x0), start(x1), start(dx0), start(dx1)
	next := uintptr(channels) * 4 // pixel, in bytes
	for pixel := range uintptr(len(y) / channels) {
		at, first := pixel*next, 2*pixel*next
		for c := uintptr(0); c < next; c += 16 {
			c := min(c, next-16)
			left, right := first+c, first+next+c
			largest := load4(of, at+c)
			rest := give(toUpper, left, load4(upper, left), largest, load4(from, at+c))
			rest = give(toUpper, right, load4(upper, right), largest, rest)
			rest = give(toLower, left, load4(lower, left), largest, rest)
			give(toLower, right, load4(lower, right), largest, rest)
		}
	}
}

// give writes the gradient of the x that are the largest, and returns what
// is left for the others.
func give(to unsafe.Pointer, offset uintptr, x, largest, rest archsimd.Float32x4) archsimd.Float32x4 {
	var zero archsimd.Float32x4
	takes := x.Equal(largest).Or(x.NotEqual(x))
	store4(to, offset, rest.IfElse(takes, zero))
	return zero.IfElse(takes, rest)
}

func sumPool2(y, x0, x1 []float32, channels int, factor float32) {
	if lanes == 0 || channels < 4 {
		plainSumPool2(y, x0, x1, channels, factor)
		return
	}
	f := archsimd.BroadcastFloat32x4(factor)
	to, upper, lower := start(y), start(x0), start(x1)
	next := uintptr(channels) * 4 // pixel, in bytes
	for pixel := range uintptr(len(y) / channels) {
		at, from := pixel*next, 2*pixel*next
		for c := uintptr(0); c < next; c += quad {
			c := min(c, next-quad) // the last vector may overlap the one before it
			u := load4(upper, from+c).Add(load4(upper, from+next+c))
			v := load4(lower, from+c).Add(load4(lower, from+next+c))
			store4(to, at+c, u.Add(v).Mul(f))
		}
	}
}

func sumPool2Back(dx0, dx1, dy []float32, channels int, factor float32) {
	if lanes == 0 || channels < 4 {
		plainSumPool2Back(dx0, dx1, dy, channels, factor)
		return
	}
	f := archsimd.BroadcastFloat32x4(factor)
	from, upper, lower := start(dy), start(dx0), start(dx1)
	next := uintptr(channels) * 4 // pixel, in bytes
	for pixel := range uintptr(len(dy) / channels) {
		at, first := pixel*next, 2*pixel*next
		for c := uintptr(0); c < next; c += quad {
			c := min(c, next-quad)
			d := load4(from, at+c).Mul(f)
			store4(upper, first+c, d)
			store4(upper, first+next+c, d)
			store4(lower, first+c, d)
			store4(lower, first+next+c, d)
		}
	}
}
