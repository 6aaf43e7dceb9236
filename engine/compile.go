package engine

import (
	"fmt"
	"strconv"

	"glyphlab/engine/kernel"
)

// Limits on what can be compiled, far beyond what is sensible to train in a
// browser, so that a description read from somewhere cannot ask for any amount
// of memory.
const (
	maxLayers  = 256
	maxBatch   = 4096
	maxSide    = 1024    // of an image, a kernel, a stride
	maxUnits   = 1 << 14 // channels, filters or units of one layer
	maxWeights = 1 << 23
	maxValues  = 1 << 26 // between all layers, of a whole batch
	maxInit    = 1e6     // size of an initial weight
)

// builder is what a layer is built from: its input, its name, and the model
// under construction.
type builder struct {
	in      *tensor
	name    string    // of the layer, as conv1
	owner   string    // of the biases of a convolution or dense layer: its name
	place   int       // of the layer in the network
	before  operation // of the layer before it; nil for the first
	after   []Layer   // the layers after it
	batch   int
	values  int // allocated so far, between all layers
	used    int // weights of all layers so far
	weights *weights
}

// first reports whether the layer gets the images.
func (b *builder) first() bool { return b.before == nil }

// rectifies reports whether a bias and a rectifier follow the layer, which can
// do their work while its sums are at hand.
func (b *builder) rectifies() bool {
	if len(b.after) < 2 {
		return false
	}
	_, biased := b.after[0].(Bias)
	_, rectified := b.after[1].(ReLU)
	return biased && rectified
}

// output returns the tensor of a layer's output.
func (b *builder) output(s Shape) (*tensor, error) {
	if s.Height > maxSide || s.Width > maxSide || s.Channels > maxUnits {
		return nil, fmt.Errorf("its output would be %v, more than %d×%d×%d", s, maxSide, maxSide, maxUnits)
	}
	if err := b.allocate(s.Size() * b.batch); err != nil {
		return nil, err
	}
	return &tensor{shape: s, values: kernel.Make(s.Size() * b.batch)}, nil
}

// allocate accounts for n more values before they are allocated.
func (b *builder) allocate(n int) error {
	if b.values += n; b.values > maxValues {
		return fmt.Errorf("a batch of %d images would need more than %d values between the layers: make the batch or the layer smaller", b.batch, maxValues)
	}
	return nil
}

// parameter returns a parameter of the layer of that name.
func (b *builder) parameter(layer, name string, init Init, fanIn int, shape ...int) (*Parameter, error) {
	if err := init.check(); err != nil {
		return nil, err
	}
	size := 1
	for _, d := range shape { // d is at most maxUnits·maxSide², size at most maxWeights
		if size *= d; b.used+size > maxWeights {
			return nil, fmt.Errorf("the network would have more than %d weights", maxWeights)
		}
	}
	b.used += size
	return b.weights.add(layer+"/"+name, init, fanIn, shape...), nil
}

// Compile checks a network's description and returns a model of it that
// computes batches of up to the given number of images, from 1 to 4096. Its
// weights are zero: see [Model.Initialize]. The error of an impossible
// description names the layer, what it got and what it needs.
func Compile(n Network, batch int) (*Model, error) {
	return compile(n, batch, &weights{})
}

// WithBatch returns a model of the same network for another batch size. The
// two share their weights, so that what one learns the other knows; they share
// nothing else.
func (m *Model) WithBatch(batch int) (*Model, error) {
	return compile(m.network, batch, m.weights)
}

// Twin returns a model of the same network and batch size that shares the
// weights but has gradients of its own, so that both can compute a step's
// gradients at the same time.
func (m *Model) Twin() (*Model, error) {
	return compile(m.network, m.batch, m.weights.twin())
}

func compile(n Network, batch int, w *weights) (*Model, error) {
	if batch < 1 || batch > maxBatch {
		return nil, fmt.Errorf("a batch of %d images: it must have from 1 to %d", batch, maxBatch)
	}
	if s := n.Input; s.Height < 1 || s.Width < 1 || s.Channels < 1 || s.Height > maxSide || s.Width > maxSide || s.Channels > maxUnits {
		return nil, fmt.Errorf("network %q takes images of %d×%d×%d: each side must be from 1 to %d, the channels from 1 to %d", n.Name, s.Height, s.Width, s.Channels, maxSide, maxUnits)
	}
	if len(n.Layers) == 0 || len(n.Layers) > maxLayers {
		return nil, fmt.Errorf("network %q has %d layers: it must have from 1 to %d", n.Name, len(n.Layers), maxLayers)
	}
	b := &builder{batch: batch, weights: w}
	in, err := b.output(n.Input)
	if err != nil {
		return nil, fmt.Errorf("network %q: %w", n.Name, err)
	}
	b.in = in
	n.Layers = append([]Layer(nil), n.Layers...)
	m := &Model{network: n, batch: batch, input: in, weights: w}
	count := map[string]int{}
	for i, layer := range n.Layers {
		if layer == nil {
			return nil, fmt.Errorf("network %q: layer %d of %d is nil", n.Name, i+1, len(n.Layers))
		}
		kind := layer.kind()
		count[kind]++
		b.place, b.name, b.after = i, kind+strconv.Itoa(count[kind]), n.Layers[i+1:]
		used := b.used
		op, out, err := layer.build(b)
		if err != nil {
			return nil, fmt.Errorf("network %q: %s (layer %d of %d) gets %v: %w", n.Name, b.name, i+1, len(n.Layers), b.in.shape, err)
		}
		m.layers = append(m.layers, modelLayer{
			info: LayerInfo{Name: b.name, Description: layer.describe(), Output: out.shape, Weights: b.used - used},
			op:   op, in: b.in, out: out,
		})
		b.in, b.before = out, op
	}
	if !b.in.shape.flat() || b.in.shape.Channels < 2 {
		return nil, fmt.Errorf("network %q ends in %v: its last layer must be flat and have a unit for each of 2 classes or more", n.Name, b.in.shape)
	}
	w.allocate()
	m.double, m.losses, m.sum = make([]float64, m.Classes()), make([]float64, batch), newSum()
	return m, nil
}
