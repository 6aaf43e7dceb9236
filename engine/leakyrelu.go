package engine

import (
	"strconv"

	"glyphlab/engine/kernel"
	"glyphlab/engine/problem"
)

// LeakyReLU is a rectifier that lets some of what is negative through, so that
// its gradient is never zero (Maas et al. 2013): y = x, or slope·x where x is
// negative.
type LeakyReLU struct {
	Slope float64 `json:"slope"` // from 0 to below 1; 0.01 is usual
}

func (LeakyReLU) kind() string { return "leakyrelu" }

func (l LeakyReLU) describe() string {
	return "leaky ReLU, slope " + strconv.FormatFloat(l.Slope, 'g', -1, 64)
}

type leakyReLU struct {
	in, out *tensor
	slope   float32
}

func (l LeakyReLU) build(b *builder) (operation, *tensor, error) {
	if !(l.Slope >= 0 && l.Slope < 1) {
		return nil, nil, problem.New("its slope is ", l.Slope, ": it must be from 0 to below 1")
	}
	if op := b.rectified(); op != nil {
		return op, b.in, nil
	}
	out, err := b.output(b.in.shape)
	return &leakyReLU{b.in, out, float32(l.Slope)}, out, err
}

func (r *leakyReLU) forward(p *pass) {
	n := p.images * r.in.shape.Size()
	kernel.Leak(r.out.values[:n], r.in.values[:n], r.slope)
}

// backward: y has the sign of x; where the slope is 0 it is not positive.
func (r *leakyReLU) backward(p *pass) {
	if r.in.gradients == nil {
		return
	}
	n := p.images * r.in.shape.Size()
	kernel.LeakBack(r.in.gradients[:n], r.out.gradients[:n], r.out.values[:n], r.slope)
}
