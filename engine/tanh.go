package engine

// Tanh is the hyperbolic tangent.
type Tanh struct{}

func (Tanh) kind() string     { return "tanh" }
func (Tanh) describe() string { return "tanh" }

type hyperbolic struct{ in, out *tensor }

func (Tanh) build(b *builder) (operation, *tensor, error) {
	out, err := b.output(b.in.shape)
	return &hyperbolic{b.in, out}, out, err
}

func (t *hyperbolic) forward(p *pass) {
	for i, x := range t.in.values[:p.images*t.in.shape.Size()] {
		t.out.values[i] = float32(tanh(float64(x)))
	}
}

// backward: the derivative is 1 - y².
func (t *hyperbolic) backward(p *pass) {
	if t.in.gradients == nil {
		return
	}
	for i, y := range t.out.values[:p.images*t.in.shape.Size()] {
		t.in.gradients[i] = t.out.gradients[i] * (1 - float32(y*y))
	}
}
