package engine

import "glyphlab/engine/kernel"

// phase computes the gradient of a convolution's input for the pixels that
// have the same place relative to the stride's grid. With y the row of a pixel
// and before the padding above, let y+before = q·stride + r. The windows that
// see the pixel see it at the rows u = r + t·stride of the kernel, t = 0, 1, …,
// and are the output's rows q-t. So with the columns alike
//
//	dx[y,x,c] = Σ dy[q-t, …, f]·w[r+t·stride, …, c, f]  over the kernel's rows and columns of the phase, and f
//
// which for all pixels of a phase is a product of patches of dy (in a frame of
// zeros) and the weights of the phase, transposed. With stride 1 there is one
// phase, of all pixels; with more, no term is spent on the zeros in between.
type phase struct {
	product *kernel.Product
	pixels  int       // of an image
	kernels []int     // the taps' places in the kernel
	weights []float32 // [tap, f, c]
}

// along describes the phase r on one axis.
type along struct {
	pixels  []int // y of each pixel
	windows []int // q of each pixel
	kernel  []int // u of each tap, last t first
}

func phaseAlong(w window, length, before, r int) (a along) {
	for y := range length {
		if (y+before)%w.stride == r {
			a.pixels = append(a.pixels, y)
			a.windows = append(a.windows, (y+before)/w.stride)
		}
	}
	for u := r; u < w.size; u += w.stride {
		a.kernel = append([]int{u}, a.kernel...)
	}
	return a
}

// buildBack prepares the gradient of the input.
func (c *convolution) buildBack(b *builder) error {
	l := c.layer
	w := window{l.Kernel, l.Stride, l.Padding}
	in, out := c.in.shape, c.out.shape
	reach := (l.Kernel - 1) / l.Stride // the largest t
	c.back = frame{out, Shape{
		reach + max(out.Height, (c.frame.top+in.Height-1)/l.Stride+1),
		reach + max(out.Width, (c.frame.left+in.Width-1)/l.Stride+1), out.Channels}, reach, reach}
	if b.first {
		return nil
	}
	var err error
	if c.spread, err = c.back.allocate(b); err != nil {
		return err
	}
	pixels := 0
	for r := range min(l.Stride, l.Kernel) {
		vertical := phaseAlong(w, in.Height, c.frame.top, r)
		for s := range min(l.Stride, l.Kernel) {
			horizontal := phaseAlong(w, in.Width, c.frame.left, s)
			if len(vertical.pixels) > 0 && len(horizontal.pixels) > 0 {
				p := c.newPhase(b.batch, vertical, horizontal)
				c.phases = append(c.phases, p)
				pixels += p.pixels
			}
		}
	}
	c.covered = pixels == in.Height*in.Width
	return nil
}

func (c *convolution) newPhase(batch int, vertical, horizontal along) phase {
	in, outer := c.in.shape, c.back.outer
	p := phase{pixels: len(vertical.pixels) * len(horizontal.pixels)}
	var at, places []int32
	firstRow := c.back.top - (len(vertical.kernel) - 1)
	firstColumn := c.back.left - (len(horizontal.kernel) - 1)
	for image := range batch {
		for i, y := range vertical.pixels {
			for j, x := range horizontal.pixels {
				at = append(at, int32(image*in.Size()+(y*in.Width+x)*in.Channels))
				row, column := firstRow+vertical.windows[i], firstColumn+horizontal.windows[j]
				places = append(places, int32(image*outer.Size()+(row*outer.Width+column)*outer.Channels))
			}
		}
	}
	for _, u := range vertical.kernel {
		for _, v := range horizontal.kernel {
			p.kernels = append(p.kernels, u*c.layer.Kernel+v)
		}
	}
	p.weights = kernel.Make(len(p.kernels) * in.Channels * c.layer.Filters)
	p.product = kernel.NewProduct(kernel.ProductShape{
		Rows: kernel.NewOffsets(places),
		Out:  kernel.NewOffsets(at),
		Terms: kernel.Terms{
			Outer: 1,
			Runs:  len(vertical.kernel), RunStep: outer.Width * outer.Channels,
			Length: len(horizontal.kernel) * outer.Channels, Step: 1,
		},
		Columns: in.Channels,
	})
	return p
}

// transposeWeights brings the weights of every phase up to date.
func (c *convolution) transposeWeights() {
	filters := c.out.shape.Channels
	n := c.in.shape.Channels * filters
	for _, p := range c.phases {
		for tap, k := range p.kernels {
			kernel.Transpose(p.weights[tap*n:][:n], c.in.shape.Channels, c.weights.Values[k*n:][:n], filters, c.in.shape.Channels, filters)
		}
	}
}

// inputGradient computes the gradient of the input's images.
func (c *convolution) inputGradient(p *pass) {
	c.transposeWeights()
	dx, dy := c.in.gradients, c.out.gradients
	if c.spread != nil {
		c.back.fill(c.spread, dy, p.images)
		dy = c.spread
	}
	if !c.covered {
		clear(dx[:p.images*c.in.shape.Size()])
	}
	p.slices(p.images, c.out.shape.Height*c.out.shape.Width*len(c.weights.Values), func(first, images int) {
		for _, phase := range c.phases {
			phase.product.Run(c.in.from(dx, first), dy[first*c.back.outer.Size():], phase.weights, nil, images*phase.pixels, 1)
		}
	})
}
