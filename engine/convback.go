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
	at      kernel.Offsets // where in dx each pixel's channels begin
	places  kernel.Offsets
	taps    kernel.Offsets
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
func (c *convolution) buildBack(b *builder, l Conv) error {
	w := window{l.Kernel, l.Stride, l.Padding}
	in, out := c.in.shape, c.out.shape
	reach := (l.Kernel - 1) / l.Stride // the largest t
	c.back = frame{out, Shape{
		reach + max(out.Height, (c.frame.top+in.Height-1)/l.Stride+1),
		reach + max(out.Width, (c.frame.left+in.Width-1)/l.Stride+1), out.Channels}, reach, reach}
	if err := b.allocate(c.back.outer.Size()); err != nil {
		return err
	}
	for r := range min(l.Stride, l.Kernel) {
		vertical := phaseAlong(w, in.Height, c.frame.top, r)
		for s := range min(l.Stride, l.Kernel) {
			horizontal := phaseAlong(w, in.Width, c.frame.left, s)
			if len(vertical.pixels) > 0 && len(horizontal.pixels) > 0 {
				c.phases = append(c.phases, c.newPhase(vertical, horizontal, l.Kernel))
			}
		}
	}
	return nil
}

func (c *convolution) newPhase(vertical, horizontal along, size int) phase {
	var p phase
	var at, places []int32
	firstRow := c.back.top - (len(vertical.kernel) - 1)
	firstColumn := c.back.left - (len(horizontal.kernel) - 1)
	for i, y := range vertical.pixels {
		for j, x := range horizontal.pixels {
			at = append(at, int32((y*c.in.shape.Width+x)*c.in.shape.Channels))
			row, column := firstRow+vertical.windows[i], firstColumn+horizontal.windows[j]
			places = append(places, int32((row*c.back.outer.Width+column)*c.back.outer.Channels))
		}
	}
	for _, u := range vertical.kernel {
		for _, v := range horizontal.kernel {
			p.kernels = append(p.kernels, u*size+v)
		}
	}
	p.at, p.places = kernel.NewOffsets(at), kernel.NewOffsets(places)
	p.taps = kernel.NewOffsets(c.back.outer.taps(len(vertical.kernel), len(horizontal.kernel)))
	return p
}

// transposeWeights brings the weights of every phase up to date.
func (c *convolution) transposeWeights() {
	channels, filters := c.in.shape.Channels, c.out.shape.Channels
	n := channels * filters
	for i := range c.phases {
		p := &c.phases[i]
		if p.weights == nil {
			p.weights = kernel.Make(len(p.kernels) * n)
		}
		for tap, k := range p.kernels {
			kernel.Transpose(p.weights[tap*n:][:n], c.weights.Values[k*n:][:n], filters)
		}
	}
}

// inputGradient adds the gradient of one image's input to dx.
func (c *convolution) inputGradient(dx, dy []float32) {
	if c.back.inner != c.back.outer {
		if c.spread == nil {
			c.spread = make([]float32, c.back.outer.Size())
		}
		c.back.fill(c.spread, dy)
		dy = c.spread
	}
	for i := range c.phases {
		p := &c.phases[i]
		kernel.Product(dx, p.at, dy, p.places, p.taps, p.weights, c.in.shape.Channels, group)
	}
}
