package engine

import (
	"strconv"

	"glyphlab/engine/kernel"
	"glyphlab/engine/problem"
)

// Conv is a convolution with square kernels, as TensorFlow's conv2d: kernels
// are not flipped, and SAME padding is described at [Same]. Its weights are
// [kernel, kernel, in, filters]:
//
//	y[i,j,f] = Σ x[i·stride+u-before, j·stride+v-before, c]·w[u,v,c,f]  over u, v, c
type Conv struct {
	Kernel  int     `json:"kernel"` // side, from 1 to 1024
	Stride  int     `json:"stride"` // from 1 to 1024
	Padding Padding `json:"padding"`
	Filters int     `json:"filters"` // output channels, from 1 to 16384
	Init    Init    `json:"init"`

	// Connections are, for each filter, the input channels that it sees, from 0
	// in ascending order; without any, every filter sees all of them. The
	// weights of the others are zero and stay so.
	Connections [][]int `json:"connections,omitzero"`
}

func (Conv) kind() string { return "conv" }

func (l Conv) describe() string {
	return "convolution " + window{l.Kernel, l.Stride, l.Padding}.String() + ", " + strconv.Itoa(l.Filters) + " filters" + l.describeConnections()
}

// convolution computes a Conv as a product of matrices that are never formed
// (see [kernel.Product]). A patch is what the kernel sees at one place, and the
// patches of all places are the rows of a matrix:
//
//	output            = patches  · weights
//	weights' gradient = patchesᵀ · output's gradient
//
// The input's gradient is a convolution again, of the output's gradient; see
// [phase].
type convolution struct {
	in, out *tensor
	layer   Conv
	weights *Parameter
	biased

	frame   frame     // of the padded input
	padded  []float32 // the batch's images in their frames; nil if they need none
	forth   *kernel.Product
	taps    kernel.Offsets // of a patch
	rows    kernel.Offsets // where each tap's weights begin
	descent products       // of the weights' gradient
	parts   []float32      // it, in the parts that are computed one after the other

	back    frame     // of the padded gradient of the output
	spread  []float32 // the batch's in their frames; nil if they need none
	phases  []phase
	covered bool // every pixel of the input is in a phase
}

// build returns the operation and its output.
func (l Conv) build(b *builder) (operation, *tensor, error) {
	w := window{l.Kernel, l.Stride, l.Padding}
	if err := w.check(b.in.shape); err != nil {
		return nil, nil, err
	}
	if l.Filters < 1 || l.Filters > maxUnits {
		return nil, nil, problem.New("it has ", l.Filters, " filters: it must have from 1 to ", maxUnits)
	}
	in := b.in.shape
	height, top := w.places(in.Height)
	width, left := w.places(in.Width)
	inputs, err := l.inputs(in.Channels)
	if err != nil {
		return nil, nil, err
	}
	weights, err := b.parameter(b.name, "weights", factor, l.Init, inputs, l.Kernel, l.Kernel, in.Channels, l.Filters)
	if err != nil {
		return nil, nil, err
	}
	l.disconnect(weights)
	b.learned -= len(weights.unconnected)
	out, err := b.output(Shape{height, width, l.Filters})
	if err != nil {
		return nil, nil, err
	}
	c := &convolution{in: b.in, out: out, layer: l, weights: weights}
	c.frame = frame{in, Shape{
		max(top+in.Height, (height-1)*l.Stride+l.Kernel),
		max(left+in.Width, (width-1)*l.Stride+l.Kernel), in.Channels}, top, left}
	outer := c.frame.outer
	if c.padded, err = c.frame.allocate(b); err != nil {
		return nil, nil, err
	}
	c.taps = kernel.NewOffsets(outer.taps(l.Kernel, l.Kernel))
	c.rows = kernel.Steps(c.taps.Len(), l.Filters)
	c.forth = kernel.NewProduct(kernel.ProductShape{
		Rows: kernel.NewOffsets(outer.places(b.batch, height, width, l.Stride)),
		Out:  kernel.Steps(b.batch*height*width, l.Filters),
		Terms: kernel.Terms{
			Outer: 1,
			Runs:  l.Kernel, RunStep: outer.Width * in.Channels,
			Length: l.Kernel * in.Channels, Step: 1,
		},
		Columns: l.Filters,
		Rectify: b.rectifies(),
	})
	b.owner = b.name
	return c, out, c.buildBack(b)
}

func (c *convolution) forward(p *pass) {
	x := c.input(p.images)
	places := c.out.shape.Height * c.out.shape.Width
	p.slices(p.images, places*len(c.weights.Values), func(first, images int) {
		c.forth.Run(c.out.from(c.out.values, first), x[first*c.frame.outer.Size():], c.weights.Values, c.bias(), images*places, 1)
	})
}

func (c *convolution) backward(p *pass) {
	c.weightGradient(p)
	c.weights.cut(c.weights.Gradients)
	if c.in.gradients != nil {
		c.inputGradient(p)
	}
}

