package engine

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"glyphlab/engine/kernel"
)

// A double moves one weight in double precision, as the papers have it.
type double struct {
	value, velocity, mean, square, average float64
}

// pieces are weights of every role, in the order in which a network might have
// them.
func pieces() *weights {
	w := &weights{}
	for i, r := range []role{factor, offset, statistic, factor, offset} {
		w.add(string(rune('a'+i)), r, Init{}, 1, 5+i)
	}
	w.allocate()
	return w
}

func TestAStepMovesTheWeightsAsTheFormulasHaveIt(t *testing.T) {
	const rate, steps = 0.01, 40
	for _, c := range []struct {
		name   string
		config Config
		move   func(d *double, g float64, r role, step int) // of what is learned
	}{
		{"SGD", Config{Optimizer: SGD{}}, func(d *double, g float64, _ role, _ int) { d.value -= rate * g }},
		{"no optimizer", Config{}, func(d *double, g float64, _ role, _ int) { d.value -= rate * g }},
		{"momentum", Config{Optimizer: SGD{0.9}}, func(d *double, g float64, _ role, _ int) {
			d.velocity = 0.9*d.velocity + g
			d.value -= rate * d.velocity
		}},
		{"Nesterov", Config{Optimizer: Nesterov{0.9}}, func(d *double, g float64, _ role, _ int) {
			// Sutskever's own form: the gradient was taken at value = θ + μv.
			before := d.velocity
			d.velocity = 0.9*before - rate*g
			d.value += -0.9*before + (1+0.9)*d.velocity
		}},
		{"Nesterov without momentum", Config{Optimizer: Nesterov{}}, func(d *double, g float64, _ role, _ int) { d.value -= rate * g }},
		{"Adam", Config{Optimizer: Adam{}}, adam(rate, 0)},
		{"AdamW", Config{Optimizer: AdamW{Decay: 0.3}}, adam(rate, 0.3)},
		{"L2", Config{Optimizer: SGD{}, L2: 0.3}, func(d *double, g float64, r role, _ int) {
			if r == factor {
				g += 0.3 * d.value
			}
			d.value -= rate * g
		}},
		{"average", Config{Optimizer: SGD{}, Average: 0.75}, func(d *double, g float64, _ role, _ int) { d.value -= rate * g }},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := pieces()
			m, err := newMover(c.config, w)
			if err != nil {
				t.Fatal(err)
			}
			random := rand.New(rand.NewPCG(5, 6))
			want := make([]double, len(w.values))
			for i := range want {
				w.values[i] = random.Float32()*2 - 1
				want[i].value = float64(w.values[i])
			}
			for step := range steps {
				for i := range w.gradients {
					w.gradients[i] = (random.Float32()*2 - 1) * float32(i+1)
				}
				for _, s := range w.stretches {
					for i := s.from; i < s.to; i++ {
						d, g := &want[i], float64(w.gradients[i])
						if s.role == statistic {
							d.value += 0.1 * (g - d.value)
						} else {
							c.move(d, g, s.role, step)
						}
						share := math.Max(1-c.config.Average, 9/float64(9+step))
						d.average += share * (d.value - d.average)
					}
				}
				m.move(rate, step)
				m.follow(step)
			}
			for i, d := range want {
				if got := float64(w.values[i]); math.Abs(got-d.value) > 1e-5*(1+math.Abs(d.value)) {
					t.Errorf("weight %d is %v, want %v", i, got, d.value)
				}
				if m.averaged != nil && math.Abs(float64(m.averaged[i])-d.average) > 1e-5*(1+math.Abs(d.average)) {
					t.Errorf("the average of weight %d is %v, want %v", i, m.averaged[i], d.average)
				}
			}
			if (m.averaged != nil) != (c.config.Average > 0) {
				t.Error("there is an average that was not asked for, or none that was")
			}
		})
	}
}

func adam(rate, decay float64) func(d *double, g float64, r role, step int) {
	return func(d *double, g float64, r role, step int) {
		if r == factor {
			d.value -= rate * decay * d.value
		}
		d.mean = 0.9*d.mean + 0.1*g
		d.square = 0.999*d.square + 0.001*g*g
		t := float64(step + 1)
		mean, square := d.mean/(1-math.Pow(0.9, t)), d.square/(1-math.Pow(0.999, t))
		d.value -= rate * mean / (math.Sqrt(square) + 1e-8)
	}
}

func TestALongGradientIsClippedAndWhatIsMeasuredIsNot(t *testing.T) {
	for _, clip := range []float64{0, 2, 1000} {
		w := pieces()
		m, err := newMover(Config{Clip: clip}, w)
		if err != nil {
			t.Fatal(err)
		}
		before := make([]float64, len(w.gradients))
		var sum float64
		for i := range w.gradients {
			w.gradients[i] = float32(i) - 10
			before[i] = float64(w.gradients[i])
		}
		for _, s := range m.learned {
			for _, g := range before[s.from:s.to] {
				sum += g * g
			}
		}
		share := 1.0
		if norm := math.Sqrt(sum); clip > 0 && norm > clip {
			share = clip / norm
		}
		m.move(1, 0)
		for _, s := range w.stretches {
			for i := s.from; i < s.to; i++ {
				want := -before[i] * share
				if s.role == statistic {
					want = 0.1 * before[i]
				}
				if got := float64(w.values[i]); math.Abs(got-want) > 1e-5*(1+math.Abs(want)) {
					t.Errorf("clipped at %v, weight %d has become %v, want %v", clip, i, got, want)
				}
			}
		}
	}
}

func TestPlainWeightsMoveInOnePiece(t *testing.T) {
	m, err := newMover(Config{}, mustCompile(t, Strides(Shape{28, 28, 1}, 10), 1).weights)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.learned) != 1 || m.learned[0].to != len(m.weights.values) {
		t.Errorf("the weights move in pieces: %v", m.learned)
	}
}

func TestAnOverflownMeanOfSquaresIsNotFinite(t *testing.T) {
	w := &weights{}
	w.add("a", factor, Init{}, 1, 3)
	w.allocate()
	m, err := newMover(Config{Optimizer: Adam{}}, w)
	if err != nil {
		t.Fatal(err)
	}
	w.gradients[1] = 1e30
	if finite := m.move(0.001, 0); !kernel.Finite(w.values) || finite {
		t.Errorf("weights %v, squares %v, called finite: %v", w.values, m.slots[1], finite)
	}
}

func TestBadMovesAreRefused(t *testing.T) {
	for _, c := range []struct {
		config Config
		want   string
	}{
		{Config{Optimizer: Nesterov{1}}, "the momentum is 1"},
		{Config{Optimizer: AdamW{Decay: -1}}, "the weight decay is -1: it must be from 0 to 1"},
		{Config{L2: -1}, "the L2 penalty is -1"},
		{Config{L2: math.NaN()}, "the L2 penalty is NaN"},
		{Config{Clip: -1}, "clipped at a norm of -1"},
		{Config{Average: 1}, "keeps 1 of itself: it must be from 0, for no average, to below 1"},
	} {
		if _, err := newMover(c.config, pieces()); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: error %v, want %q", c.config, err, c.want)
		}
	}
}
