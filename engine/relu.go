package engine

import "glyphlab/engine/kernel"

// ReLU is the rectifier: y = max(x, 0).
type ReLU struct{}

func (ReLU) kind() string     { return "relu" }
func (ReLU) describe() string { return "ReLU" }

type relu struct{ in, out *tensor }

func (ReLU) build(b *builder) (operation, *tensor, error) {
	out, err := b.output(b.in.shape)
	return &relu{b.in, out}, out, err
}

func (r *relu) forward(p *pass) {
	n := p.images * r.in.shape.Size()
	kernel.Rectify(r.out.values[:n], r.in.values[:n])
}

func (r *relu) backward(p *pass) {
	if r.in.gradients == nil {
		return
	}
	n := p.images * r.in.shape.Size()
	kernel.RectifyBack(r.in.gradients[:n], r.out.gradients[:n], r.out.values[:n])
}
