package engine

import (
	"fmt"
	"strconv"

	"glyphlab/engine/kernel"
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
}

func (Conv) kind() string { return "conv" }

func (l Conv) describe() string {
	return "convolution " + window{l.Kernel, l.Stride, l.Padding}.String() + ", " + strconv.Itoa(l.Filters) + " filters"
}

// convolution computes a Conv, one image at a time, as a product of matrices
// that are never formed (see [kernel.Offsets]). A patch is what the kernel sees
// at one place, and the patches of all places are the rows of a matrix:
//
//	output            = patches  · weights
//	weights' gradient = patchesᵀ · output's gradient
//
// The input's gradient is a convolution again, of the output's gradient; see
// [phase].
type convolution struct {
	in, out *tensor
	weights *Parameter

	frame   frame     // of the padded input
	padded  []float32 // one image in its frame
	places  kernel.Offsets
	taps    kernel.Offsets
	at      kernel.Offsets // where each place's outputs begin
	rows    kernel.Offsets // where each tap's weights begin
	partial []float32      // the weights' gradients of one shard

	back   frame     // of the padded gradient of the output
	spread []float32 // one image's in its frame
	phases []phase
}

// build returns the operation and its output.
func (l Conv) build(b *builder) (operation, *tensor, error) {
	w := window{l.Kernel, l.Stride, l.Padding}
	if err := w.check(b.in.shape); err != nil {
		return nil, nil, err
	}
	if l.Filters < 1 || l.Filters > maxUnits {
		return nil, nil, fmt.Errorf("it has %d filters: it must have from 1 to %d", l.Filters, maxUnits)
	}
	in := b.in.shape
	height, top := w.places(in.Height)
	width, left := w.places(in.Width)
	weights, err := b.parameter(b.name, "weights", l.Init, l.Kernel*l.Kernel*in.Channels, l.Kernel, l.Kernel, in.Channels, l.Filters)
	if err != nil {
		return nil, nil, err
	}
	out, err := b.output(Shape{height, width, l.Filters})
	if err != nil {
		return nil, nil, err
	}
	c := &convolution{in: b.in, out: out, weights: weights}
	c.frame = frame{in, Shape{
		max(top+in.Height, (height-1)*l.Stride+l.Kernel),
		max(left+in.Width, (width-1)*l.Stride+l.Kernel), in.Channels}, top, left}
	if err := b.allocate(c.frame.outer.Size()); err != nil {
		return nil, nil, err
	}
	c.padded = make([]float32, c.frame.outer.Size())
	c.places = kernel.NewOffsets(c.frame.outer.places(height, width, l.Stride))
	c.taps = kernel.NewOffsets(c.frame.outer.taps(l.Kernel, l.Kernel))
	c.at = kernel.Steps(height*width, l.Filters)
	c.rows = kernel.Steps(c.taps.Len(), l.Filters)
	b.owner = b.name
	return c, out, c.buildBack(b, l)
}

func (c *convolution) forward(p *pass) {
	clear(c.out.values[:p.images*c.out.shape.Size()])
	for i := range p.images {
		y := c.out.image(c.out.values, i)
		kernel.Product(y, c.at, c.image(i), c.places, c.taps, c.weights.Values, c.out.shape.Channels, group)
		if i%shard == shard-1 {
			p.between()
		}
	}
}

func (c *convolution) backward(p *pass) {
	filters := c.out.shape.Channels
	if c.in.gradients != nil {
		c.transposeWeights()
		clear(c.in.gradients[:p.images*c.in.shape.Size()])
	}
	for first := 0; first < p.images; first += shard {
		if c.partial == nil {
			c.partial = make([]float32, len(c.weights.Values))
		}
		clear(c.partial)
		for i := first; i < min(first+shard, p.images); i++ {
			dy := c.out.image(c.out.gradients, i)
			kernel.Product(c.partial, c.rows, c.image(i), c.taps, c.places, dy, filters, group)
			if c.in.gradients != nil {
				c.inputGradient(c.in.image(c.in.gradients, i), dy)
			}
		}
		kernel.Add(c.weights.Gradients, c.partial)
		p.between()
	}
}

// image returns image i of the input in its frame.
func (c *convolution) image(i int) []float32 {
	x := c.in.image(c.in.values, i)
	if c.frame.inner == c.frame.outer {
		return x
	}
	c.frame.fill(c.padded, x)
	return c.padded
}

// check returns an error if the window cannot slide over an image.
func (w window) check(in Shape) error {
	switch {
	case w.size < 1 || w.size > maxSide:
		return fmt.Errorf("its kernel has a side of %d: it must be from 1 to %d", w.size, maxSide)
	case w.stride < 1 || w.stride > maxSide:
		return fmt.Errorf("its stride is %d: it must be from 1 to %d", w.stride, maxSide)
	case w.padding != Same && w.padding != Valid:
		return fmt.Errorf("its padding is %q: it can be %q or %q", w.padding, Same, Valid)
	case w.padding == Valid && (w.size > in.Height || w.size > in.Width):
		return fmt.Errorf("its kernel of %d×%d does not fit into the image: it needs one of at least that size, or SAME padding", w.size, w.size)
	}
	return nil
}

// frame places an image inside a larger one of zeros.
type frame struct {
	inner, outer Shape
	top, left    int
}

// fill copies an image into its frame, whose border stays as it is.
func (f frame) fill(outer, inner []float32) {
	n, step := f.inner.Width*f.inner.Channels, f.outer.Width*f.outer.Channels
	at := f.top*step + f.left*f.outer.Channels
	for range f.inner.Height {
		copy(outer[at:at+n], inner)
		inner, at = inner[n:], at+step
	}
}

// places returns where in an image of this shape a window begins at each of
// its height×width places.
func (s Shape) places(height, width, stride int) []int32 {
	at := make([]int32, 0, height*width)
	for i := range height {
		for j := range width {
			at = append(at, int32((i*s.Width+j)*stride*s.Channels))
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
