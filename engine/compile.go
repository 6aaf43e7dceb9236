package engine

import (
	"strconv"

	"glyphlab/engine/kernel"
	"glyphlab/engine/problem"
)

// Limits on what can be compiled, far beyond what is sensible to train in a
// browser, so that a description read from somewhere cannot ask for any amount
// of memory.
const (
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
	name    string       // of the layer, as conv1
	owner   string       // of the biases of a convolution or dense layer: its name
	place   int          // of the layer in the network
	before  operation    // of the layer before it; nil if there is none that could do this one's work too
	after   []Layer      // the layers after it whose work it could do too
	layers  []modelLayer // that have been built
	first   bool         // nothing before it learns: nobody asks for the gradient of its input
	batch   int
	values  int // allocated so far, between all layers
	used    int // weights of all layers so far
	learned int // those of them that training moves
	weights *weights
}

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

// slope returns the slope of the rectifier that follows the layer, if one does.
func (b *builder) slope() (slope float32, follows bool) {
	if len(b.after) > 0 {
		switch l := b.after[0].(type) {
		case ReLU:
			return 0, true
		case LeakyReLU:
			return float32(l.Slope), true
		}
	}
	return 1, false
}

// rectified returns the operation of a rectifier that the layer before it is
// too, or nil.
func (b *builder) rectified() operation {
	if before, ok := b.before.(*batchNorm); ok && before.rectifies() {
		return done{}
	}
	return nil
}

// done is the operation of a layer whose work another does: its output is its
// input.
type done struct{}

func (done) forward(*pass)  {}
func (done) backward(*pass) {}

// output returns the tensor of a layer's output.
func (b *builder) output(s Shape) (*tensor, error) {
	if s.Height > maxSide || s.Width > maxSide || s.Channels > maxUnits {
		return nil, problem.New("its output would be ", s, ", more than ", maxSide, "×", maxSide, "×", maxUnits)
	}
	if err := b.allocate(s.Size() * b.batch); err != nil {
		return nil, err
	}
	return &tensor{shape: s, values: kernel.Make(s.Size() * b.batch)}, nil
}

// allocate accounts for n more values before they are allocated.
func (b *builder) allocate(n int) error {
	if b.values += n; b.values > maxValues {
		return problem.New("a batch of ", b.batch, " images would need more than ", maxValues, " values between the layers: make the batch or the layer smaller")
	}
	return nil
}

// parameter returns a parameter of the layer of that name.
func (b *builder) parameter(layer, name string, role role, init Init, fanIn int, shape ...int) (*Parameter, error) {
	if err := init.check(); err != nil {
		return nil, err
	}
	size := 1
	for _, d := range shape { // d is at most maxUnits·maxSide², size at most maxWeights
		if size *= d; b.used+size > maxWeights {
			return nil, problem.New("the network would have more than ", maxWeights, " weights")
		}
	}
	b.used += size
	if role != statistic {
		b.learned += size
	}
	return b.weights.add(layer+"/"+name, role, init, fanIn, shape...), nil
}

// Compile checks a network's description and returns a model of it that
// computes batches of up to the given number of images, from 1 to 4096. Its
// weights are zero: see [Model.Initialize]. The error of an impossible
// description names the layer, what it got and what it needs.
func Compile(n Network, batch int) (*Model, error) {
	return compile(n, batch, &weights{}, CrossEntropy{})
}

// WithBatch returns a model of the same network for another batch size. The
// two share their weights, so that what one learns the other knows; they share
// nothing else.
func (m *Model) WithBatch(batch int) (*Model, error) {
	return compile(m.network, batch, m.weights, m.loss)
}

// Twin returns a model of the same network and batch size that shares the
// weights but has gradients of its own, so that both can compute a step's
// gradients at the same time.
func (m *Model) Twin() (*Model, error) {
	return compile(m.network, m.batch, m.weights.twin(), m.loss)
}

func compile(n Network, batch int, w *weights, loss Loss) (*Model, error) {
	if batch < 1 || batch > maxBatch {
		return nil, problem.New("a batch of ", batch, " images: it must have from 1 to ", maxBatch)
	}
	network := "network " + strconv.Quote(n.Name)
	if s := n.Input; s.Height < 1 || s.Width < 1 || s.Channels < 1 || s.Height > maxSide || s.Width > maxSide || s.Channels > maxUnits {
		return nil, problem.New(network, " takes images of ", s.Height, "×", s.Width, "×", s.Channels, ": each side must be from 1 to ", maxSide, ", the channels from 1 to ", maxUnits)
	}
	if len(n.Layers) == 0 || len(n.Layers) > MaxLayers {
		return nil, problem.New(network, " has ", len(n.Layers), " layers: it must have from 1 to ", MaxLayers)
	}
	b := &builder{batch: batch, weights: w}
	in, err := b.output(n.Input)
	if err != nil {
		return nil, problem.New(network, ": ", err)
	}
	b.in = in
	n.Layers = append([]Layer(nil), n.Layers...)
	m := &Model{network: n, batch: batch, input: in, weights: w, loss: loss}
	added := n.added()
	count := map[string]int{}
	for i, layer := range n.Layers {
		if layer == nil {
			return nil, problem.New(network, ": layer ", i+1, " of ", len(n.Layers), " is nil")
		}
		kind := layer.kind()
		count[kind]++
		b.place, b.name, b.after, b.layers = i, kind+strconv.Itoa(count[kind]), n.Layers[i+1:], m.layers
		for j := i; j < len(n.Layers); j++ {
			if added[j] { // what comes after works in memory of its own
				b.after = n.Layers[i+1 : j+1]
				break
			}
		}
		b.first = b.used == 0
		learned := b.learned
		op, out, err := layer.build(b)
		if err != nil {
			return nil, problem.New(network, ": ", b.name, " (layer ", i+1, " of ", len(n.Layers), ") gets ", b.in.shape, ": ", err)
		}
		m.layers = append(m.layers, modelLayer{
			info: LayerInfo{Name: b.name, Description: layer.describe(), Output: out.shape, Weights: b.learned - learned},
			op:   op, in: b.in, out: out, first: b.first,
		})
		b.in, b.before = out, op
		if added[i] {
			b.before = nil
		}
		if s, ok := op.(*addition); ok {
			m.skips = append(m.skips, s)
		}
	}
	if !b.in.shape.flat() || b.in.shape.Channels < 2 {
		return nil, problem.New(network, " ends in ", b.in.shape, ": its last layer must be flat and have a unit for each of 2 classes or more")
	}
	w.allocate()
	m.double, m.losses, m.sum = make([]float64, m.Classes()), make([]float64, batch), newSum()
	return m, nil
}
