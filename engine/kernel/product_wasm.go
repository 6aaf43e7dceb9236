//go:build goexperiment.simd && wasm

package kernel

import (
	"simd/archsimd"
	"unsafe"
)

// lanes is the width of WebAssembly's vectors.
const lanes = 4

// Name says in a few words what computes the products here.
func Name() string {
	if Instantiate != nil {
		return "emitted WebAssembly, SIMD"
	}
	return "SIMD, 4 lanes"
}

// run is used where emitted code cannot be. The tile is as large as keeps its
// sums, two vectors of B and one element of A in registers: Go's WebAssembly
// spills vectors from about twelve on.
func (p *Product) run(c, a, b, bias []float32, rows, leaves int) {
	p.cover(tiling{4, 8}, c, a, b, bias, rows, leaves)
}

func (t tiling) add(s, x *sums) { Add(s[:t.rows*t.columns], x[:]) }

func (tiling) finish(c, s, bias unsafe.Pointer, rectify bool) {
	for half := uintptr(0); half < 32; half += 16 {
		v := load4(s, half)
		if bias != nil {
			v = v.Add(load4(bias, half))
		}
		if rectify {
			var zero archsimd.Float32x4
			v = zero.IfElse(v.Less(zero), v)
		}
		v.StoreArray((*[4]float32)(unsafe.Add(c, half)))
	}
}

// group is plain: what it computes here is emitted almost everywhere.
func (tiling) group(s *sums, first bool, a *pointers, at *int32, n int, b unsafe.Pointer, step uintptr) {
	a0, a1, a2, a3 := a[0], a[1], a[2], a[3]
	var s00, s01, s10, s11, s20, s21, s30, s31 archsimd.Float32x4
	var term, row uintptr // what has been used of at and of b, in bytes
	for ; n > 0; n-- {
		p := offset(at, term)
		x, y := load4(b, row), load4(b, row+16)
		e := spread4(a0, p)
		s00, s01 = s00.Add(e.Mul(x)), s01.Add(e.Mul(y))
		e = spread4(a1, p)
		s10, s11 = s10.Add(e.Mul(x)), s11.Add(e.Mul(y))
		e = spread4(a2, p)
		s20, s21 = s20.Add(e.Mul(x)), s21.Add(e.Mul(y))
		e = spread4(a3, p)
		s30, s31 = s30.Add(e.Mul(x)), s31.Add(e.Mul(y))
		row += step
		term += 4
	}
	put4(s, 0, s00, s01, first)
	put4(s, 1, s10, s11, first)
	put4(s, 2, s20, s21, first)
	put4(s, 3, s30, s31, first)
}

// offset reads a term's offset, and returns it in bytes.
func offset(at *int32, term uintptr) uintptr {
	return 4 * uintptr(*(*int32)(unsafe.Add(unsafe.Pointer(at), term)))
}

func spread4(a unsafe.Pointer, offset uintptr) archsimd.Float32x4 {
	return archsimd.BroadcastFloat32x4(*(*float32)(unsafe.Add(a, offset)))
}

func put4(s *sums, row int, x, y archsimd.Float32x4, first bool) {
	to := unsafe.Pointer(&s[8*row])
	if !first {
		x, y = load4(to, 0).Add(x), load4(to, quad).Add(y)
	}
	store4(to, 0, x)
	store4(to, quad, y)
}
