package engine

import (
	"errors"
	"math"
	"math/rand/v2"

	"glyphlab/engine/endian"
	"glyphlab/engine/kernel"
	"glyphlab/engine/problem"
	"glyphlab/engine/sha256"
)

// Model is a compiled network: weights, and buffers for a batch of images. It
// is not safe for concurrent use, but see Between.
type Model struct {
	// Between, if it is set, is called every now and then while a batch goes
	// forward and backward: after each layer, and inside a convolution after a
	// few images. No weight changes while it runs, so it may classify an image
	// with another model that shares the weights (see [Model.WithBatch]); it
	// must not use this model.
	Between func()

	network Network
	batch   int
	input   *tensor
	layers  []modelLayer
	skips   []*addition // in order
	weights *weights
	loss    Loss
	pass    pass
	double  []float64 // probabilities of one image
	losses  []float64 // of a batch's images
	sum     *sum      // of leaves
}

type modelLayer struct {
	info    LayerInfo
	op      operation
	in, out *tensor
	first   bool // nothing before it learns: it hands no gradient on
}

// LayerInfo says what a layer of a model is.
type LayerInfo struct {
	Name        string // as conv1
	Description string // as "convolution 5×5, stride 2, SAME, 16 filters"
	Output      Shape  // of one image
	Weights     int    // how many numbers it learns
}

// Network returns the description that the model was compiled from.
func (m *Model) Network() Network { return m.network }

// Batch returns the most images that the model computes at a time.
func (m *Model) Batch() int { return m.batch }

// Classes returns the number of logits.
func (m *Model) Classes() int { return m.logits().shape.Channels }

// Layers describes the layers in order.
func (m *Model) Layers() []LayerInfo {
	infos := make([]LayerInfo, len(m.layers))
	for i, l := range m.layers {
		infos[i] = l.info
	}
	return infos
}

// Parameters returns the weights and biases in the order of the layers.
func (m *Model) Parameters() []Parameter {
	list := make([]Parameter, len(m.weights.parameters))
	for i, p := range m.weights.parameters {
		list[i] = *p
	}
	return list
}

// Weights returns all weights in one piece, in the order of
// [Model.Parameters]: the model's own memory.
func (m *Model) Weights() []float32 { return m.weights.values }

// Initialize draws the weights anew, each parameter from a generator that the
// seed and the parameter's place determine.
func (m *Model) Initialize(runSeed uint64) {
	var random rand.PCG
	for i, p := range m.weights.parameters {
		seed(&random, runSeed, forWeights, uint64(i))
		p.init.draw(p.Values, p.fanIn, &random)
		p.cut(p.Values)
	}
}

// SHA256 returns the hash of all weights: little-endian float32s in the order
// of [Model.Parameters].
func (m *Model) SHA256() [sha256.Size]byte {
	h := sha256.New()
	var buffer [4096]byte
	for values := m.weights.values; len(values) > 0; {
		n := min(len(values), len(buffer)/4)
		for i, v := range values[:n] {
			endian.PutUint32(buffer[4*i:], math.Float32bits(v))
		}
		h.Write(buffer[:4*n])
		values = values[n:]
	}
	return h.Sum()
}

// SetLoss sets what training makes small, from the next step on: before that
// it is [CrossEntropy]. Models that are made of this one take its loss with
// them; those that exist keep theirs.
func (m *Model) SetLoss(l Loss) error {
	if l == nil {
		return errors.New("there is no loss to train with: CrossEntropy{} is the usual one")
	}
	if err := l.check(); err != nil {
		return err
	}
	m.loss = l
	return nil
}

// Input returns the batch's images, [batch, height, width, channel], to be
// written before [Model.Forward].
func (m *Model) Input() []float32 { return m.input.values }

// Scaled is what the network sees of an 8-bit pixel: (pixel-127.5)/255, from
// -0.5 to 0.5.
var Scaled = func() (scaled [256]float32) {
	for p := range scaled {
		scaled[p] = (float32(p) - 127.5) / 255
	}
	return scaled
}()

// SetImage writes 8-bit pixels, scaled (see [Scaled]), as image i of the input.
func (m *Model) SetImage(i int, pixels []byte) error {
	if n := m.input.shape.Size(); i < 0 || i >= m.batch || len(pixels) != n {
		return problem.New("image ", i, " of ", len(pixels), " pixels: the model takes images 0 to ", m.batch-1, " of ", m.input.shape, ", ", n, " pixels")
	}
	m.setImage(i, pixels)
	return nil
}

func (m *Model) setImage(i int, pixels []byte) {
	x := m.input.image(m.input.values, i)
	for j, p := range pixels {
		x[j] = Scaled[p]
	}
}

// Classify returns the probability of each class for an image of 8-bit pixels,
// row by row. It is computed in the place of the batch's first image.
func (m *Model) Classify(pixels []byte) ([]float32, error) {
	if err := m.SetImage(0, pixels); err != nil {
		return nil, err
	}
	m.forward(pass{images: 1})
	probabilities := make([]float32, m.Classes())
	m.Probabilities(probabilities, 0)
	return probabilities, nil
}

// Forward evaluates the first n images of the input.
func (m *Model) Forward(n int) error {
	if n < 1 || n > m.batch {
		return problem.New(n, " images: the model takes from 1 to ", m.batch, " at a time")
	}
	m.forward(pass{images: n})
	return nil
}

func (m *Model) forward(p pass) {
	m.pass = p
	m.pass.between = m.between()
	for _, l := range m.layers {
		l.op.forward(&m.pass)
		m.pass.between()
	}
}

// backward goes back from the logits' gradients and leaves the gradients of
// the last forward pass.
func (m *Model) backward() {
	m.pass.between = m.between()
	for i := len(m.layers) - 1; i >= 0; i-- {
		for _, s := range m.skips {
			if s.from == i && m.layers[i].out.gradients != nil {
				n := m.pass.images * s.skip.shape.Size()
				kernel.Add(m.layers[i].out.gradients[:n], s.skip.gradients[:n])
			}
		}
		m.layers[i].op.backward(&m.pass)
		m.pass.between()
	}
}

func (m *Model) between() func() {
	if m.Between == nil {
		return nothing
	}
	return m.Between
}

func nothing() {}

// sharer is an operation whose input and output have the same gradients: they
// share the memory.
type sharer interface{ sharesGradients() }

// allocateGradients makes the model ready to go backward. The images need no
// gradients, nor does anything else before the first layer that learns.
func (m *Model) allocateGradients() {
	for i, l := range m.layers {
		if i+1 < len(m.layers) && m.layers[i+1].first {
			continue
		}
		if inner, ok := l.op.(interface{ allocateGradients() }); ok {
			inner.allocateGradients() // between its parts
		}
		if _, shares := l.op.(sharer); shares && l.in.gradients != nil {
			l.out.gradients = l.in.gradients
		} else if l.out.gradients == nil {
			l.out.gradients = kernel.Make(len(l.out.values))
		}
	}
}

func (m *Model) logits() *tensor { return m.layers[len(m.layers)-1].out }

// Logits returns the last layer's output for the batch, [batch, classes].
func (m *Model) Logits() []float32 { return m.logits().values }

// Output returns the output of layer i of [Model.Layers] for the batch,
// [batch, height, width, channel].
func (m *Model) Output(i int) []float32 { return m.layers[i].out.values }

// Probabilities writes the softmax of image i's logits to p, which has
// [Model.Classes] elements.
func (m *Model) Probabilities(p []float32, i int) {
	softmax(m.double, m.logits().image(m.logits().values, i))
	for j := range p {
		p[j] = float32(m.double[j])
	}
}
