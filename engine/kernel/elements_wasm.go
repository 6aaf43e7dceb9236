//go:build goexperiment.simd && wasm

package kernel

import (
	"simd/archsimd"
	"unsafe"
)

// In Go's WebAssembly every jump backwards goes through a table, and every
// slice is checked at every use. So these go through memory sixteen floats at
// a time, by addresses; what is left over is the plain version's.

// lanes is the width of WebAssembly's vectors.
const lanes = 4

// block is how many bytes one turn of a loop does.
const block = 4 * quad

// blocks returns how many bytes of x whole blocks cover, and their floats.
func blocks(x []float32) (bytes uintptr, floats int) {
	floats = len(x) &^ (block/4 - 1)
	return uintptr(floats) * 4, floats
}

func add(y, x []float32) {
	bytes, n := blocks(x)
	to, from := start(y), start(x)
	for i := uintptr(0); i < bytes; i += block {
		store4(to, i, load4(to, i).Add(load4(from, i)))
		store4(to, i+quad, load4(to, i+quad).Add(load4(from, i+quad)))
		store4(to, i+2*quad, load4(to, i+2*quad).Add(load4(from, i+2*quad)))
		store4(to, i+3*quad, load4(to, i+3*quad).Add(load4(from, i+3*quad)))
	}
	plainAdd(y[n:], x[n:])
}

func descend(w, g []float32, rate float32) {
	bytes, n := blocks(g)
	to, from, r := start(w), start(g), archsimd.BroadcastFloat32x4(rate)
	for i := uintptr(0); i < bytes; i += block {
		store4(to, i, load4(to, i).Sub(r.Mul(load4(from, i))))
		store4(to, i+quad, load4(to, i+quad).Sub(r.Mul(load4(from, i+quad))))
		store4(to, i+2*quad, load4(to, i+2*quad).Sub(r.Mul(load4(from, i+2*quad))))
		store4(to, i+3*quad, load4(to, i+3*quad).Sub(r.Mul(load4(from, i+3*quad))))
	}
	plainDescend(w[n:], g[n:], rate)
}

func descendKeeping(w, kept, g []float32, rate float32) bool {
	bytes, n := blocks(g)
	to, keep, from, r := start(w), start(kept), start(g), archsimd.BroadcastFloat32x4(rate)
	var s archsimd.Float32x4
	for i := uintptr(0); i < bytes; i += block {
		a, b, c, d := load4(to, i), load4(to, i+quad), load4(to, i+2*quad), load4(to, i+3*quad)
		store4(keep, i, a)
		store4(keep, i+quad, b)
		store4(keep, i+2*quad, c)
		store4(keep, i+3*quad, d)
		a, b = a.Sub(r.Mul(load4(from, i))), b.Sub(r.Mul(load4(from, i+quad)))
		c, d = c.Sub(r.Mul(load4(from, i+2*quad))), d.Sub(r.Mul(load4(from, i+3*quad)))
		store4(to, i, a)
		store4(to, i+quad, b)
		store4(to, i+2*quad, c)
		store4(to, i+3*quad, d)
		s = s.Add(a.Sub(a)).Add(b.Sub(b)).Add(c.Sub(c)).Add(d.Sub(d))
	}
	var lanes [4]float32
	s.StoreArray(&lanes)
	return plainDescendKeeping(w[n:], kept[n:], g[n:], rate) && plainFinite(lanes[:])
}

func accelerate(v, g []float32, momentum float32) {
	bytes, n := blocks(g)
	to, from, m := start(v), start(g), archsimd.BroadcastFloat32x4(momentum)
	for i := uintptr(0); i < bytes; i += block {
		store4(to, i, m.Mul(load4(to, i)).Add(load4(from, i)))
		store4(to, i+quad, m.Mul(load4(to, i+quad)).Add(load4(from, i+quad)))
		store4(to, i+2*quad, m.Mul(load4(to, i+2*quad)).Add(load4(from, i+2*quad)))
		store4(to, i+3*quad, m.Mul(load4(to, i+3*quad)).Add(load4(from, i+3*quad)))
	}
	plainAccelerate(v[n:], g[n:], momentum)
}

func scale(x []float32, factor float32) {
	bytes, n := blocks(x)
	to, f := start(x), archsimd.BroadcastFloat32x4(factor)
	for i := uintptr(0); i < bytes; i += block {
		store4(to, i, f.Mul(load4(to, i)))
		store4(to, i+quad, f.Mul(load4(to, i+quad)))
		store4(to, i+2*quad, f.Mul(load4(to, i+2*quad)))
		store4(to, i+3*quad, f.Mul(load4(to, i+3*quad)))
	}
	plainScale(x[n:], factor)
}

func approached(y, x, share archsimd.Float32x4) archsimd.Float32x4 {
	return y.Add(share.Mul(x.Sub(y)))
}

