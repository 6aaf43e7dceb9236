package engine

import (
	"math"
	"math/rand/v2"
	"testing"
)

// normalized is batch normalisation in double precision, of one channel's
// values in images of so many pixels, a leaf at a time.
func normalized(x []float64, leaf int, scale, shift float64) (y, means, variances []float64) {
	for ; len(x) > 0; x = x[leaf:] {
		var mean, variance float64
		for _, v := range x[:leaf] {
			mean += v / float64(leaf)
		}
		for _, v := range x[:leaf] {
			variance += (v - mean) * (v - mean) / float64(leaf)
		}
		for _, v := range x[:leaf] {
			y = append(y, (v-mean)/math.Sqrt(variance+0.001)*scale+shift)
		}
		means, variances = append(means, mean), append(variances, variance)
	}
	return y, means, variances
}

func TestBatchNormMeasuresEachLeafAndEvaluatesWithRunningAverages(t *testing.T) {
	const images, leaf, height, width, channels = 6, 2, 3, 5, 7
	for _, after := range []struct {
		layer Layer
		slope float64
	}{{Dropout{}, 1}, {ReLU{}, 0}, {LeakyReLU{0.25}, 0.25}} {
		m := mustCompile(t, Network{"norm", Shape{height, width, channels}, []Layer{learner{}, BatchNorm{}, after.layer, Flatten{}}}, images)
		random := rand.New(rand.NewPCG(5, 6))
		for i := range m.Input() {
			m.Input()[i] = float32(random.NormFloat64()*3 + float64(i%channels)*10)
		}
		parameters := m.Parameters()
		scale, shift, mean, variance := parameters[1], parameters[2], parameters[3], parameters[4]
		for c := range channels {
			if scale.Values[c] != 1 || shift.Values[c] != 0 || mean.Values[c] != 0 || variance.Values[c] != 1 {
				t.Fatal("the parameters do not begin at 1, 0, 0 and 1")
			}
			scale.Values[c], shift.Values[c] = float32(random.NormFloat64()), float32(random.NormFloat64())
		}
		check := func(c int, want []float64) {
			t.Helper()
			for i, w := range want {
				if w < 0 {
					w *= after.slope
				}
				if got := float64(m.Logits()[i*channels+c]); math.Abs(got-w) > 1e-5*(1+math.Abs(w)) {
					t.Fatalf("%s: value %d of channel %d is %v, want %v", after.layer.describe(), i, c, got, w)
				}
			}
		}
		channel := func(c int) (x []float64) {
			for i := c; i < len(m.Input()); i += channels {
				x = append(x, float64(m.Input()[i]))
			}
			return x
		}
		m.allocateGradients()
		m.forward(pass{images: images, training: true, batch: images, leaf: leaf})
		for c := range channels {
			y, _, _ := normalized(channel(c), leaf*height*width, float64(scale.Values[c]), float64(shift.Values[c]))
			check(c, y)
		}
		m.backward()
		for c := range channels {
			_, means, variances := normalized(channel(c), leaf*height*width, 1, 0)
			var wantMean, wantVariance float64
			for i := range means {
				wantMean += means[i] / float64(len(means))
				wantVariance += variances[i] / float64(len(means))
			}
			if math.Abs(float64(mean.Gradients[c])-wantMean) > 1e-5*(1+wantMean) || math.Abs(float64(variance.Gradients[c])-wantVariance) > 1e-5*wantVariance {
				t.Errorf("channel %d has mean %v and variance %v, want %v and %v", c, mean.Gradients[c], variance.Gradients[c], wantMean, wantVariance)
			}
			mean.Values[c], variance.Values[c] = float32(random.NormFloat64()), random.Float32()
		}
		if err := m.Forward(images); err != nil {
			t.Fatal(err)
		}
		for c := range channels {
			x := channel(c)
			for i, v := range x {
				x[i] = (v-float64(mean.Values[c]))/math.Sqrt(float64(variance.Values[c])+0.001)*float64(scale.Values[c]) + float64(shift.Values[c])
			}
			check(c, x)
		}
	}
}

// A rectifier after batch normalisation is computed with it; one that is kept
// apart gives the same.
func TestARectifierInBatchNormGivesTheSameGradients(t *testing.T) {
	input := Shape{4, 4, 5}
	for _, rectifier := range []Layer{ReLU{}, LeakyReLU{0.3}} {
		var gradients [2][]float32
		for i, layers := range [][]Layer{
			{learner{}, BatchNorm{}, rectifier, Flatten{}},
			{learner{}, BatchNorm{}, Dropout{}, rectifier, Flatten{}},
		} {
			m := mustCompile(t, Network{"norm", input, layers}, 4)
			m.input.gradients = make([]float32, len(m.input.values))
			m.allocateGradients()
			random := rand.New(rand.NewPCG(7, 8))
			for i := range m.input.values {
				m.input.values[i] = random.Float32()
			}
			m.forward(pass{images: 4, training: true, batch: 4, leaf: 2})
			for i := range m.logits().gradients {
				m.logits().gradients[i] = random.Float32() - 0.5
			}
			m.backward()
			gradients[i] = append(m.input.gradients, m.weights.gradients...)
		}
		for i, g := range gradients[0] {
			if g != gradients[1][i] {
				t.Fatalf("%s: gradient %d is %v, apart %v", rectifier.describe(), i, g, gradients[1][i])
			}
		}
	}
}

func TestRunningAveragesMoveATenthOfTheWay(t *testing.T) {
	images := drawn(100)
	m := mustCompile(t, Network{"norm", Shape{28, 28, 1}, []Layer{BatchNorm{}, Flatten{}, Dense{10, He()}}}, 20)
	trainer := mustTrain(t, m, Config{Images: 100, Schedule: ConstantRate{0}, Optimizer: SGD{0.9}}, images)
	mustStep(t, trainer, 2)
	want := [2]float64{0, 1}
	for step := range 2 {
		var x []float64
		for _, p := range images.pixels[step*20*784:][:20*784] {
			x = append(x, (float64(p)-127.5)/255)
		}
		_, means, variances := normalized(x, 784, 1, 0) // an image at a time
		var mean, variance float64                      // of leaves of 3 images, the last of 2
		for first := 0; first < 20; first += 3 {
			n := min(3, 20-first)
			var m, square float64
			for i := first; i < first+n; i++ {
				m += means[i] / float64(n)
			}
			for i := first; i < first+n; i++ {
				square += (variances[i] + (means[i]-m)*(means[i]-m)) / float64(n)
			}
			mean += m * float64(n) / 20
			variance += square * float64(n) / 20
		}
		want[0] += 0.1 * (mean - want[0])
		want[1] += 0.1 * (variance - want[1])
	}
	for i, name := range []string{"batchnorm1/mean", "batchnorm1/variance"} {
		p := m.Parameters()[2+i]
		if p.Name != name || math.Abs(float64(p.Values[0])-want[i]) > 1e-6 {
			t.Errorf("%s is %v, want %s %v", p.Name, p.Values, name, want[i])
		}
	}
	if learned := m.Layers()[0].Weights; learned != 2 {
		t.Errorf("it learns %d numbers, want its scale and shift", learned)
	}
}
