//go:build goexperiment.simd && amd64

package kernel

import (
	"simd/archsimd"
	"unsafe"
)

// lanes is the width of the vectors that this machine computes with: 16 with
// AVX-512, 8 with AVX2, else 0.
var lanes = func() int {
	switch {
	case archsimd.X86.AVX512():
		return 16
	case archsimd.X86.AVX2():
		return 8
	}
	return 0
}()

// Name says in a few words what computes the products here.
func Name() string {
	switch lanes {
	case 16:
		return "SIMD, 16 lanes"
	case 8:
		return "SIMD, 8 lanes"
	}
	return "plain Go"
}

func (p *Product) run(c, a, b, bias []float32, rows, leaves int) {
	t := tiling{6, 8}
	switch {
	case lanes == 16 && p.columns >= 32:
		t = tiling{3, 32}
	case lanes == 16 && p.columns > 8:
		t.columns = 16
	}
	switch {
	case lanes == 0:
		p.plain(c, a, b, bias, rows, leaves)
	case p.terms.Outer > 1:
		p.coverInBlocks(t, c, a, b, bias, rows, leaves)
	default:
		p.cover(t, c, a, b, bias, rows, leaves)
	}
}

func (t tiling) group(s *sums, first bool, a *pointers, at *int32, n int, b unsafe.Pointer, step uintptr) {
	switch {
	case t.columns == 32:
		group3x32(s, first, a, at, n, b, step)
	case t.columns == 8:
		group6x8(s, first, a, at, n, b, step)
	case a.beside():
		beside6x16(s, first, a[0], at, n, b, step)
	default:
		group6x16(s, first, a, at, n, b, step)
	}
}

// beside reports whether the six rows lie side by side.
func (a *pointers) beside() bool {
	for r := range uintptr(5) {
		if uintptr(a[r])+4 != uintptr(a[r+1]) {
			return false
		}
	}
	return true
}

func (t tiling) add(s, x *sums) {
	to, from := unsafe.Pointer(s), unsafe.Pointer(x)
	for i := uintptr(0); i < 4*uintptr(t.rows*t.columns); i += 32 {
		store8(to, i, load8(to, i).Add(load8(from, i)))
	}
}

func (t tiling) finish(c, s, bias unsafe.Pointer, rectify bool) {
	for i := uintptr(0); i < 4*uintptr(t.columns); i += 32 {
		v := load8(s, i)
		if bias != nil {
			v = v.Add(load8(bias, i))
		}
		if rectify {
			var zero archsimd.Float32x8
			v = zero.IfElse(v.Less(zero), v)
		}
		store8(c, i, v)
	}
}

// group6x16 and group6x8 are the groups of tiles of 6 rows by one vector.
// 6 sums hide most of an addition's latency, and leave enough registers that
// none is kept in memory in between.
func group6x16(s *sums, first bool, a *pointers, at *int32, n int, b unsafe.Pointer, step uintptr) {
	a0, a1, a2, a3, a4, a5 := a[0], a[1], a[2], a[3], a[4], a[5]
	var s0, s1, s2, s3, s4, s5 archsimd.Float32x16
	var term, row uintptr // what has been used of at and of b, in bytes
	for ; n > 0; n-- {
		p := uintptr(*(*int32)(unsafe.Add(unsafe.Pointer(at), term))) * 4
		x := archsimd.LoadFloat32x16Array((*[16]float32)(unsafe.Add(b, row)))
		s0 = s0.Add(spread16(a0, p).Mul(x))
		s1 = s1.Add(spread16(a1, p).Mul(x))
		s2 = s2.Add(spread16(a2, p).Mul(x))
		s3 = s3.Add(spread16(a3, p).Mul(x))
		s4 = s4.Add(spread16(a4, p).Mul(x))
		s5 = s5.Add(spread16(a5, p).Mul(x))
		term, row = term+4, row+step
	}
	put16(s, 0, s0, first)
	put16(s, 1, s1, first)
	put16(s, 2, s2, first)
	put16(s, 3, s3, first)
	put16(s, 4, s4, first)
	put16(s, 5, s5, first)
}

