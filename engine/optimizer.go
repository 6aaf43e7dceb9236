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
	// update moves the weights w against their gradient g, which it may use up.
	// Steps are counted from 0.
	update(w, g []float32, memory [mostSlots][]float32, rate float64, step int)
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

func (o SGD) update(w, g []float32, memory [mostSlots][]float32, rate float64, _ int) {
	if v := memory[0]; v != nil {
		kernel.Accelerate(v, g, float32(o.Momentum))
		g = v
	}
	kernel.Descend(w, g, float32(rate))
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

func (o Nesterov) update(w, g []float32, memory [mostSlots][]float32, rate float64, _ int) {
	if v := memory[0]; v != nil {
		kernel.Accelerate(v, g, float32(o.Momentum))
		kernel.Descend(g, v, -float32(o.Momentum))
	}
	kernel.Descend(w, g, float32(rate))
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

func (Adam) update(w, g []float32, memory [mostSlots][]float32, rate float64, step int) {
	t := float64(step + 1)
	kernel.Adaptation{
		KeepMean: adamMean, TakeMean: 1 - adamMean,
		KeepSquare: adamSquare, TakeSquare: 1 - adamSquare,
		Rate:    float32(rate / (1 - exp(float64(t*log(adamMean))))),
		Root:    float32(1 / math.Sqrt(1-exp(float64(t*log(adamSquare))))),
		Epsilon: adamEpsilon,
	}.Adapt(w, memory[0], memory[1], g)
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
