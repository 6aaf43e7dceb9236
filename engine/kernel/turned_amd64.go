//go:build goexperiment.simd

package kernel

import "simd/archsimd"

// turned returns the columns of a square whose rows are given.
func turned(a, b, c, d archsimd.Float32x4) (w, x, y, z archsimd.Float32x4) {
	ab, cd := a.ConcatPermuteScalars(0, 1, 4, 5, b), c.ConcatPermuteScalars(0, 1, 4, 5, d)
	w, x = ab.ConcatPermuteScalars(0, 2, 4, 6, cd), ab.ConcatPermuteScalars(1, 3, 5, 7, cd)
	ab, cd = a.ConcatPermuteScalars(2, 3, 6, 7, b), c.ConcatPermuteScalars(2, 3, 6, 7, d)
	y, z = ab.ConcatPermuteScalars(0, 2, 4, 6, cd), ab.ConcatPermuteScalars(1, 3, 5, 7, cd)
	return
}
