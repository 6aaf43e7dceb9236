package engine

import (
	"math"

	"glyphlab/engine/kernel"
)

// BatchNorm normalises each channel and then scales and shifts it by numbers
// that are learned (Ioffe and Szegedy 2015):
//
//	y = (x - mean)/√(variance + 0.001)·scale + shift
//
// In training, mean and variance are those of the channel over a few images of
// the batch: a leaf of the tree that a batch is cut into (see leafSize), the
// eighth part of a batch of 8 images and more. This is ghost batch
// normalisation (Hoffer, Hubara and Soudry 2017, who find that it generalises
// better than statistics of the whole batch), and it lets several workers share
// a step without waiting for each other inside of it. A leaf must have several
// values a channel to learn anything from: after a dense layer, a batch should
// have 32 images or more.
//
// In evaluation, mean and variance are running averages of the leaves', which
// are among the model's parameters (as batchnorm1/mean) though no gradient
// moves them. After each step they move by a tenth of the way to what the step
// measured.
//
// Its shift takes the place of the biases of the layer before it.
type BatchNorm struct{}

func (BatchNorm) kind() string     { return "batchnorm" }
func (BatchNorm) describe() string { return "batch normalisation" }

// leastVariance is added to variances, so that none is zero (TensorFlow's
// default).
const leastVariance = 1e-3

type batchNorm struct {
	in, out                      *tensor
	scale, shift, mean, variance *Parameter
	slope                        float32 // of the rectifier after it, see kernel.Normalize

	// Of each leaf of the last training pass.
	means, inverses []float32 // inverses: 1/√(variance + leastVariance)
	statistics      []float32 // mean, variance; weighted for their sum
	gradients       []float32 // of scale and shift
	factor, a, b    []float32 // what a leaf's passes need
}

func (BatchNorm) build(b *builder) (operation, *tensor, error) {
	n := b.in.shape.Channels
	out, err := b.output(b.in.shape)
	if err != nil {
		return nil, nil, err
	}
	op := &batchNorm{in: b.in, out: out, slope: 1}
	for _, p := range []struct {
		to   **Parameter
		name string
		role role
		init Init
	}{
		{&op.scale, "scale", offset, Constant(1)},
		{&op.shift, "shift", offset, Init{}},
		{&op.mean, "mean", statistic, Init{}},
		{&op.variance, "variance", statistic, Constant(1)},
	} {
		if *p.to, err = b.parameter(b.name, p.name, p.role, p.init, 1, n); err != nil {
			return nil, nil, err
		}
	}
	if slope, follows := b.slope(); follows {
		op.slope = slope
	}
	op.means, op.inverses = make([]float32, MostWorkers*n), make([]float32, MostWorkers*n)
	op.statistics, op.gradients = make([]float32, MostWorkers*2*n), make([]float32, MostWorkers*2*n)
	op.factor, op.a, op.b = make([]float32, n), make([]float32, n), make([]float32, n)
	return op, out, nil
}

// rectifies returns the slope of the rectifier that the operation is, too.
func (o *batchNorm) rectifies() bool { return o.slope != 1 }

func (o *batchNorm) forward(p *pass) {
	n := len(o.factor)
	if !p.training {
		inverses(o.factor, o.variance.Values)
		multiply(o.factor, o.factor, o.scale.Values)
		for i := range p.images {
			kernel.Normalize(o.out.image(o.out.values, i), o.in.image(o.in.values, i), o.mean.Values, o.factor, o.shift.Values, o.slope)
		}
		return
	}
	for first := 0; first < p.images; first += p.leaf {
		leaf := first / p.leaf * n
		mean, variance := o.statistics[2*leaf:][:n], o.statistics[2*leaf+n:][:n]
		o.measure(mean, variance, first, p.leaf)
		copy(o.means[leaf:], mean)
		inverse := o.inverses[leaf:][:n]
		inverses(inverse, variance)
		multiply(o.factor, inverse, o.scale.Values)
		for i := range p.leaf {
			kernel.Normalize(o.out.image(o.out.values, first+i), o.in.image(o.in.values, first+i), mean, o.factor, o.shift.Values, o.slope)
		}
		share := float32(p.leaf) / float32(p.batch)
		for j := range mean {
			mean[j] *= share
			variance[j] *= share
		}
		p.between()
	}
}

// measure writes mean and variance of some images. Every image's sums are
// taken by themselves, then added in order.
func (o *batchNorm) measure(mean, variance []float32, first, images int) {
	count := float32(images * o.in.shape.Height * o.in.shape.Width)
	clear(mean)
	for i := range images {
		kernel.SumRows(mean, o.in.image(o.in.values, first+i))
	}
	divide(mean, count)
	clear(variance)
	for i := range images {
		kernel.SumSquares(variance, o.in.image(o.in.values, first+i), mean)
	}
	divide(variance, count)
}

// backward: with N values a channel in a leaf, z = (x - mean)/√(variance + …)
// and g the gradient before the rectifier,
//
//	dscale = Σ g·z, dshift = Σ g
//	dx = scale/√(variance + …)·(g - dshift/N - z·dscale/N)
func (o *batchNorm) backward(p *pass) {
	n := len(o.factor)
	count := float32(p.leaf * o.in.shape.Height * o.in.shape.Width)
	for first := 0; first < p.images; first += p.leaf {
		leaf := first / p.leaf * n
		mean, inverse := o.means[leaf:][:n], o.inverses[leaf:][:n]
		scale, shift := o.gradients[2*leaf:][:n], o.gradients[2*leaf+n:][:n]
		clear(scale)
		clear(shift)
		for i := first; i < first+p.leaf; i++ {
			kernel.SumGradients(shift, scale, o.out.image(o.out.gradients, i), o.out.image(o.out.values, i), o.in.image(o.in.values, i), mean, o.slope)
		}
		multiply(scale, scale, inverse)
		if o.in.gradients != nil {
			copy(o.a, shift)
			divide(o.a, count)
			multiply(o.b, scale, inverse)
			divide(o.b, count)
			multiply(o.factor, inverse, o.scale.Values)
			for i := first; i < first+p.leaf; i++ {
				kernel.NormalizeBack(o.in.image(o.in.gradients, i), o.out.image(o.out.gradients, i), o.out.image(o.out.values, i), o.in.image(o.in.values, i), mean, o.a, o.b, o.factor, o.slope)
			}
		}
		p.between()
	}
	sums := o.gradients[:p.images/p.leaf*2*n]
	addInPairs(sums, 2*n)
	copy(o.scale.Gradients, sums[:n])
	copy(o.shift.Gradients, sums[n:])
	sums = o.statistics[:len(sums)]
	addInPairs(sums, 2*n)
	copy(o.mean.Gradients, sums[:n])
	copy(o.variance.Gradients, sums[n:])
}

func inverses(y, variance []float32) {
	for j, v := range variance {
		y[j] = float32(1 / math.Sqrt(float64(v)+leastVariance))
	}
}

func multiply(y, a, b []float32) {
	for j := range y {
		y[j] = a[j] * b[j]
	}
}

func divide(y []float32, by float32) {
	for j := range y {
		y[j] /= by
	}
}
