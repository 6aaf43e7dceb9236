package engine

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
	largest   []int32 // where in its image each output's value stood
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
	return &maxPool{b.in, out, w, top, left, make([]int32, len(out.values))}, out, nil
}

func (m *maxPool) forward(p *pass) {
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
	clear(m.in.gradients[:p.images*m.in.shape.Size()])
	for image := range p.images {
		dx, dy := m.in.image(m.in.gradients, image), m.out.image(m.out.gradients, image)
		largest := m.largest[image*len(dy):][:len(dy)]
		for i, at := range largest {
			dx[at] += dy[i]
		}
	}
}
