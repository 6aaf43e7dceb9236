//go:build goexperiment.simd && (amd64 || arm64)

package kernel

import "simd"

// A function: go1.27.3 cannot compile a method that uses package simd.
func adapt(w, mean, square, g []float32, a Adaptation) {
	keepMean, keepSquare := simd.BroadcastFloat32s(a.KeepMean), simd.BroadcastFloat32s(a.KeepSquare)
	takeMean, takeSquare := simd.BroadcastFloat32s(a.TakeMean), simd.BroadcastFloat32s(a.TakeSquare)
	rate, root, epsilon := simd.BroadcastFloat32s(a.Rate), simd.BroadcastFloat32s(a.Root), simd.BroadcastFloat32s(a.Epsilon)
	n := rate.Len()
	for len(g) >= n && len(w) >= n && len(mean) >= n && len(square) >= n {
		x := simd.LoadFloat32s(g)
		m := keepMean.Mul(simd.LoadFloat32s(mean)).Add(takeMean.Mul(x))
		s := keepSquare.Mul(simd.LoadFloat32s(square)).Add(takeSquare.Mul(x).Mul(x))
		m.Store(mean)
		s.Store(square)
		simd.LoadFloat32s(w).Sub(rate.Mul(m).Div(root.Mul(s.Sqrt()).Add(epsilon))).Store(w)
		w, mean, square, g = w[n:], mean[n:], square[n:], g[n:]
	}
	a.plainAdapt(w, mean, square, g)
}
