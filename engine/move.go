package engine

import (
	"math"

	"glyphlab/engine/kernel"
	"glyphlab/engine/problem"
)

// A mover is what a step does with the weights once their gradient is known.
// In order:
//
//  1. The penalty ½·L2·Σw² of the factors, not of the biases, joins what is
//     made small: their gradient grows by L2·w (Krogh and Hertz 1992).
//  2. A gradient whose norm is above Clip becomes as long as Clip
//     (Pascanu, Mikolov and Bengio 2013).
//  3. The optimizer moves what is learned.
//  4. What is measured follows the batch.
//  5. The average follows the weights.
type mover struct {
	optimizer Optimizer
	l2, clip  float64
	average   float64

	weights  *weights
	kept     []float32   // the weights before the step
	learned  []stretch   // everything but the statistics, in one piece where the optimizer moves factors as it moves offsets
	slots    [][]float32 // the optimizer's
	averaged []float32   // nil without an average
}

// measured is the share of the way that a statistic goes to the batch's.
const measured = 0.1

func newMover(c Config, w *weights) (*mover, error) {
	m := &mover{optimizer: c.Optimizer, l2: c.L2, clip: c.Clip, average: c.Average, weights: w}
	if m.optimizer == nil {
		m.optimizer = SGD{}
	}
	if err := m.optimizer.check(); err != nil {
		return nil, err
	}
	switch {
	case !(c.L2 >= 0 && c.L2 <= math.MaxFloat32):
		return nil, problem.New("the L2 penalty is ", c.L2, ": it must be a number from 0 on")
	case !(c.Clip >= 0):
		return nil, problem.New("gradients are clipped at a norm of ", c.Clip, ": it must be above 0, or 0 to leave them as they are")
	case !(c.Average >= 0 && c.Average < 1):
		return nil, problem.New("the average of the weights keeps ", c.Average, " of itself: it must be from 0, for no average, to below 1")
	}
	for range m.optimizer.slots() {
		m.slots = append(m.slots, kernel.Make(len(w.values)))
	}
	m.kept = kernel.Make(len(w.values))
	if m.average > 0 {
		m.averaged = kernel.Make(len(w.values))
	}
	for _, s := range w.stretches {
		if s.role == statistic {
			continue
		}
		if last := len(m.learned) - 1; last >= 0 && m.learned[last].to == s.from && m.optimizer.decay() == 0 {
			m.learned[last].to = s.to
		} else {
			m.learned = append(m.learned, s)
		}
	}
	return m, nil
}

// move moves the weights, and reports whether everything that was moved is
// finite then. It uses up the gradients.
func (m *mover) move(rate float64, step int) (finite bool) {
	w, g := m.weights.values, m.weights.gradients
	if m.l2 > 0 {
		for _, s := range m.weights.stretches {
			if s.role == factor {
				kernel.Descend(g[s.from:s.to], w[s.from:s.to], -float32(m.l2))
			}
		}
	}
	m.shorten()
	finite = true
	for _, s := range m.learned {
		p := piece{w: w[s.from:s.to], kept: m.kept[s.from:s.to], g: g[s.from:s.to]}
		if s.role == factor {
			p.decay = m.optimizer.decay()
		}
		for i, slot := range m.slots {
			p.memory[i] = slot[s.from:s.to]
		}
		finite = m.optimizer.update(p, rate, step) && finite
	}
	for _, s := range m.weights.stretches {
		if s.role == statistic {
			copy(m.kept[s.from:s.to], w[s.from:s.to])
			kernel.Approach(w[s.from:s.to], g[s.from:s.to], measured)
			finite = kernel.Finite(w[s.from:s.to]) && finite
		}
	}
	return finite
}

// back undoes the last move, but for what the optimizer remembers.
func (m *mover) back() { copy(m.weights.values, m.kept) }

// shorten clips the gradient.
func (m *mover) shorten() {
	if m.clip == 0 {
		return
	}
	g := m.weights.gradients
	var sum float64
	for _, s := range m.learned {
		sum += kernel.SquareSum(g[s.from:s.to])
	}
	if norm := math.Sqrt(sum); norm > m.clip {
		for _, s := range m.learned {
			kernel.Scale(g[s.from:s.to], float32(m.clip/norm))
		}
	}
}

// follow takes the weights into their average. At first, while there are few,
// it keeps about the last ninth of them, as TensorFlow's moving averages do:
// else the initial weights would weigh for long.
func (m *mover) follow(step int) {
	if m.averaged != nil {
		share := max(1-m.average, 9/float64(9+step))
		kernel.Approach(m.averaged, m.weights.values, float32(share))
	}
}
