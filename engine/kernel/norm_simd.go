//go:build goexperiment.simd && (amd64 || wasm)

package kernel

import "simd/archsimd"

// Each goes through the matrix four columns at a time, whose parameters and
// sums stay in registers, and two rows a turn. What is left of the columns is
// the plain version's.

// quads returns how many columns whole vectors cover here.
func quads(columns int) int {
	if lanes == 0 {
		return 0
	}
	return columns &^ 3
}

// strides returns how far a row lies behind another and how long the rows of a
// matrix are together, both in bytes.
func strides(x []float32, columns int) (step, end uintptr) {
	return uintptr(columns) * 4, uintptr(len(x)) * 4
}

func sumSquares(sum, x, mean []float32) {
	n := quads(len(sum))
	step, end := strides(x, len(sum))
	from, to, of := start(x), start(sum), start(mean)
	for j := uintptr(0); j < uintptr(n)*4; j += quad {
		m := load4(of, j)
		var s archsimd.Float32x4
		i := j
		for ; i+step < end; i += 2 * step {
			d, e := load4(from, i).Sub(m), load4(from, i+step).Sub(m)
			s = s.Add(d.Mul(d))
			s = s.Add(e.Mul(e))
		}
		if i < end {
			d := load4(from, i).Sub(m)
			s = s.Add(d.Mul(d))
		}
		store4(to, j, load4(to, j).Add(s))
	}
	plainSumSquares(sum, x, mean, n)
}

func normalize(y, x, mean, factor, shift []float32, slope float32) {
	n := quads(len(mean))
	step, end := strides(x, len(mean))
	from, to := start(x), start(y)
	of, by, plus := start(mean), start(factor), start(shift)
	leaky := archsimd.BroadcastFloat32x4(slope)
	for j := uintptr(0); j < uintptr(n)*4; j += quad {
		m, f, s := load4(of, j), load4(by, j), load4(plus, j)
		i := j
		for ; i+step < end; i += 2 * step {
			store4(to, i, rectified4(load4(from, i).Sub(m).Mul(f).Add(s), leaky))
			store4(to, i+step, rectified4(load4(from, i+step).Sub(m).Mul(f).Add(s), leaky))
		}
		if i < end {
			store4(to, i, rectified4(load4(from, i).Sub(m).Mul(f).Add(s), leaky))
		}
	}
	plainNormalize(y, x, mean, factor, shift, slope, n)
}

// rectified4 multiplies by the slope what is negative.
func rectified4(v, slope archsimd.Float32x4) archsimd.Float32x4 {
	var zero archsimd.Float32x4
	return slope.Mul(v).IfElse(v.Less(zero), v)
}

// sloped4 is sloped of four.
func sloped4(dy, y, slope archsimd.Float32x4) archsimd.Float32x4 {
	var zero archsimd.Float32x4
	return dy.IfElse(y.Greater(zero), slope.Mul(dy))
}

func sumGradients(sum, dot, dy, y, x, mean []float32, slope float32) {
	n := quads(len(sum))
	step, end := strides(dy, len(sum))
	from, sign, at := start(dy), start(y), start(x)
	toSum, toDot, of := start(sum), start(dot), start(mean)
	leaky := archsimd.BroadcastFloat32x4(slope)
	for j := uintptr(0); j < uintptr(n)*4; j += quad {
		m := load4(of, j)
		var s, d archsimd.Float32x4
		i := j
		for ; i+step < end; i += 2 * step {
			g := sloped4(load4(from, i), load4(sign, i), leaky)
			s = s.Add(g)
			d = d.Add(g.Mul(load4(at, i).Sub(m)))
			g = sloped4(load4(from, i+step), load4(sign, i+step), leaky)
			s = s.Add(g)
			d = d.Add(g.Mul(load4(at, i+step).Sub(m)))
		}
		if i < end {
			g := sloped4(load4(from, i), load4(sign, i), leaky)
			s = s.Add(g)
			d = d.Add(g.Mul(load4(at, i).Sub(m)))
		}
		store4(toSum, j, load4(toSum, j).Add(s))
		store4(toDot, j, load4(toDot, j).Add(d))
	}
	plainSumGradients(sum, dot, dy, y, x, mean, slope, n)
}

func normalizeBack(dx, dy, y, x, mean, a, b, factor []float32, slope float32) {
	n := quads(len(mean))
	step, end := strides(dx, len(mean))
	to, from, sign, at := start(dx), start(dy), start(y), start(x)
	leaky := archsimd.BroadcastFloat32x4(slope)
	for j := uintptr(0); j < uintptr(n)*4; j += quad {
		m, k, l, f := load4(start(mean), j), load4(start(a), j), load4(start(b), j), load4(start(factor), j)
		i := j
		for ; i+step < end; i += 2 * step {
			d := k.Add(load4(at, i).Sub(m).Mul(l))
			e := k.Add(load4(at, i+step).Sub(m).Mul(l))
			store4(to, i, sloped4(load4(from, i), load4(sign, i), leaky).Sub(d).Mul(f))
			store4(to, i+step, sloped4(load4(from, i+step), load4(sign, i+step), leaky).Sub(e).Mul(f))
		}
		if i < end {
			d := k.Add(load4(at, i).Sub(m).Mul(l))
			store4(to, i, sloped4(load4(from, i), load4(sign, i), leaky).Sub(d).Mul(f))
		}
	}
	plainNormalizeBack(dx, dy, y, x, mean, a, b, factor, slope, n)
}
