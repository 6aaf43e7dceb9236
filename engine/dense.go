package engine

import (
	"fmt"
	"strconv"

	"glyphlab/engine/kernel"
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
	in, out    *tensor
	weights    *Parameter
	transposed []float32      // [units, in]
	images     kernel.Offsets // where each image's inputs begin
	inputs     kernel.Offsets // 0, 1, 2, …
	outputs    kernel.Offsets // where each image's outputs begin
	units      kernel.Offsets // 0, 1, 2, …
	rows       kernel.Offsets // where each input's weights begin
}

func (l Dense) build(b *builder) (operation, *tensor, error) {
	in := b.in.shape
	if !in.flat() {
		return nil, nil, fmt.Errorf("it needs a flat input: put Flatten before it")
	}
	if l.Units < 1 || l.Units > maxUnits {
		return nil, nil, fmt.Errorf("it has %d units: it must have from 1 to %d", l.Units, maxUnits)
	}
	weights, err := b.parameter(b.name, "weights", l.Init, in.Channels, in.Channels, l.Units)
	if err != nil {
		return nil, nil, err
	}
	out, err := b.output(Shape{1, 1, l.Units})
	if err != nil {
		return nil, nil, err
	}
	b.owner = b.name
	return &dense{in: b.in, out: out, weights: weights,
		images:  kernel.Steps(b.batch, in.Channels),
		inputs:  kernel.Steps(in.Channels, 1),
		outputs: kernel.Steps(b.batch, l.Units),
		units:   kernel.Steps(l.Units, 1),
		rows:    kernel.Steps(in.Channels, l.Units),
	}, out, nil
}

func (d *dense) forward(p *pass) {
	units := d.out.shape.Channels
	clear(d.out.values[:p.images*units])
	kernel.Product(d.out.values, d.outputs.First(p.images), d.in.values, d.images.First(p.images), d.inputs, d.weights.Values, units, group)
}

// backward takes xᵀ·dy for the weights, shard by shard, and dy·wᵀ for the input.
func (d *dense) backward(p *pass) {
	inputs, units := d.in.shape.Channels, d.out.shape.Channels
	kernel.Product(d.weights.Gradients, d.rows, d.in.values, d.inputs, d.images.First(p.images), d.out.gradients, units, shard)
	if d.in.gradients == nil {
		return
	}
	p.between()
	if d.transposed == nil {
		d.transposed = kernel.Make(inputs * units)
	}
	kernel.Transpose(d.transposed, d.weights.Values, units)
	clear(d.in.gradients[:p.images*inputs])
	kernel.Product(d.in.gradients, d.images.First(p.images), d.out.gradients, d.outputs.First(p.images), d.units, d.transposed, inputs, group)
}