// beside6x16 is group6x16 where the tile's rows lie side by side in A, as the
// taps of a convolution do in the gradient of its weights: one address serves
// all six.
func beside6x16(s *sums, first bool, a unsafe.Pointer, at *int32, n int, b unsafe.Pointer, step uintptr) {
	var s0, s1, s2, s3, s4, s5 archsimd.Float32x16
	var term, row uintptr // what has been used of at and of b, in bytes
	for ; n > 0; n-- {
		p := unsafe.Add(a, uintptr(*(*int32)(unsafe.Add(unsafe.Pointer(at), term)))*4)
		x := archsimd.LoadFloat32x16Array((*[16]float32)(unsafe.Add(b, row)))
		s0 = s0.Add(spread16(p, 0).Mul(x))
		s1 = s1.Add(spread16(p, 4).Mul(x))
		s2 = s2.Add(spread16(p, 8).Mul(x))
		s3 = s3.Add(spread16(p, 12).Mul(x))
		s4 = s4.Add(spread16(p, 16).Mul(x))
		s5 = s5.Add(spread16(p, 20).Mul(x))
		term, row = term+4, row+step
	}
	put16(s, 0, s0, first)
	put16(s, 1, s1, first)
	put16(s, 2, s2, first)
	put16(s, 3, s3, first)
	put16(s, 4, s4, first)
	put16(s, 5, s5, first)
}

// group3x32 has three rows of two vectors: the same six sums from half as many
// elements of A, which take most of the instructions.
func group3x32(s *sums, first bool, a *pointers, at *int32, n int, b unsafe.Pointer, step uintptr) {
	a0, a1, a2 := a[0], a[1], a[2]
	var s00, s01, s10, s11, s20, s21 archsimd.Float32x16
	var term, row uintptr // what has been used of at and of b, in bytes
	for ; n > 0; n-- {
		p := uintptr(*(*int32)(unsafe.Add(unsafe.Pointer(at), term))) * 4
		x := archsimd.LoadFloat32x16Array((*[16]float32)(unsafe.Add(b, row)))
		y := archsimd.LoadFloat32x16Array((*[16]float32)(unsafe.Add(b, row+64)))
		e := spread16(a0, p)
		s00, s01 = s00.Add(e.Mul(x)), s01.Add(e.Mul(y))
		e = spread16(a1, p)
		s10, s11 = s10.Add(e.Mul(x)), s11.Add(e.Mul(y))
		e = spread16(a2, p)
		s20, s21 = s20.Add(e.Mul(x)), s21.Add(e.Mul(y))
		term, row = term+4, row+step
	}
	put16(s, 0, s00, first)
	put16(s, 1, s01, first)
	put16(s, 2, s10, first)
	put16(s, 3, s11, first)
	put16(s, 4, s20, first)
	put16(s, 5, s21, first)
}

func spread16(a unsafe.Pointer, offset uintptr) archsimd.Float32x16 {
	return archsimd.BroadcastFloat32x16(*(*float32)(unsafe.Add(a, offset)))
}

func put16(s *sums, row int, x archsimd.Float32x16, first bool) {
	y := (*[16]float32)(s[16*row:])
	if !first {
		x = archsimd.LoadFloat32x16Array(y).Add(x)
	}
	x.StoreArray(y)
}

func group6x8(s *sums, first bool, a *pointers, at *int32, n int, b unsafe.Pointer, step uintptr) {
	a0, a1, a2, a3, a4, a5 := a[0], a[1], a[2], a[3], a[4], a[5]
	var s0, s1, s2, s3, s4, s5 archsimd.Float32x8
	var term, row uintptr // what has been used of at and of b, in bytes
	for ; n > 0; n-- {
		p := uintptr(*(*int32)(unsafe.Add(unsafe.Pointer(at), term))) * 4
		x := archsimd.LoadFloat32x8Array((*[8]float32)(unsafe.Add(b, row)))
		s0 = s0.Add(spread8(a0, p).Mul(x))
		s1 = s1.Add(spread8(a1, p).Mul(x))
		s2 = s2.Add(spread8(a2, p).Mul(x))
		s3 = s3.Add(spread8(a3, p).Mul(x))
		s4 = s4.Add(spread8(a4, p).Mul(x))
		s5 = s5.Add(spread8(a5, p).Mul(x))
		term, row = term+4, row+step
	}
	put8(s, 0, s0, first)
	put8(s, 1, s1, first)
	put8(s, 2, s2, first)
	put8(s, 3, s3, first)
	put8(s, 4, s4, first)
	put8(s, 5, s5, first)
}

func spread8(a unsafe.Pointer, offset uintptr) archsimd.Float32x8 {
	return archsimd.BroadcastFloat32x8(*(*float32)(unsafe.Add(a, offset)))
}

func put8(s *sums, row int, x archsimd.Float32x8, first bool) {
	y := (*[8]float32)(s[8*row:])
	if !first {
		x = archsimd.LoadFloat32x8Array(y).Add(x)
	}
	x.StoreArray(y)
}

func load8(p unsafe.Pointer, offset uintptr) archsimd.Float32x8 {
	return archsimd.LoadFloat32x8Array((*[8]float32)(unsafe.Add(p, offset)))
}

func store8(p unsafe.Pointer, offset uintptr, v archsimd.Float32x8) {
	v.StoreArray((*[8]float32)(unsafe.Add(p, offset)))
}
