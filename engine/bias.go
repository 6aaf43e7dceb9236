package engine

import "glyphlab/engine/kernel"

// Bias adds a number of its own to each channel: y[…,c] = x[…,c] + b[c]. After
// a convolution or a dense layer it is named as that layer's biases.
type Bias struct {
	Init Init `json:"init"`
}

func (Bias) kind() string     { return "bias" }
func (Bias) describe() string { return "bias" }

type bias struct {
	in, out *tensor
	biases  *Parameter
	partial []float32 // the gradients of one shard
}

func (l Bias) build(b *builder) (operation, *tensor, error) {
	if b.owner == "" {
		b.owner = b.name
	}
	n := b.in.shape.Channels
	biases, err := b.parameter(b.owner, "biases", l.Init, 1, n)
	if err != nil {
		return nil, nil, err
	}
	out, err := b.output(b.in.shape)
	if err != nil {
		return nil, nil, err
	}
	return &bias{in: b.in, out: out, biases: biases, partial: make([]float32, n)}, out, nil
}

func (b *bias) forward(p *pass) {
	n := p.images * b.in.shape.Size()
	kernel.AddToRows(b.out.values[:n], b.in.values[:n], b.biases.Values)
}

// backward: the gradient of the input is that of the output; the two are one.
func (b *bias) backward(p *pass) {
	for first := 0; first < p.images; first += shard {
		clear(b.partial)
		for i := first; i < min(first+shard, p.images); i++ {
			kernel.SumRows(b.partial, b.out.image(b.out.gradients, i))
		}
		kernel.Add(b.biases.Gradients, b.partial)
	}
}

func (*bias) sharesGradients() {}
