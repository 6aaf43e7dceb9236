//go:build goexperiment.simd && wasm

package kernel

import (
	"simd/archsimd"
	"unsafe"
)

// Name says in a few words what computes the products here.
func Name() string { return "SIMD, 4 lanes" }

// The tile is as large as keeps its sums, two vectors of B and one element of
// A in registers: Go's WebAssembly spills vectors from about twelve on.
const (
	tileRows    = 4
	tileColumns = 8
)

func product(c []float32, at []int32, a []float32, rows, columns []int32, b []float32, n, group int) {
	cover(c, at, a, rows, columns, b, n, group, tileRows, tileColumns)
}

func tile(c, a *pointers, columns unsafe.Pointer, k, group int, b unsafe.Pointer, stride uintptr, _ int) {
	tile4x8(c, a, columns, k, group, b, stride)
}

// tile4x8 adds four rows of A, given by their pointers, times eight columns of
// B to the eight floats at each of the four pointers c. The loop is unrolled
// because Go's WebAssembly pays for every jump backwards.
func tile4x8(c, a *pointers, columns unsafe.Pointer, k, group int, b unsafe.Pointer, stride uintptr) {
	a0, a1, a2, a3 := a[0], a[1], a[2], a[3]
	var term, row uintptr // what has been used of columns and of b, in bytes
	for k > 0 {
		terms := min(k, group)
		k -= terms
		var s00, s01, s10, s11, s20, s21, s30, s31 archsimd.Float32x4
		for ; terms >= 4; terms -= 4 {
			p := uintptr(*(*int32)(unsafe.Add(columns, term))) * 4
			x, y := load4(unsafe.Add(b, row)), load4(unsafe.Add(b, row+16))
			e := spread4(a0, p)
			s00, s01 = s00.Add(e.Mul(x)), s01.Add(e.Mul(y))
			e = spread4(a1, p)
			s10, s11 = s10.Add(e.Mul(x)), s11.Add(e.Mul(y))
			e = spread4(a2, p)
			s20, s21 = s20.Add(e.Mul(x)), s21.Add(e.Mul(y))
			e = spread4(a3, p)
			s30, s31 = s30.Add(e.Mul(x)), s31.Add(e.Mul(y))
			row += stride

			p = uintptr(*(*int32)(unsafe.Add(columns, term+4))) * 4
			x, y = load4(unsafe.Add(b, row)), load4(unsafe.Add(b, row+16))
			e = spread4(a0, p)
			s00, s01 = s00.Add(e.Mul(x)), s01.Add(e.Mul(y))
			e = spread4(a1, p)
			s10, s11 = s10.Add(e.Mul(x)), s11.Add(e.Mul(y))
			e = spread4(a2, p)
			s20, s21 = s20.Add(e.Mul(x)), s21.Add(e.Mul(y))
			e = spread4(a3, p)
			s30, s31 = s30.Add(e.Mul(x)), s31.Add(e.Mul(y))
			row += stride

			p = uintptr(*(*int32)(unsafe.Add(columns, term+8))) * 4
			x, y = load4(unsafe.Add(b, row)), load4(unsafe.Add(b, row+16))
			e = spread4(a0, p)
			s00, s01 = s00.Add(e.Mul(x)), s01.Add(e.Mul(y))
			e = spread4(a1, p)
			s10, s11 = s10.Add(e.Mul(x)), s11.Add(e.Mul(y))
			e = spread4(a2, p)
			s20, s21 = s20.Add(e.Mul(x)), s21.Add(e.Mul(y))
			e = spread4(a3, p)
			s30, s31 = s30.Add(e.Mul(x)), s31.Add(e.Mul(y))
			row += stride

			p = uintptr(*(*int32)(unsafe.Add(columns, term+12))) * 4
			x, y = load4(unsafe.Add(b, row)), load4(unsafe.Add(b, row+16))
			e = spread4(a0, p)
			s00, s01 = s00.Add(e.Mul(x)), s01.Add(e.Mul(y))
			e = spread4(a1, p)
			s10, s11 = s10.Add(e.Mul(x)), s11.Add(e.Mul(y))
			e = spread4(a2, p)
			s20, s21 = s20.Add(e.Mul(x)), s21.Add(e.Mul(y))
			e = spread4(a3, p)
			s30, s31 = s30.Add(e.Mul(x)), s31.Add(e.Mul(y))
			term, row = term+16, row+stride
		}
		for ; terms > 0; terms-- {
			p := uintptr(*(*int32)(unsafe.Add(columns, term))) * 4
			x, y := load4(unsafe.Add(b, row)), load4(unsafe.Add(b, row+16))
			e := spread4(a0, p)
			s00, s01 = s00.Add(e.Mul(x)), s01.Add(e.Mul(y))
			e = spread4(a1, p)
			s10, s11 = s10.Add(e.Mul(x)), s11.Add(e.Mul(y))
			e = spread4(a2, p)
			s20, s21 = s20.Add(e.Mul(x)), s21.Add(e.Mul(y))
			e = spread4(a3, p)
			s30, s31 = s30.Add(e.Mul(x)), s31.Add(e.Mul(y))
			term, row = term+4, row+stride
		}
		add4(c[0], s00, s01)
		add4(c[1], s10, s11)
		add4(c[2], s20, s21)
		add4(c[3], s30, s31)
	}
}

func load4(p unsafe.Pointer) archsimd.Float32x4 {
	return archsimd.LoadFloat32x4Array((*[4]float32)(p))
}

func spread4(a unsafe.Pointer, offset uintptr) archsimd.Float32x4 {
	return archsimd.BroadcastFloat32x4(*(*float32)(unsafe.Add(a, offset)))
}

func add4(c unsafe.Pointer, x, y archsimd.Float32x4) {
	load4(c).Add(x).StoreArray((*[4]float32)(c))
	c = unsafe.Add(c, 16)
	load4(c).Add(y).StoreArray((*[4]float32)(c))
}
