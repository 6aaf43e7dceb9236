package engine

import "glyphlab/engine/kernel"

// Parameter is one tensor that is learned. Values and Gradients are the
// model's own memory.
type Parameter struct {
	Name      string    // as conv1/weights
	Shape     []int     // [height, width, in, out] or [in, out] of weights, [units] of biases
	Values    []float32 //
	Gradients []float32 // of the last step's mean loss; once the step is over, what the optimizer has left of it

	role  role
	init  Init
	fanIn int // how many values one output sums

	unconnected []int // places of the values that stay zero
}

// cut clears what is unconnected.
func (p *Parameter) cut(values []float32) {
	for _, i := range p.unconnected {
		values[i] = 0
	}
}

// A role says what a step does with a parameter.
type role int

const (
	factor    role = iota // values are multiplied by it: the optimizer moves it, and weight decay makes it smaller
	offset                // it is added to values, or scales them once they are normalised: no weight decay
	statistic             // it is measured, not learned
)

// A stretch is a piece of the weights that a step treats alike.
type stretch struct {
	from, to int
	role     role
}

// weights are a model's parameters, in one piece and one by one. Models of
// different batch sizes share them.
type weights struct {
	values, gradients []float32
	parameters        []*Parameter
	stretches         []stretch // of all of it, in order
}

// add returns the parameter of that name, which it enlists if it is new.
// allocate gives it memory.
func (w *weights) add(name string, role role, init Init, fanIn int, shape ...int) *Parameter {
	for _, p := range w.parameters {
		if p.Name == name {
			return p
		}
	}
	p := &Parameter{Name: name, Shape: shape, role: role, init: init, fanIn: fanIn}
	w.parameters = append(w.parameters, p)
	return p
}

func (p *Parameter) size() int {
	n := 1
	for _, d := range p.Shape {
		n *= d
	}
	return n
}

func (w *weights) size() int {
	n := 0
	for _, p := range w.parameters {
		n += p.size()
	}
	return n
}

// twin returns the same weights with gradients of their own.
func (w *weights) twin() *weights {
	t := &weights{values: w.values}
	for _, p := range w.parameters {
		q := *p
		t.parameters = append(t.parameters, &q)
	}
	return t
}

func (w *weights) allocate() {
	if w.gradients != nil {
		return
	}
	n := w.size()
	if w.values == nil {
		w.values = kernel.Make(n)
	}
	w.gradients = kernel.Make(n)
	at := 0
	for _, p := range w.parameters {
		n := p.size()
		p.Values, p.Gradients = w.values[at:at+n], w.gradients[at:at+n]
		if last := len(w.stretches) - 1; last >= 0 && w.stretches[last].role == p.role {
			w.stretches[last].to += n
		} else {
			w.stretches = append(w.stretches, stretch{at, at + n, p.role})
		}
		at += n
	}
}
