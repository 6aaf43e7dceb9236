package engine

import (
	"strconv"

	"glyphlab/engine/kernel"
)

// Subsample is the pooling of LeNet-5 (LeCun et al. 1998): the sum of every
// size×size values of a channel, times a coefficient that the channel learns.
// A [Bias] and a squashing function are meant to follow. Rows and columns that
// fill no window are left out.
type Subsample struct {
	Size int  `json:"size"` // side of the window, and its stride: from 1 to 1024
	Init Init `json:"init"` // of the coefficients
}

func (Subsample) kind() string { return "subsample" }

func (l Subsample) describe() string {
	n := strconv.Itoa(l.Size)
	return "trainable sub-sampling " + n + "×" + n
}

type subsampling struct {
	*sumPool             // to the sums
	out          *tensor // sums times coefficients
	coefficients *Parameter
	zeros        []float32 // one a channel
	gradients    []float32 // of the leaves' coefficients, and what comes with them
}

func (l Subsample) build(b *builder) (operation, *tensor, error) {
	n := b.in.shape.Channels
	pool, err := newSumPool(b, window{l.Size, l.Size, Valid})
	if err != nil {
		return nil, nil, err
	}
	coefficients, err := b.parameter(b.name, "coefficients", factor, l.Init, l.Size*l.Size, n)
	if err != nil {
		return nil, nil, err
	}
	out, err := b.output(pool.out.shape)
	if err != nil {
		return nil, nil, err
	}
	b.owner = b.name
	return &subsampling{pool, out, coefficients, make([]float32, n), make([]float32, MostWorkers*2*n)}, out, nil
}

func (s *subsampling) forward(p *pass) {
	s.sumPool.forward(p)
	s.scale(s.out.values, s.sumPool.out.values, p.images)
}

// scale multiplies by the coefficients.
func (s *subsampling) scale(y, x []float32, images int) {
	n := images * s.out.shape.Size()
	kernel.Normalize(y[:n], x, s.zeros, s.coefficients.Values, s.zeros, 1)
}

func (s *subsampling) backward(p *pass) {
	n := len(s.zeros)
	gradients := s.gradients[:p.images/p.leaf*2*n]
	clear(gradients)
	for i := range p.images {
		leaf := gradients[i/p.leaf*2*n:][:2*n]
		dy, x := s.out.image(s.out.gradients, i), s.sumPool.out.image(s.sumPool.out.values, i)
		kernel.SumGradients(leaf[n:], leaf[:n], dy, x, x, s.zeros, 1)
	}
	addInPairs(gradients, 2*n)
	copy(s.coefficients.Gradients, gradients[:n])
	if s.in.gradients != nil {
		s.scale(s.sumPool.out.gradients, s.out.gradients, p.images)
		s.sumPool.backward(p)
	}
}

// allocateGradients gives the sums theirs.
func (s *subsampling) allocateGradients() {
	if s.sumPool.out.gradients == nil {
		s.sumPool.out.gradients = kernel.Make(len(s.sumPool.out.values))
	}
}
