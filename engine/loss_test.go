package engine

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/floats"
)

// losses are the losses with the formula of each, of an image's probabilities,
// in double precision and by package math.
var losses = []struct {
	loss    Loss
	formula func(p []float64, label int) float64
}{
	{CrossEntropy{}, func(p []float64, label int) float64 { return -math.Log(p[label]) }},
	{CrossEntropy{0.1}, func(p []float64, label int) (loss float64) {
		for j, x := range p {
			target := 0.1 / float64(len(p))
			if j == label {
				target += 0.9
			}
			loss -= target * math.Log(x)
		}
		return loss
	}},
	{GeneralizedCrossEntropy{0.7}, func(p []float64, label int) float64 { return (1 - math.Pow(p[label], 0.7)) / 0.7 }},
	{GeneralizedCrossEntropy{1}, func(p []float64, label int) float64 { return 1 - p[label] }},
	{Bootstrap{}, func(p []float64, label int) (loss float64) {
		for j, x := range p {
			target := 0.05 * x
			if j == label {
				target += 0.95
			}
			loss -= target * math.Log(x)
		}
		return loss
	}},
}

func TestLossesFollowTheirFormulasAndGradients(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 3))
	for _, c := range losses {
		for _, images := range []int{1, 5} {
			for _, classes := range []int{2, 10} {
				t.Run(fmt.Sprintf("%T%v, %d images, %d classes", c.loss, c.loss, images, classes), func(t *testing.T) {
					z := &tensor{Shape{1, 1, classes}, make([]float32, images*classes), make([]float32, images*classes)}
					labels := make([]int, images)
					x := make([]float64, images*classes)
					for i := range labels {
						labels[i] = random.IntN(classes)
					}
					for i := range x {
						z.values[i] = float32(random.NormFloat64() * 2)
						x[i] = float64(z.values[i])
					}
					mean := func(x []float64) (sum float64) {
						p := make([]float64, classes)
						for i, label := range labels {
							z := x[i*classes:][:classes]
							for j := range p {
								p[j] = math.Exp(z[j] - floats.LogSumExp(z))
							}
							sum += c.formula(p, label)
						}
						return sum / float64(images)
					}
					each := make([]float64, images)
					lossGradients(c.loss, z, labels, images, each, make([]float64, classes))
					if got, want := floats.Sum(each)/float64(images), mean(x); math.Abs(got-want) > 1e-14*(1+want) {
						t.Errorf("the loss is %v, want %v", got, want)
					}
					want := fd.Gradient(nil, mean, x, &fd.Settings{Formula: fd.Central})
					for i, g := range z.gradients {
						if math.Abs(float64(g)-want[i]) > 1e-7 {
							t.Errorf("gradient %d is %v, the differences' %v", i, g, want[i])
						}
					}
				})
			}
		}
	}
}

func TestALossOfAHopelessImageIsFinite(t *testing.T) {
	z := &tensor{Shape{1, 1, 3}, []float32{-1e5, 1e5, 0}, make([]float32, 3)}
	for _, c := range losses {
		each := make([]float64, 1)
		lossGradients(c.loss, z, []int{0}, 1, each, make([]float64, 3))
		for _, v := range append(each, float64(z.gradients[0]), float64(z.gradients[1]), float64(z.gradients[2])) {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Errorf("%T%v: loss %v, gradient %v", c.loss, c.loss, each, z.gradients)
			}
		}
	}
}

func TestAnImpossibleLossIsRefused(t *testing.T) {
	m := mustCompile(t, Strides(Shape{28, 28, 1}, 10), 2)
	for _, c := range []struct {
		loss Loss
		want string
	}{
		{nil, "there is no loss"},
		{CrossEntropy{1}, "the label smoothing is 1: it must be from 0 to below 1"},
		{CrossEntropy{math.NaN()}, "the label smoothing is NaN"},
		{GeneralizedCrossEntropy{}, "is 0: it must be above 0 and at most 1"},
		{GeneralizedCrossEntropy{1.5}, "is 1.5"},
	} {
		if err := m.SetLoss(c.loss); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: error %v, want %q", c.loss, err, c.want)
		}
	}
}
