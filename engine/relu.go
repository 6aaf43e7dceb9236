package engine

import "glyphlab/engine/kernel"

// ReLU is the rectifier: y = max(x, 0).
type ReLU struct{}

func (ReLU) kind() string     { return "relu" }
func (ReLU) describe() string { return "ReLU" }

type relu struct {
	in, out *tensor
	done    bool // by the operation before it
}

func (ReLU) build(b *builder) (operation, *tensor, error) {
	if before, ok := b.before.(*bias); ok && before.done {
		return &relu{b.in, b.in, true}, b.in, nil
	}
	if op := b.rectified(); op != nil {
		return op, b.in, nil
	}
	out, err := b.output(b.in.shape)
	return &relu{in: b.in, out: out}, out, err
}

func (r *relu) forward(p *pass) {
	if r.done {
		return
	}
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