// weightGradient computes as many leaves at a time as make a slice, if it is
// not all of them: pairs, or pairs of pairs, whose sums it then adds as the tree
// of leaves has them.
func (c *convolution) weightGradient(p *pass) {
	product := c.descent.of(p.leaf, c.newDescent)
	x, dy, n := c.framed(), c.out.gradients, len(c.weights.Values)
	leaves := p.images / p.leaf
	work := p.leaf * c.out.shape.Height * c.out.shape.Width * n // of a leaf
	span := 1
	for span < leaves && 2*span*work <= slice {
		span *= 2
	}
	if span >= leaves {
		product.Run(c.weights.Gradients, x, dy, nil, c.taps.Len(), leaves)
		p.between()
		return
	}
	parts := (leaves + span - 1) / span
	if len(c.parts) < parts*n {
		c.parts = make([]float32, parts*n)
	}
	for part := range parts {
		leaf := part * span
		image := leaf * p.leaf
		product.Run(c.parts[part*n:], x[image*c.frame.outer.Size():], c.out.from(dy, image), nil, c.taps.Len(), min(span, leaves-leaf))
		p.between()
	}
	addInPairs(c.parts[:parts*n], n)
	copy(c.weights.Gradients, c.parts[:n])
}

// newDescent returns the product that is the weights' gradient, for leaves of
// so many images.
func (c *convolution) newDescent(images int) *kernel.Product {
	outer, stride := c.frame.outer, c.layer.Stride
	return kernel.NewProduct(kernel.ProductShape{
		Rows: c.taps,
		Out:  c.rows,
		Terms: kernel.Terms{
			Outer: images, OuterStep: outer.Size(),
			Runs: c.out.shape.Height, RunStep: stride * outer.Width * outer.Channels,
			Length: c.out.shape.Width, Step: stride * outer.Channels,
		},
		LeafStep: images * outer.Size(),
		Columns:  c.layer.Filters,
	})
}

// framed returns the batch's images in their frames, as input left them.
func (c *convolution) framed() []float32 {
	if c.padded == nil {
		return c.in.values
	}
	return c.padded
}

// input puts the input's images into their frames.
func (c *convolution) input(images int) []float32 {
	if c.padded != nil {
		c.frame.fill(c.padded, c.in.values, images)
	}
	return c.framed()
}

// check returns an error if the window cannot slide over an image.
func (w window) check(in Shape) error {
	switch {
	case w.size < 1 || w.size > maxSide:
		return problem.New("its kernel has a side of ", w.size, ": it must be from 1 to ", maxSide)
	case w.stride < 1 || w.stride > maxSide:
		return problem.New("its stride is ", w.stride, ": it must be from 1 to ", maxSide)
	case w.padding != Same && w.padding != Valid:
		return problem.New("its padding is ", strconv.Quote(string(w.padding)), `: it can be "SAME" or "VALID"`)
	case w.padding == Valid && (w.size > in.Height || w.size > in.Width):
		return problem.New("its kernel of ", w.size, "×", w.size, " does not fit into the image: it needs one of at least that size, or SAME padding")
	}
	return nil
}

// frame places an image inside a larger one of zeros.
type frame struct {
	inner, outer Shape
	top, left    int
}

// allocate returns frames for a batch of images, or nil if they need none.
func (f frame) allocate(b *builder) ([]float32, error) {
	if f.inner == f.outer {
		return nil, nil
	}
	if err := b.allocate(b.batch * f.outer.Size()); err != nil {
		return nil, err
	}
	return make([]float32, b.batch*f.outer.Size()), nil
}

// fill copies images into their frames, whose borders stay as they are.
func (f frame) fill(outer, inner []float32, images int) {
	f.rows(outer, inner, images, func(outer, inner []float32) { copy(outer, inner) })
}

// take copies images out of their frames.
func (f frame) take(inner, outer []float32, images int) {
	f.rows(outer, inner, images, func(outer, inner []float32) { copy(inner, outer) })
}

// rows calls do for every row of every image, in its frame and without.
func (f frame) rows(outer, inner []float32, images int, do func(outer, inner []float32)) {
	n, step := f.inner.Width*f.inner.Channels, f.outer.Width*f.outer.Channels
	for range images {
		at := f.top*step + f.left*f.outer.Channels
		for range f.inner.Height {
			do(outer[at:at+n], inner[:n])
			inner, at = inner[n:], at+step
		}
		outer = outer[f.outer.Size():]
	}
}

// places returns where, in a batch of images of this shape, a window begins at
// each of its height×width places.
func (s Shape) places(batch, height, width, stride int) []int32 {
	at := make([]int32, 0, batch*height*width)
	for image := range batch {
		for i := range height {
			for j := range width {
				at = append(at, int32(image*s.Size()+(i*s.Width+j)*stride*s.Channels))
			}
		}
	}
	return at
}

// taps returns the offsets of the values in a window of height×width.
func (s Shape) taps(height, width int) []int32 {
	at := make([]int32, 0, height*width*s.Channels)
	for i := range height {
		for j := range width {
			for c := range s.Channels {
				at = append(at, int32((i*s.Width+j)*s.Channels+c))
			}
		}
	}
	return at
}
