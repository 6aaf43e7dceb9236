package engine

import (
	"glyphlab/engine/kernel"
	"glyphlab/engine/problem"
)

// SGD is stochastic gradient descent. With a momentum m, 0 ≤ m < 1, the
// weights follow a velocity that remembers past gradients:
//
//	v = m·v + g
//	w = w - rate·v
//
// Without, v is the gradient g itself.
type SGD struct{ Momentum float64 }

func (o SGD) check() error {
	if !(o.Momentum >= 0 && o.Momentum < 1) {
		return problem.New("the momentum is ", o.Momentum, ": it must be from 0 to below 1")
	}
	return nil
}

// update moves the weights. The velocity is nil without momentum.
func (o SGD) update(w, v, g []float32, rate float64) {
	if v != nil {
		kernel.Accelerate(v, g, float32(o.Momentum))
		g = v
	}
	kernel.Descend(w, g, float32(rate))
}
