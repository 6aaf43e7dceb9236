package engine

import (
	"strconv"

	"glyphlab/engine/problem"
)

// Pad puts a border around the image: By rows and columns on every side, and
// on each side as many more as it says. LeNet-5 makes 28×28 pixels 32×32 so.
type Pad struct {
	By     int     `json:"by,omitempty"`
	Top    int     `json:"top,omitempty"`
	Bottom int     `json:"bottom,omitempty"`
	Left   int     `json:"left,omitempty"`
	Right  int     `json:"right,omitempty"`
	Value  float64 `json:"value,omitempty"` // of the border; a black pixel is -0.5 (see Scaled)
}

func (Pad) kind() string { return "pad" }

func (l Pad) describe() string {
	top, bottom, left, right := l.sides()
	text := "padding by " + strconv.Itoa(top)
	if top != bottom || top != left || top != right {
		text += ", " + strconv.Itoa(bottom) + ", " + strconv.Itoa(left) + " and " + strconv.Itoa(right) + " (top, bottom, left, right)"
	}
	return text
}

func (l Pad) sides() (top, bottom, left, right int) {
	return l.By + l.Top, l.By + l.Bottom, l.By + l.Left, l.By + l.Right
}

type pad struct {
	in, out *tensor
	frame   frame
}

func (l Pad) build(b *builder) (operation, *tensor, error) {
	for _, n := range []int{l.By, l.Top, l.Bottom, l.Left, l.Right} {
		if n < 0 || n > maxSide {
			return nil, nil, problem.New("it pads by ", n, ": it must be from 0 to ", maxSide)
		}
	}
	if !(l.Value >= -maxInit && l.Value <= maxInit) {
		return nil, nil, problem.New("it pads with ", l.Value, ": the size must be at most ", float64(maxInit))
	}
	top, bottom, left, right := l.sides()
	in := b.in.shape
	out, err := b.output(Shape{top + in.Height + bottom, left + in.Width + right, in.Channels})
	if err != nil {
		return nil, nil, err
	}
	for i := range out.values { // which forward leaves on the border
		out.values[i] = float32(l.Value)
	}
	return &pad{b.in, out, frame{in, out.shape, top, left}}, out, nil
}

func (o *pad) forward(p *pass) { o.frame.fill(o.out.values, o.in.values, p.images) }

func (o *pad) backward(p *pass) {
	if o.in.gradients != nil {
		o.frame.take(o.in.gradients, o.out.gradients, p.images)
	}
}
