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

func product(c []float32, at []int32, a []float32, rows, columns []int32, b []float32, n, group int) {
	switch lanes {
	case 16:
		cover(c, at, a, rows, columns, b, n, group, 8, 16)
	case 8:
		cover(c, at, a, rows, columns, b, n, group, 4, 16)
	default:
		plainProduct(c, at, a, rows, columns, b, n, group)
	}
}

func tile(c, a *pointers, columns unsafe.Pointer, k, group int, b unsafe.Pointer, stride uintptr, rows int) {
	if rows == 8 {
		tile8x16(c, a, columns, k, group, b, stride)
	} else {
		tile4x16(c, a, columns, k, group, b, stride)
	}
}

// tile8x16 adds eight rows of A, given by their pointers, times sixteen columns
// of B to the sixteen floats at each of the eight pointers c. Eight sums hide
// the latency of an addition.
func tile8x16(c, a *pointers, columns unsafe.Pointer, k, group int, b unsafe.Pointer, stride uintptr) {
	a0, a1, a2, a3, a4, a5, a6, a7 := a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]
	var term, row uintptr // what has been used of columns and of b, in bytes
	for k > 0 {
		terms := min(k, group)
		k -= terms
		var s0, s1, s2, s3, s4, s5, s6, s7 archsimd.Float32x16
		for ; terms > 0; terms-- {
			p := uintptr(*(*int32)(unsafe.Add(columns, term))) * 4
			x := archsimd.LoadFloat32x16Array((*[16]float32)(unsafe.Add(b, row)))
			s0 = s0.Add(spread16(a0, p).Mul(x))
			s1 = s1.Add(spread16(a1, p).Mul(x))
			s2 = s2.Add(spread16(a2, p).Mul(x))
			s3 = s3.Add(spread16(a3, p).Mul(x))
			s4 = s4.Add(spread16(a4, p).Mul(x))
			s5 = s5.Add(spread16(a5, p).Mul(x))
			s6 = s6.Add(spread16(a6, p).Mul(x))
			s7 = s7.Add(spread16(a7, p).Mul(x))
			term, row = term+4, row+stride
		}
		add16(c[0], s0)
		add16(c[1], s1)
		add16(c[2], s2)
		add16(c[3], s3)
		add16(c[4], s4)
		add16(c[5], s5)
		add16(c[6], s6)
		add16(c[7], s7)
	}
}

func spread16(a unsafe.Pointer, offset uintptr) archsimd.Float32x16 {
	return archsimd.BroadcastFloat32x16(*(*float32)(unsafe.Add(a, offset)))
}

func add16(c unsafe.Pointer, x archsimd.Float32x16) {
	y := (*[16]float32)(c)
	archsimd.LoadFloat32x16Array(y).Add(x).StoreArray(y)
}

// tile4x16 does the same with four rows and vectors of eight.
func tile4x16(c, a *pointers, columns unsafe.Pointer, k, group int, b unsafe.Pointer, stride uintptr) {
	a0, a1, a2, a3 := a[0], a[1], a[2], a[3]
	var term, row uintptr // what has been used of columns and of b, in bytes
	for k > 0 {
		terms := min(k, group)
		k -= terms
		var s00, s01, s10, s11, s20, s21, s30, s31 archsimd.Float32x8
		for ; terms > 0; terms-- {
			p := uintptr(*(*int32)(unsafe.Add(columns, term))) * 4
			x := archsimd.LoadFloat32x8Array((*[8]float32)(unsafe.Add(b, row)))
			y := archsimd.LoadFloat32x8Array((*[8]float32)(unsafe.Add(b, row+32)))
			e := spread8(a0, p)
			s00, s01 = s00.Add(e.Mul(x)), s01.Add(e.Mul(y))
			e = spread8(a1, p)
			s10, s11 = s10.Add(e.Mul(x)), s11.Add(e.Mul(y))
			e = spread8(a2, p)
			s20, s21 = s20.Add(e.Mul(x)), s21.Add(e.Mul(y))
			e = spread8(a3, p)
			s30, s31 = s30.Add(e.Mul(x)), s31.Add(e.Mul(y))
			term, row = term+4, row+stride
		}
		add8(c[0], s00, s01)
		add8(c[1], s10, s11)
		add8(c[2], s20, s21)
		add8(c[3], s30, s31)
	}
}

func spread8(a unsafe.Pointer, offset uintptr) archsimd.Float32x8 {
	return archsimd.BroadcastFloat32x8(*(*float32)(unsafe.Add(a, offset)))
}

func add8(c unsafe.Pointer, x, y archsimd.Float32x8) {
	z := (*[8]float32)(c)
	archsimd.LoadFloat32x8Array(z).Add(x).StoreArray(z)
	z = (*[8]float32)(unsafe.Add(c, 32))
	archsimd.LoadFloat32x8Array(z).Add(y).StoreArray(z)
}
