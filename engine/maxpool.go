package engine

import "glyphlab/engine/kernel"

// MaxPool takes, channel by channel, the largest value of a square window. Of
// equal values the first counts. Padding takes no part.
type MaxPool struct {
	Size    int     `json:"size"`   // side, from 1 to 1024
	Stride  int     `json:"stride"` // from 1 to 1024
	Padding Padding `json:"padding"`
}

func (MaxPool) kind() string { return "maxpool" }

func (l MaxPool) describe() string {
	return "max pooling " + window{l.Size, l.Stride, l.Padding}.String()
}

type maxPool struct {
	in, out   *tensor
	window    window
	top, left int
	halves    bool    // 2×2 pixels become one, and none is left over
	largest   []int32 // where in its image each output's value stood, unless halves
}

func (l MaxPool) build(b *builder) (operation, *tensor, error) {
	w := window{l.Size, l.Stride, l.Padding}
	if err := w.check(b.in.shape); err != nil {
		return nil, nil, err
	}
	height, top := w.places(b.in.shape.Height)
	width, left := w.places(b.in.shape.Width)
	out, err := b.output(Shape{height, width, b.in.shape.Channels})
	if err != nil {
		return nil, nil, err
	}
	m := &maxPool{in: b.in, out: out, window: w, top: top, left: left}
	m.halves = w.halves(b.in.shape)
	if !m.halves {
		m.largest = make([]int32, len(out.values))
	}
	return m, out, nil
}

// rows calls do for every row of every output image with the place of its first
// value, the place of the first of its two rows of input, and their lengths.
func (m *maxPool) rows(p *pass, do func(y, ny, x, nx int)) {
	ny, nx := m.out.shape.Width*m.out.shape.Channels, m.in.shape.Width*m.in.shape.Channels
	for row := range p.images * m.out.shape.Height {
		do(row*ny, ny, 2*row*nx, nx)
	}
}

func (m *maxPool) forward(p *pass) {
	if m.halves {
		x, y := m.in.values, m.out.values
		m.rows(p, func(to, ny, from, nx int) {
			kernel.MaxPool2(y[to:][:ny], x[from:][:nx], x[from+nx:][:nx], m.in.shape.Channels)
		})
		return
	}
	in, out, w := m.in.shape, m.out.shape, m.window
	n := out.Channels
	for image := range p.images {
		x, y := m.in.image(m.in.values, image), m.out.image(m.out.values, image)
		largest := m.largest[image*len(y):][:len(y)]
		for i := range out.Height {
			top, bottom := inside(i*w.stride-m.top, w.size, in.Height)
			for j := range out.Width {
				left, right := inside(j*w.stride-m.left, w.size, in.Width)
				at := (i*out.Width + j) * n
				values, places := y[at:at+n], largest[at:at+n]
				first := (top*in.Width + left) * n
				copy(values, x[first:])
				for c := range places {
					places[c] = int32(first + c)
				}
				for v := top; v < bottom; v++ {
					for u := left; u < right; u++ {
						at := (v*in.Width + u) * n
						for c, value := range x[at : at+n] {
							if value > values[c] || value != value {
								values[c], places[c] = value, int32(at+c)
							}
						}
					}
				}
			}
		}
		p.between()
	}
}

// inside returns what a window from first on has inside an axis.
func inside(first, size, length int) (from, to int) {
	return max(first, 0), min(first+size, length)
}

func (m *maxPool) backward(p *pass) {
	if m.in.gradients == nil {
		return
	}
	if m.halves {
		x, dx, y, dy := m.in.values, m.in.gradients, m.out.values, m.out.gradients
		m.rows(p, func(of, ny, to, nx int) {
			kernel.MaxPool2Back(dx[to:][:nx], dx[to+nx:][:nx], dy[of:][:ny], y[of:][:ny], x[to:][:nx], x[to+nx:][:nx], m.in.shape.Channels)
		})
		return
	}
	clear(m.in.gradients[:p.images*m.in.shape.Size()])
	for image := range p.images {
		dx, dy := m.in.image(m.in.gradients, image), m.out.image(m.out.gradients, image)
		largest := m.largest[image*len(dy):][:len(dy)]
		for i, at := range largest {
			dx[at] += dy[i]
		}
	}
}
