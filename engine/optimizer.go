package engine

import (
	"math"

	"glyphlab/engine/kernel"
	"glyphlab/engine/problem"
)

// Optimizer says how the weights follow their gradient: [SGD], [Nesterov],
// [Adam] and [AdamW] are optimizers.
type Optimizer interface {
	check() error
	// slots returns how many numbers it remembers of each weight, at most
	// mostSlots.
	slots() int
	// decay returns by what share of the learning rate a step makes the
	// weights that are factors smaller, apart from their gradient.
	decay() float64
	// update moves weights, and reports whether they are finite then, and what
	// it remembers of them. Steps are counted from 0.
	update(p piece, rate float64, step int) bool
}

// A piece is some of the weights, as a step moves them.
type piece struct {
	w      []float32            // the weights
	kept   []float32            // is to have what they were
	g      []float32            // their gradient, which may be used up
	decay  float64              // see Optimizer.decay; 0 if they are no factors
	memory [mostSlots][]float32 // what the optimizer remembers of them
}

const mostSlots = 2

// SGD is stochastic gradient descent. With a momentum m, 0 ≤ m < 1, the
// weights follow a velocity that remembers past gradients:
//
//	v = m·v + g
//	w = w - rate·v
//
// Without, v is the gradient g itself.
type SGD struct{ Momentum float64 }

func (o SGD) check() error {
	if !(o.Momentum >= 0 && o.Momentum < 1) {
		return problem.New("the momentum is ", o.Momentum, ": it must be from 0 to below 1")
	}
	return nil
}

func (o SGD) slots() int {
	if o.Momentum > 0 {
		return 1
	}
	return 0
}

func (o SGD) decay() float64 { return 0 }

func (o SGD) update(p piece, rate float64, _ int) bool {
	direction := p.g
	if v := p.memory[0]; v != nil {
		kernel.Accelerate(v, p.g, float32(o.Momentum))
		direction = v
	}
	return kernel.DescendKeeping(p.w, p.kept, direction, float32(rate))
}

// Nesterov is SGD that looks ahead: the gradient is as if taken where the
// velocity is about to carry the weights (Nesterov 1983, in the form of
// Sutskever et al. 2013 that keeps the weights where the gradient is taken):
//
//	v = m·v + g
//	w = w - rate·(g + m·v)
type Nesterov struct{ Momentum float64 } // from 0 to below 1

func (o Nesterov) check() error   { return SGD(o).check() }
func (o Nesterov) slots() int     { return SGD(o).slots() }
func (o Nesterov) decay() float64 { return 0 }

func (o Nesterov) update(p piece, rate float64, _ int) bool {
	if v := p.memory[0]; v != nil {
		kernel.Accelerate(v, p.g, float32(o.Momentum))
		kernel.Descend(p.g, v, -float32(o.Momentum))
	}
	return kernel.DescendKeeping(p.w, p.kept, p.g, float32(rate))
}

// What Adam keeps of its running means from step to step, and what keeps its
// quotient finite, as Kingma and Ba have them.
const (
	adamMean    = 0.9   // β₁
	adamSquare  = 0.999 // β₂
	adamEpsilon = 1e-8
)

// Adam divides each weight's mean gradient by the root of its mean square, so
// that every weight moves by about the rate (Kingma and Ba 2015), t counting
// steps from 1, β₁ = 0.9, β₂ = 0.999 and ε = 10⁻⁸:
//
//	m = β₁·m + (1-β₁)·g
//	v = β₂·v + (1-β₂)·g²
//	w = w - rate·m/(1-β₁ᵗ) / (√(v/(1-β₂ᵗ)) + ε)
type Adam struct{}

func (Adam) check() error   { return nil }
func (Adam) slots() int     { return 2 }
func (Adam) decay() float64 { return 0 }

func (Adam) update(p piece, rate float64, step int) bool {
	copy(p.kept, p.w)
	if p.decay > 0 {
		kernel.Scale(p.w, float32(1-float64(rate*p.decay)))
	}
	t := float64(step + 1)
	kernel.Adaptation{
		KeepMean: adamMean, TakeMean: 1 - adamMean,
		KeepSquare: adamSquare, TakeSquare: 1 - adamSquare,
		Rate:    float32(rate / (1 - exp(float64(t*log(adamMean))))),
		Root:    float32(1 / math.Sqrt(1-exp(float64(t*log(adamSquare))))),
		Epsilon: adamEpsilon,
	}.Adapt(p.w, p.memory[0], p.memory[1], p.g)
	// A mean of squares that has overflown would hold its weight still for ever.
	return kernel.Finite(p.w) && kernel.Finite(p.memory[1])
}

// AdamW is Adam after the weights that are factors, not biases, have become
// smaller by themselves (Loshchilov and Hutter 2019): w = w - rate·decay·w.
// Decay is from 0 to 1.
type AdamW struct {
	Adam
	Decay float64
}

func (o AdamW) check() error {
	if !(o.Decay >= 0 && o.Decay <= 1) {
		return problem.New("the weight decay is ", o.Decay, ": it must be from 0 to 1")
	}
	return nil
}

func (o AdamW) decay() float64 { return o.Decay }
