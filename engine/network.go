package engine

// Network describes a network: what goes in and the layers it goes through, in
// order. The last layer's output is flat; its units are the logits, one a
// class. Package netjson writes a Network as JSON and reads it back.
type Network struct {
	Name   string
	Input  Shape   // of an image
	Layers []Layer // from 1 to MaxLayers
}

// MaxLayers is how many layers a network can have.
const MaxLayers = 256

// Layer describes one layer. The layers are [Conv], [Dense], [Bias],
// [BatchNorm], [ReLU], [LeakyReLU], [Tanh], [MaxPool], [AvgPool],
// [GlobalAvgPool], [Subsample], [Pad], [Flatten], [Dropout] and [Add].
type Layer interface {
	// kind is what Kind returns.
	kind() string
	// describe says in a few words what the layer does.
	describe() string
	// build checks the layer against its input, which is b.in, and returns
	// what computes it and its output. The error says what the layer needs.
	build(b *builder) (operation, *tensor, error)
}

// Kind returns what a layer is called in JSON and, followed by a number, in a
// model: its type's name in lower case, as conv or batchnorm.
func Kind(l Layer) string { return l.kind() }

// operation computes one layer for up to a batch of images. Both methods work
// on the first pass.images images of their tensors.
type operation interface {
	// forward computes the output's values from the input's.
	forward(p *pass)
	// backward writes the loss's gradients with respect to the layer's weights
	// to theirs, summed leaf by leaf in the order of the tree (see leafSize),
	// and, unless it is nil, the one with respect to the input's values to the
	// input's gradients.
	backward(p *pass)
}

// pass is what an operation needs to know of the pass it is part of.
type pass struct {
	images   int
	first    int    // the first image's place in the batch of a training pass
	training bool   // rather than evaluation
	seed     uint64 // of a training pass
	step     int    // of a training pass
	batch    int    // how many images the batch of a training pass has
	leaf     int    // how many images each leaf has, which divides images; of a training pass
	between  func() // see Model.Between; never nil
}

// slice is how many multiplications a layer makes before it lets others have
// the machine: in the browser some three milliseconds' worth.
const slice = 60e6

// slices calls do for some of the rows at a time, of so many multiplications
// each, and lets others have the machine in between.
func (p *pass) slices(rows, multiplications int, do func(first, rows int)) {
	step := max(1, slice/multiplications)
	for first := 0; first < rows; first += step {
		do(first, min(step, rows-first))
		p.between()
	}
}

// tensor holds the values between two layers for a batch of images, and the
// gradients of the loss with respect to them.
type tensor struct {
	shape     Shape
	values    []float32
	gradients []float32 // nil until the model is trained, and where nobody asks for them
}

// from returns the part of a tensor's values or gradients that begins with
// image i.
func (t *tensor) from(of []float32, i int) []float32 { return of[i*t.shape.Size():] }

// image returns the part of a tensor's values or gradients that is image i's.
func (t *tensor) image(of []float32, i int) []float32 {
	n := t.shape.Size()
	return of[i*n:][:n]
}
