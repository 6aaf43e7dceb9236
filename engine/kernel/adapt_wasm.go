//go:build goexperiment.simd && wasm

package kernel

import "simd/archsimd"

// adapt goes a quad at a time: divisions and roots take longer than the jump
// back, and more quads would need more vectors than there are places for.
func adapt(w, mean, square, g []float32, a Adaptation) {
	keepMean, keepSquare := archsimd.BroadcastFloat32x4(a.KeepMean), archsimd.BroadcastFloat32x4(a.KeepSquare)
	takeMean, takeSquare := archsimd.BroadcastFloat32x4(a.TakeMean), archsimd.BroadcastFloat32x4(a.TakeSquare)
	rate, root, epsilon := archsimd.BroadcastFloat32x4(a.Rate), archsimd.BroadcastFloat32x4(a.Root), archsimd.BroadcastFloat32x4(a.Epsilon)
	n := len(g) &^ 3
	weights, means, squares, gradients := start(w), start(mean), start(square), start(g)
	for i := uintptr(0); i < uintptr(n)*4; i += quad {
		x := load4(gradients, i)
		m := keepMean.Mul(load4(means, i)).Add(takeMean.Mul(x))
		s := keepSquare.Mul(load4(squares, i)).Add(takeSquare.Mul(x).Mul(x))
		store4(means, i, m)
		store4(squares, i, s)
		store4(weights, i, load4(weights, i).Sub(rate.Mul(m).Div(root.Mul(s.Sqrt()).Add(epsilon))))
	}
	a.plainAdapt(w[n:], mean[n:], square[n:], g[n:])
}
