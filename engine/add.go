package engine

import (
	"strconv"

	"glyphlab/engine/kernel"
	"glyphlab/engine/problem"
)

// Add adds the output of an earlier layer to its input: y = x + skip, a
// residual connection (He et al. 2016). The two must be of one size, unless
// Project puts a 1×1 convolution in the way, with a stride where the image has
// become smaller: y = x + conv(skip). Its weights are add1/weights.
type Add struct {
	From    int  `json:"from"`              // the layer's number, counting from 1
	Project bool `json:"project,omitempty"` // whether a 1×1 convolution fits its output to the input
	Init    Init `json:"init,omitzero"`     // of the convolution's weights
}

func (Add) kind() string { return "add" }

func (l Add) describe() string {
	text := "add layer " + strconv.Itoa(l.From)
	if l.Project {
		text += ", projected"
	}
	return text
}

// added reports of each layer whether its output is added later on.
func (n Network) added() []bool {
	added := make([]bool, len(n.Layers))
	for _, layer := range n.Layers {
		if l, ok := layer.(Add); ok && l.From >= 1 && l.From <= len(added) {
			added[l.From-1] = true
		}
	}
	return added
}

// addition computes an Add. Its input has the gradient of its output. So has
// what it adds; but as that goes into another layer too, it waits, until that
// layer is done with its own part (see Model.backward).
type addition struct {
	in, out    *tensor
	from       int          // the place of the layer that is added
	skip       *tensor      // its values, and this part of its gradient
	projection *convolution // of skip; nil if there is none
	projected  *tensor      // its output; skip if there is none
}

func (l Add) build(b *builder) (operation, *tensor, error) {
	if l.From < 1 || l.From > b.place {
		return nil, nil, problem.New("it adds layer ", l.From, ": it can add one of those before it, 1 to ", b.place)
	}
	from := b.layers[l.From-1]
	a := &addition{in: b.in, from: l.From - 1, skip: &tensor{shape: from.out.shape, values: from.out.values}}
	a.projected = a.skip
	if l.Project {
		if err := l.project(b, a); err != nil {
			return nil, nil, err
		}
	}
	if a.projected.shape != b.in.shape {
		return nil, nil, problem.New("it adds ", from.out.shape, ", the output of ", from.info.Name, ": the two must be of one size, or projected to it")
	}
	var err error
	a.out, err = b.output(b.in.shape)
	return a, a.out, err
}

// project builds the convolution that fits what is added to the input.
func (l Add) project(b *builder, a *addition) error {
	stride := (a.skip.shape.Height + b.in.shape.Height - 1) / b.in.shape.Height
	inner := *b
	inner.in, inner.owner, inner.after = a.skip, b.name, nil
	op, out, err := Conv{Kernel: 1, Stride: stride, Padding: Same, Filters: b.in.shape.Channels, Init: l.Init}.build(&inner)
	if err != nil {
		return problem.New("its projection of ", a.skip.shape, ": ", err)
	}
	b.values, b.used, b.learned = inner.values, inner.used, inner.learned
	a.projection, a.projected = op.(*convolution), out
	return nil
}

func (a *addition) forward(p *pass) {
	if a.projection != nil {
		a.projection.forward(p)
	}
	n := p.images * a.in.shape.Size()
	kernel.AddToRows(a.out.values[:n], a.in.values[:n], a.projected.values[:n])
}

func (a *addition) backward(p *pass) {
	n := p.images * a.in.shape.Size()
	copy(a.projected.gradients[:n], a.out.gradients)
	if a.projection != nil {
		a.projection.backward(p)
	}
}

// allocateGradients gives what is added a gradient of its own.
func (a *addition) allocateGradients() {
	for _, t := range []*tensor{a.skip, a.projected} {
		if t.gradients == nil {
			t.gradients = kernel.Make(len(t.values))
		}
	}
}

func (*addition) sharesGradients() {}
