//go:build goexperiment.simd && wasm

package kernel

import "simd/archsimd"

// turned returns the columns of a square whose rows are given.
func turned(a, b, c, d archsimd.Float32x4) (w, x, y, z archsimd.Float32x4) {
	w = a.SetElem(1, b.GetElem(0)).SetElem(2, c.GetElem(0)).SetElem(3, d.GetElem(0))
	x = b.SetElem(0, a.GetElem(1)).SetElem(2, c.GetElem(1)).SetElem(3, d.GetElem(1))
	y = c.SetElem(0, a.GetElem(2)).SetElem(1, b.GetElem(2)).SetElem(3, d.GetElem(2))
	z = d.SetElem(0, a.GetElem(3)).SetElem(1, b.GetElem(3)).SetElem(2, c.GetElem(3))
	return
}
