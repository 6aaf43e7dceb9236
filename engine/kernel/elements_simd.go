//go:build goexperiment.simd && (amd64 || arm64)

package kernel

import "simd"

func add(y, x []float32) {
	n := simd.BroadcastFloat32s(0).Len()
	for len(x) >= n && len(y) >= n {
		simd.LoadFloat32s(y).Add(simd.LoadFloat32s(x)).Store(y)
		x, y = x[n:], y[n:]
	}
	plainAdd(y, x)
}

func descend(w, g []float32, rate float32) {
	r := simd.BroadcastFloat32s(rate)
	n := r.Len()
	for len(g) >= n && len(w) >= n {
		simd.LoadFloat32s(w).Sub(r.Mul(simd.LoadFloat32s(g))).Store(w)
		w, g = w[n:], g[n:]
	}
	plainDescend(w, g, rate)
}

func descendKeeping(w, kept, g []float32, rate float32) bool {
	r, s := simd.BroadcastFloat32s(rate), simd.BroadcastFloat32s(0)
	n := r.Len()
	for len(g) >= n && len(w) >= n && len(kept) >= n {
		was := simd.LoadFloat32s(w)
		now := was.Sub(r.Mul(simd.LoadFloat32s(g)))
		was.Store(kept)
		now.Store(w)
		s = s.Add(now.Sub(now))
		w, kept, g = w[n:], kept[n:], g[n:]
	}
	var lanes [16]float32
	s.Store(lanes[:])
	return plainDescendKeeping(w, kept, g, rate) && plainFinite(lanes[:])
}

func accelerate(v, g []float32, momentum float32) {
	m := simd.BroadcastFloat32s(momentum)
	n := m.Len()
	for len(g) >= n && len(v) >= n {
		m.Mul(simd.LoadFloat32s(v)).Add(simd.LoadFloat32s(g)).Store(v)
		v, g = v[n:], g[n:]
	}
	plainAccelerate(v, g, momentum)
}

func scale(x []float32, factor float32) {
	f := simd.BroadcastFloat32s(factor)
	n := f.Len()
	for len(x) >= n {
		f.Mul(simd.LoadFloat32s(x)).Store(x)
		x = x[n:]
	}
	plainScale(x, factor)
}

func approach(y, x []float32, share float32) {
	s := simd.BroadcastFloat32s(share)
	n := s.Len()
	for len(x) >= n && len(y) >= n {
		v := simd.LoadFloat32s(y)
		v.Add(s.Mul(simd.LoadFloat32s(x).Sub(v))).Store(y)
		y, x = y[n:], x[n:]
	}
	plainApproach(y, x, share)
}

func rectify(y, x []float32) {
	zero := simd.BroadcastFloat32s(0)
	n := zero.Len()
	for len(x) >= n && len(y) >= n {
		v := simd.LoadFloat32s(x)
		zero.IfElse(v.Less(zero), v).Store(y)
		x, y = x[n:], y[n:]
	}
	plainRectify(y, x)
}

func rectifyBack(dx, dy, y []float32) {
	zero := simd.BroadcastFloat32s(0)
	n := zero.Len()
	for len(dy) >= n && len(y) >= n && len(dx) >= n {
		simd.LoadFloat32s(dy).Masked(simd.LoadFloat32s(y).Greater(zero)).Store(dx)
		dx, dy, y = dx[n:], dy[n:], y[n:]
	}
	plainRectifyBack(dx, dy, y)
}

func leak(y, x []float32, slope float32) {
	zero, s := simd.BroadcastFloat32s(0), simd.BroadcastFloat32s(slope)
	n := zero.Len()
	for len(x) >= n && len(y) >= n {
		v := simd.LoadFloat32s(x)
		s.Mul(v).IfElse(v.Less(zero), v).Store(y)
		x, y = x[n:], y[n:]
	}
	plainLeak(y, x, slope)
}

func leakBack(dx, dy, y []float32, slope float32) {
	zero, s := simd.BroadcastFloat32s(0), simd.BroadcastFloat32s(slope)
	n := zero.Len()
	for len(dy) >= n && len(y) >= n && len(dx) >= n {
		v := simd.LoadFloat32s(dy)
		v.IfElse(simd.LoadFloat32s(y).Greater(zero), s.Mul(v)).Store(dx)
		dx, dy, y = dx[n:], dy[n:], y[n:]
	}
	plainLeakBack(dx, dy, y, slope)
}

func addToRows(y, x, row []float32) {
	n := simd.BroadcastFloat32s(0).Len()
	for len(x) > 0 {
		j := 0
		for ; j+n <= len(row); j += n {
			simd.LoadFloat32s(x[j:]).Add(simd.LoadFloat32s(row[j:])).Store(y[j:])
		}
		for ; j < len(row); j++ {
			y[j] = x[j] + row[j]
		}
		x, y = x[len(row):], y[len(row):]
	}
}

func sumRows(sum, x []float32) {
	n := simd.BroadcastFloat32s(0).Len()
	j := 0
	for ; j+n <= len(sum); j += n {
		s := simd.BroadcastFloat32s(0)
		for i := j; i+n <= len(x); i += len(sum) {
			s = s.Add(simd.LoadFloat32s(x[i:]))
		}
		simd.LoadFloat32s(sum[j:]).Add(s).Store(sum[j:])
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
	zero := simd.BroadcastFloat32s(0)
	n := zero.Len()
	s := zero
	for len(x) >= n {
		v := simd.LoadFloat32s(x)
		s = s.Add(v.Sub(v))
		x = x[n:]
	}
	var lanes [16]float32
	s.Store(lanes[:])
	return plainFinite(lanes[:]) && plainFinite(x)
}
