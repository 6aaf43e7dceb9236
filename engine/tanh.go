package engine

// Tanh is the hyperbolic tangent, or with Scaled LeNet-5's squashing function,
// 1.7159·tanh(2x/3), which takes 1 to 1 and -1 to -1 and bends most there
// (LeCun et al. 1998, appendix A).
type Tanh struct {
	Scaled bool `json:"scaled,omitempty"`
}

func (Tanh) kind() string { return "tanh" }

func (l Tanh) describe() string {
	if l.Scaled {
		return "1.7159·tanh(2x/3)"
	}
	return "tanh"
}

// hyperbolic is y = height·tanh(slope·x).
type hyperbolic struct {
	in, out       *tensor
	height, slope float64
}

func (l Tanh) build(b *builder) (operation, *tensor, error) {
	out, err := b.output(b.in.shape)
	t := &hyperbolic{b.in, out, 1, 1}
	if l.Scaled {
		t.height, t.slope = 1.7159, 2./3
	}
	return t, out, err
}

func (t *hyperbolic) forward(p *pass) {
	n := t.in.shape.Size()
	for image := range p.images {
		for i, x := range t.in.values[image*n:][:n] {
			t.out.values[image*n+i] = float32(t.height * tanh(t.slope*float64(x)))
		}
		p.between()
	}
}

// backward: the derivative is slope·(height - y²/height).
func (t *hyperbolic) backward(p *pass) {
	if t.in.gradients == nil {
		return
	}
	height, slope, inverse := float32(t.height), float32(t.slope), float32(t.slope/t.height)
	steepest := height * slope
	for i, y := range t.out.values[:p.images*t.in.shape.Size()] {
		t.in.gradients[i] = t.out.gradients[i] * (steepest - float32(float32(y*y)*inverse))
	}
}
