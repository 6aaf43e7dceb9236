package engine

import "glyphlab/engine/kernel"

// AvgPool takes, channel by channel, the mean of a square window. As in
// TensorFlow, padding takes no part: at a border it is the mean of what the
// window has inside the image.
type AvgPool struct {
	Size    int     `json:"size"`   // side, from 1 to 1024
	Stride  int     `json:"stride"` // from 1 to 1024
	Padding Padding `json:"padding"`
}

func (AvgPool) kind() string { return "avgpool" }

func (l AvgPool) describe() string {
	return "average pooling " + window{l.Size, l.Stride, l.Padding}.String()
}

func (l AvgPool) build(b *builder) (operation, *tensor, error) {
	op, err := newSumPool(b, window{l.Size, l.Stride, l.Padding})
	if err != nil {
		return nil, nil, err
	}
	op.mean = true
	return op, op.out, nil
}

// GlobalAvgPool takes the mean of each channel over the whole image; its output
// is flat. Before a dense layer it takes the place of [Flatten], for a small
// part of the weights (Lin, Chen and Yan 2014).
type GlobalAvgPool struct{}

func (GlobalAvgPool) kind() string     { return "globalavgpool" }
func (GlobalAvgPool) describe() string { return "global average pooling" }

func (GlobalAvgPool) build(b *builder) (operation, *tensor, error) {
	out, err := b.output(Shape{1, 1, b.in.shape.Channels})
	return &globalAvgPool{b.in, out}, out, err
}

type globalAvgPool struct{ in, out *tensor }

func (g *globalAvgPool) factor() float32 {
	return 1 / float32(g.in.shape.Height*g.in.shape.Width)
}

func (g *globalAvgPool) forward(p *pass) {
	y := g.out.values[:p.images*g.out.shape.Size()]
	clear(y)
	for i := range p.images {
		kernel.SumRows(g.out.image(y, i), g.in.image(g.in.values, i))
	}
	times(y, y, g.factor())
}

func (g *globalAvgPool) backward(p *pass) {
	if g.in.gradients == nil {
		return
	}
	for i := range p.images {
		dx, dy := g.in.image(g.in.gradients, i), g.out.image(g.out.gradients, i)
		n := len(dy)
		times(dx[:n], dy, g.factor())
		for at := n; at < len(dx); at += n {
			copy(dx[at:], dx[:n])
		}
	}
}

// times computes y = x·factor.
func times(y, x []float32, factor float32) {
	for i := range y {
		y[i] = x[i] * factor
	}
}

// sumPool sums windows, channel by channel: each row of a window from left to
// right, then the rows from top to bottom.
type sumPool struct {
	in, out   *tensor
	window    window
	top, left int
	mean      bool // rather than the sum
	halves    bool // 2×2 pixels become one, and none is left over
}

func newSumPool(b *builder, w window) (*sumPool, error) {
	if err := w.check(b.in.shape); err != nil {
		return nil, err
	}
	height, top := w.places(b.in.shape.Height)
	width, left := w.places(b.in.shape.Width)
	out, err := b.output(Shape{height, width, b.in.shape.Channels})
	return &sumPool{in: b.in, out: out, window: w, top: top, left: left, halves: w.halves(b.in.shape)}, err
}

// halves reports whether the window makes one pixel of every 2×2 and leaves
// none over.
func (w window) halves(in Shape) bool {
	return w.size == 2 && w.stride == 2 && in.Height%2 == 0 && in.Width%2 == 0
}

// factor returns what a sum of so many values is multiplied by.
func (s *sumPool) factor(values int) float32 {
	if s.mean {
		return 1 / float32(values)
	}
	return 1
}

// places calls do for every place of the window: the place of its output, and
// the rows and columns that it has inside the image.
func (s *sumPool) places(do func(at, top, bottom, left, right int)) {
	in, out, w := s.in.shape, s.out.shape, s.window
	for i := range out.Height {
		top, bottom := inside(i*w.stride-s.top, w.size, in.Height)
		for j := range out.Width {
			left, right := inside(j*w.stride-s.left, w.size, in.Width)
			do((i*out.Width+j)*out.Channels, top, bottom, left, right)
		}
	}
}

func (s *sumPool) forward(p *pass) {
	in, n := s.in.shape, s.in.shape.Channels
	if s.halves {
		row, factor := in.Width*n, s.factor(4)
		for i := range p.images * s.out.shape.Height {
			x := s.in.values[2*i*row:]
			kernel.SumPool2(s.out.values[i*row/2:][:row/2], x[:row], x[row:][:row], n, factor)
		}
		return
	}
	for image := range p.images {
		x, y := s.in.image(s.in.values, image), s.out.image(s.out.values, image)
		s.places(func(at, top, bottom, left, right int) {
			sum := y[at:][:n]
			clear(sum)
			for v := top; v < bottom; v++ {
				kernel.SumRows(sum, x[(v*in.Width+left)*n:(v*in.Width+right)*n])
			}
			times(sum, sum, s.factor((bottom-top)*(right-left)))
		})
		p.between()
	}
}

func (s *sumPool) backward(p *pass) {
	if s.in.gradients == nil {
		return
	}
	in, n := s.in.shape, s.in.shape.Channels
	if s.halves {
		row, factor := in.Width*n, s.factor(4)
		for i := range p.images * s.out.shape.Height {
			dx := s.in.gradients[2*i*row:]
			kernel.SumPool2Back(dx[:row], dx[row:][:row], s.out.gradients[i*row/2:][:row/2], n, factor)
		}
		return
	}
	clear(s.in.gradients[:p.images*in.Size()])
	for image := range p.images {
		dx, dy := s.in.image(s.in.gradients, image), s.out.image(s.out.gradients, image)
		s.places(func(at, top, bottom, left, right int) {
			factor := s.factor((bottom - top) * (right - left))
			for v := top; v < bottom; v++ {
				for u := left; u < right; u++ {
					to := dx[(v*in.Width+u)*n:][:n]
					for c, d := range dy[at:][:n] {
						to[c] += float32(d * factor)
					}
				}
			}
		})
		p.between()
	}
}
