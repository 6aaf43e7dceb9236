package engine

import (
	"fmt"
	"math/rand/v2"
	"strconv"
)

// Dropout sets each value to zero with probability Rate while training, and
// divides the others by 1-Rate, so that their expectation stays; evaluation
// leaves every value as it is (Srivastava et al. 2014, inverted). What is
// dropped depends on the run's seed, the step, the layer's place in the network
// and the image's in the batch alone.
type Dropout struct {
	Rate float64 `json:"rate"` // from 0 to below 1
}

func (Dropout) kind() string { return "dropout" }

func (l Dropout) describe() string {
	return "dropout " + strconv.FormatFloat(l.Rate, 'g', -1, 64)
}

type dropout struct {
	in, out *tensor
	rate    float64
	place   uint64
	factors []float32 // of the last training pass: 0 or 1/(1-rate)
	random  rand.PCG
}

func (l Dropout) build(b *builder) (operation, *tensor, error) {
	if !(l.Rate >= 0 && l.Rate < 1) {
		return nil, nil, fmt.Errorf("its rate is %v: it must be from 0 to below 1", l.Rate)
	}
	out, err := b.output(b.in.shape)
	return &dropout{in: b.in, out: out, rate: l.Rate, place: uint64(b.place)}, out, err
}

func (d *dropout) forward(p *pass) {
	n := p.images * d.in.shape.Size()
	if !p.training || d.rate == 0 {
		copy(d.out.values[:n], d.in.values)
		return
	}
	if d.factors == nil {
		d.factors = make([]float32, len(d.out.values))
	}
	keep := float32(1 / (1 - d.rate))
	for i := range p.images {
		seed(&d.random, p.seed, forDropout, d.place, uint64(p.step), uint64(p.first+i))
		x, y, factors := d.in.image(d.in.values, i), d.out.image(d.out.values, i), d.out.image(d.factors, i)
		for j := range factors {
			factors[j] = keep
			if uniform(&d.random) < d.rate {
				factors[j] = 0
			}
			y[j] = x[j] * factors[j]
		}
	}
}

func (d *dropout) backward(p *pass) {
	if d.in.gradients == nil {
		return
	}
	n := p.images * d.in.shape.Size()
	if !p.training || d.rate == 0 {
		copy(d.in.gradients[:n], d.out.gradients)
		return
	}
	for i, f := range d.factors[:n] {
		d.in.gradients[i] = d.out.gradients[i] * f
	}
}
