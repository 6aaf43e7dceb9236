package engine

import (
	"errors"
	"strconv"

	"glyphlab/engine/kernel"
	"glyphlab/engine/problem"
)

// Dense connects every input to every unit: y[j] = Σ x[i]·w[i,j] over i. Its
// weights are [in, units]. It needs a flat input (see [Flatten]).
type Dense struct {
	Units int  `json:"units"` // from 1 to 16384
	Init  Init `json:"init"`
}

func (Dense) kind() string { return "dense" }

func (l Dense) describe() string { return "dense, " + strconv.Itoa(l.Units) + " units" }

type dense struct {
	in, out *tensor
	weights *Parameter
	biased
	forth   *kernel.Product
	descent products // of the weights' gradient

	// The input's gradient is computed with its rows as columns, which spares
	// transposing the weights: dxᵀ = w·dyᵀ.
	back     products
	dyT, dxT []float32 // [units, images], [in, images]
}

func (l Dense) build(b *builder) (operation, *tensor, error) {
	in := b.in.shape
	if !in.flat() {
		return nil, nil, errors.New("it needs a flat input: put Flatten before it")
	}
	if l.Units < 1 || l.Units > maxUnits {
		return nil, nil, problem.New("it has ", l.Units, " units: it must have from 1 to ", maxUnits)
	}
	weights, err := b.parameter(b.name, "weights", factor, l.Init, in.Channels, in.Channels, l.Units)
	if err != nil {
		return nil, nil, err
	}
	out, err := b.output(Shape{1, 1, l.Units})
	if err != nil {
		return nil, nil, err
	}
	b.owner = b.name
	d := &dense{in: b.in, out: out, weights: weights}
	d.forth = kernel.NewProduct(kernel.ProductShape{
		Rows:    kernel.Steps(b.batch, in.Channels),
		Out:     kernel.Steps(b.batch, l.Units),
		Terms:   kernel.Row(in.Channels),
		Columns: l.Units,
		Rectify: b.rectifies(),
	})
	return d, out, nil
}

func (d *dense) forward(p *pass) {
	p.slices(p.images, len(d.weights.Values), func(first, images int) {
		d.forth.Run(d.out.from(d.out.values, first), d.in.from(d.in.values, first), d.weights.Values, d.bias(), images, 1)
	})
}

// backward takes xᵀ·dy for the weights and dy·wᵀ for the input.
func (d *dense) backward(p *pass) {
	inputs, units := d.in.shape.Channels, d.out.shape.Channels
	descent := d.descent.of(p.leaf, d.newDescent)
	p.slices(inputs, p.images*units, func(first, rows int) {
		descent.Run(d.weights.Gradients[first*units:], d.in.values[first:], d.out.gradients, nil, rows, p.images/p.leaf)
	})
	if d.in.gradients == nil {
		return
	}
	images := max(p.images, kernel.LeastColumns)
	if len(d.dyT) < images*units {
		d.dyT, d.dxT = kernel.Make(images*units), make([]float32, images*inputs)
	}
	dyT, dxT := d.dyT[:images*units], d.dxT[:images*inputs]
	clear(dyT)
	kernel.Transpose(dyT, images, d.out.gradients, units, p.images, units)
	back := d.back.of(images, d.newBack)
	p.slices(inputs, images*units, func(first, rows int) {
		back.Run(dxT[first*images:], d.weights.Values[first*units:], dyT, nil, rows, 1)
	})
	kernel.Transpose(d.in.gradients, inputs, dxT, images, inputs, p.images)
}

// newBack returns the product that is the input's gradient, transposed.
func (d *dense) newBack(images int) *kernel.Product {
	inputs, units := d.in.shape.Channels, d.out.shape.Channels
	return kernel.NewProduct(kernel.ProductShape{
		Rows:    kernel.Steps(inputs, units),
		Out:     kernel.Steps(inputs, images),
		Terms:   kernel.Row(units),
		Columns: images,
	})
}

// newDescent returns the product that is the weights' gradient, for leaves of
// so many images.
func (d *dense) newDescent(images int) *kernel.Product {
	inputs, units := d.in.shape.Channels, d.out.shape.Channels
	return kernel.NewProduct(kernel.ProductShape{
		Rows:     kernel.Steps(inputs, 1),
		Out:      kernel.Steps(inputs, units),
		Terms:    kernel.Terms{Outer: 1, Runs: 1, Length: images, Step: inputs},
		LeafStep: images * inputs,
		Columns:  units,
	})
}
