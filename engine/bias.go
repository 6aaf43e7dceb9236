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
	done    bool      // by the operation before it
	sums    []float32 // the gradients of the leaves
}

func (l Bias) build(b *builder) (operation, *tensor, error) {
	if b.owner == "" {
		b.owner = b.name
	}
	n := b.in.shape.Channels
	biases, err := b.parameter(b.owner, "biases", offset, l.Init, 1, n)
	if err != nil {
		return nil, nil, err
	}
	op := &bias{in: b.in, biases: biases, sums: make([]float32, MostWorkers*n)}
	if before, ok := b.before.(interface{ addsBias(*Parameter) }); ok {
		before.addsBias(biases)
		op.done, op.out = true, b.in
		return op, op.out, nil
	}
	op.out, err = b.output(b.in.shape)
	return op, op.out, err
}

func (b *bias) forward(p *pass) {
	if b.done {
		return
	}
	n := p.images * b.in.shape.Size()
	kernel.AddToRows(b.out.values[:n], b.in.values[:n], b.biases.Values)
}

// backward: the gradient of the input is that of the output; the two are one.
func (b *bias) backward(p *pass) {
	n := len(b.biases.Values)
	sums := b.sums[:p.images/p.leaf*n]
	clear(sums)
	for i := range p.images {
		kernel.SumRows(sums[i/p.leaf*n:][:n], b.out.image(b.out.gradients, i))
	}
	addInPairs(sums, n)
	copy(b.biases.Gradients, sums)
}

// addInPairs adds vectors of n numbers that lie side by side in the order of
// the tree of leaves (see leafSize), and leaves the sum in the first.
func addInPairs(vectors []float32, n int) {
	for span := n; span < len(vectors); span *= 2 {
		for at := 0; at+span < len(vectors); at += 2 * span {
			kernel.Add(vectors[at:][:n], vectors[at+span:][:n])
		}
	}
}

func (*bias) sharesGradients() {}