func approach(y, x []float32, share float32) {
	bytes, n := blocks(x)
	to, from, s := start(y), start(x), archsimd.BroadcastFloat32x4(share)
	for i := uintptr(0); i < bytes; i += block {
		store4(to, i, approached(load4(to, i), load4(from, i), s))
		store4(to, i+quad, approached(load4(to, i+quad), load4(from, i+quad), s))
		store4(to, i+2*quad, approached(load4(to, i+2*quad), load4(from, i+2*quad), s))
		store4(to, i+3*quad, approached(load4(to, i+3*quad), load4(from, i+3*quad), s))
	}
	plainApproach(y[n:], x[n:], share)
}

func rectified(v archsimd.Float32x4) archsimd.Float32x4 {
	var zero archsimd.Float32x4
	return zero.IfElse(v.Less(zero), v)
}

func rectify(y, x []float32) {
	bytes, n := blocks(x)
	to, from := start(y), start(x)
	for i := uintptr(0); i < bytes; i += block {
		store4(to, i, rectified(load4(from, i)))
		store4(to, i+quad, rectified(load4(from, i+quad)))
		store4(to, i+2*quad, rectified(load4(from, i+2*quad)))
		store4(to, i+3*quad, rectified(load4(from, i+3*quad)))
	}
	plainRectify(y[n:], x[n:])
}

func rectifyBack(dx, dy, y []float32) {
	bytes, n := blocks(dy)
	to, from, of := start(dx), start(dy), start(y)
	var zero archsimd.Float32x4
	for i := uintptr(0); i < bytes; i += block {
		store4(to, i, load4(from, i).Masked(load4(of, i).Greater(zero)))
		store4(to, i+quad, load4(from, i+quad).Masked(load4(of, i+quad).Greater(zero)))
		store4(to, i+2*quad, load4(from, i+2*quad).Masked(load4(of, i+2*quad).Greater(zero)))
		store4(to, i+3*quad, load4(from, i+3*quad).Masked(load4(of, i+3*quad).Greater(zero)))
	}
	plainRectifyBack(dx[n:], dy[n:], y[n:])
}

func leak(y, x []float32, slope float32) {
	bytes, n := blocks(x)
	to, from, s := start(y), start(x), archsimd.BroadcastFloat32x4(slope)
	for i := uintptr(0); i < bytes; i += block {
		store4(to, i, rectified4(load4(from, i), s))
		store4(to, i+quad, rectified4(load4(from, i+quad), s))
		store4(to, i+2*quad, rectified4(load4(from, i+2*quad), s))
		store4(to, i+3*quad, rectified4(load4(from, i+3*quad), s))
	}
	plainLeak(y[n:], x[n:], slope)
}

func leakBack(dx, dy, y []float32, slope float32) {
	bytes, n := blocks(dy)
	to, from, of, s := start(dx), start(dy), start(y), archsimd.BroadcastFloat32x4(slope)
	for i := uintptr(0); i < bytes; i += block {
		store4(to, i, sloped4(load4(from, i), load4(of, i), s))
		store4(to, i+quad, sloped4(load4(from, i+quad), load4(of, i+quad), s))
		store4(to, i+2*quad, sloped4(load4(from, i+2*quad), load4(of, i+2*quad), s))
		store4(to, i+3*quad, sloped4(load4(from, i+3*quad), load4(of, i+3*quad), s))
	}
	plainLeakBack(dx[n:], dy[n:], y[n:], slope)
}

func addToRows(y, x, row []float32) {
	n := uintptr(len(row)) &^ 3 * 4
	for len(x) > 0 {
		to, from, of := start(y), start(x), start(row)
		for j := uintptr(0); j < n; j += quad {
			store4(to, j, load4(from, j).Add(load4(of, j)))
		}
		for j := len(row) &^ 3; j < len(row); j++ {
			y[j] = x[j] + row[j]
		}
		x, y = x[len(row):], y[len(row):]
	}
}

func sumRows(sum, x []float32) {
	rows, step := len(x)/len(sum), uintptr(len(sum))*4
	j := 0
	for ; j+4 <= len(sum); j += 4 {
		from := unsafe.Add(start(x), 4*j)
		var s archsimd.Float32x4
		i, at := rows, uintptr(0)
		for ; i >= 4; i -= 4 {
			s = s.Add(load4(from, at))
			s = s.Add(load4(from, at+step))
			s = s.Add(load4(from, at+2*step))
			s = s.Add(load4(from, at+3*step))
			at += 4 * step
		}
		for ; i > 0; i-- {
			s = s.Add(load4(from, at))
			at += step
		}
		to := start(sum)
		store4(to, uintptr(4*j), load4(to, uintptr(4*j)).Add(s))
	}
	for ; j < len(sum); j++ {
		var s float32
		for i := j; i < len(x); i += len(sum) {
			s += x[i]
		}
		sum[j] += s
	}
}

func finite(x []float32) bool {
	bytes, n := blocks(x)
	from := start(x)
	var s archsimd.Float32x4
	for i := uintptr(0); i < bytes; i += block {
		a, b, c, d := load4(from, i), load4(from, i+quad), load4(from, i+2*quad), load4(from, i+3*quad)
		s = s.Add(a.Sub(a)).Add(b.Sub(b)).Add(c.Sub(c)).Add(d.Sub(d))
	}
	var lanes [4]float32
	s.StoreArray(&lanes)
	return plainFinite(lanes[:]) && plainFinite(x[n:])
}
