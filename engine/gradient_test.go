package engine

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/floats"
)

// checkGradients compares a layer's backward with differences of its forward,
// for the function Σ r·y of its outputs y with random r, with respect to the
// input and the weights.
func checkGradients(t *testing.T, layer Layer, input Shape, images int) {
	t.Helper()
	checkLeafGradients(t, layer, input, images, images)
}

// checkLeafGradients does so for a batch cut into leaves of as many images each.
func checkLeafGradients(t *testing.T, layer Layer, input Shape, images, leaf int) {
	t.Helper()
	// The layer comes second: the first is not asked for its input's gradient.
	m, err := Compile(Network{"one layer", input, []Layer{learner{}, layer, Flatten{}}}, images)
	if err != nil {
		t.Fatal(err)
	}
	m.input.gradients = make([]float32, len(m.input.values))
	m.allocateGradients()
	random := rand.New(rand.NewPCG(1, uint64(input.Size()*images)))

	// No two inputs are nearer to each other or to zero than five steps of the
	// differences, which would otherwise cross a kink of ReLU or max pooling.
	const step = 1.0 / 256
	x := make([]float64, len(m.input.values)+len(m.weights.values))
	for i, place := range random.Perm(len(m.input.values)) {
		x[i] = (float64(place-len(m.input.values)/2) + 0.5) * 5 * step
	}
	switch layer.(type) {
	case Tanh, BatchNorm: // these are smooth
		for i := range m.input.values {
			x[i] = random.Float64()*4 - 2
		}
	}
	for i := len(m.input.values); i < len(x); i++ {
		x[i] = float64(float32(random.Float64()*2 - 1))
	}
	unconnected := func(values []float64) { // of weights
		at := 0
		for _, p := range m.weights.parameters {
			for _, i := range p.unconnected {
				values[at+i] = 0
			}
			at += len(p.Values)
		}
	}
	unconnected(x[len(m.input.values):])
	r := make([]float32, images*m.Classes())
	for i := range r {
		r[i] = random.Float32()*2 - 1
	}
	forward := func(x []float64) float64 {
		for i := range m.input.values {
			m.input.values[i] = float32(x[i])
		}
		for i := range m.weights.values {
			m.weights.values[i] = float32(x[len(m.input.values)+i])
		}
		m.forward(pass{images: images, training: true, seed: 5, step: 3, batch: images, leaf: leaf})
		var sum float64
		for i, y := range m.Logits()[:len(r)] {
			sum += float64(y) * float64(r[i])
		}
		return sum
	}
	want := fd.Gradient(nil, forward, x, &fd.Settings{Formula: fd.Central, Step: step})

	forward(x)
	copy(m.logits().gradients, r)
	m.backward()
	var got []float64
	for _, g := range append(append([]float32(nil), m.input.gradients...), m.weights.gradients...) {
		got = append(got, float64(g))
	}
	compareGradients(t, got[:len(m.input.values)], want[:len(m.input.values)], "input")
	weights, wanted := got[len(m.input.values):], want[len(m.input.values):]
	unconnected(wanted)
	for _, s := range m.weights.stretches {
		if s.role != statistic {
			compareGradients(t, weights[s.from:s.to], wanted[s.from:s.to], "weights")
		}
	}
}

// learner is a layer that does nothing, but has a weight.
type learner struct{}

func (learner) kind() string     { return "learner" }
func (learner) describe() string { return "learner" }
func (learner) build(b *builder) (operation, *tensor, error) {
	_, err := b.parameter(b.name, "weight", factor, Init{}, 1, 1)
	return flatten{}, b.in, err
}

func compareGradients(t *testing.T, got, want []float64, of string) {
	t.Helper()
	if e, n := floats.Distance(got, want, 2), floats.Norm(want, 2); !(e <= 2e-3*(n+0.1)) {
		t.Errorf("gradient with respect to the %s is %v away from the differences', whose norm is %v", of, e, n)
	}
}

func TestConvGradients(t *testing.T) {
	for _, input := range []Shape{{5, 5, 1}, {6, 7, 2}, {1, 1, 3}, {2, 9, 1}, {8, 8, 5}} {
		for _, kernel := range []int{1, 2, 3, 5, 9} {
			for _, stride := range []int{1, 2, 3, 4} {
				for _, padding := range []Padding{Same, Valid} {
					if padding == Valid && kernel > min(input.Height, input.Width) {
						continue
					}
					for _, images := range []int{1, 2} {
						l := Conv{Kernel: kernel, Stride: stride, Padding: padding, Filters: 1 + 2*images}
						t.Run(fmt.Sprintf("%v, %s, %d images", input, l.describe(), images), func(t *testing.T) {
							checkGradients(t, l, input, images)
						})
					}
				}
			}
		}
	}
	t.Run("leaves of several images", func(t *testing.T) {
		checkGradients(t, Conv{Kernel: 3, Stride: 2, Padding: Same, Filters: 9}, Shape{5, 6, 2}, 17)
	})
}

func TestGradientsOfConvolutionsThatAreConnectedInPart(t *testing.T) {
	for _, images := range []int{1, 3} {
		checkGradients(t, Conv{Kernel: 3, Stride: 1, Padding: Same, Filters: 5, Connections: [][]int{{0}, {1, 2}, {0, 1, 2}, {}, {2}}}, Shape{5, 6, 3}, images)
	}
}

func TestGradientsOfWeightsComeInAnyParts(t *testing.T) {
	// So large that no two leaves are computed together.
	const images = 6
	layers := []Layer{Conv{Kernel: 9, Stride: 1, Padding: Same, Filters: 150, Init: He()}, Bias{}, GlobalAvgPool{}}
	m := mustCompile(t, Network{"large", Shape{60, 60, 40}, layers}, images)
	m.allocateGradients()
	random := rand.New(rand.NewPCG(3, 4))
	fill := func(v []float32) {
		for i := range v {
			v[i] = random.Float32() - 0.5
		}
	}
	conv := m.layers[0].op.(*convolution)
	fill(m.input.values)
	fill(conv.out.gradients)
	conv.input(images)
	calls := 0
	conv.weightGradient(&pass{images: images, leaf: 1, between: func() { calls++ }})
	if calls != images {
		t.Errorf("the weights' gradient comes in %d parts, want %d", calls, images)
	}
	whole := make([]float32, len(conv.weights.Values))
	conv.descent.of(1, conv.newDescent).Run(whole, conv.framed(), conv.out.gradients, nil, conv.taps.Len(), images)
	for i, g := range whole {
		if g != conv.weights.Gradients[i] {
			t.Fatalf("the gradient of weight %d is %v in parts, %v as a whole", i, conv.weights.Gradients[i], g)
		}
	}
}

func TestMaxPoolGradients(t *testing.T) {
	for _, input := range []Shape{{5, 5, 1}, {6, 7, 2}, {1, 2, 3}, {2, 9, 1}, {8, 8, 5}} {
		for _, size := range []int{1, 2, 3, 9} {
			for _, stride := range []int{1, 2, 3} {
				for _, padding := range []Padding{Same, Valid} {
					l := MaxPool{size, stride, padding}
					height, _ := window{size, stride, padding}.places(input.Height)
					width, _ := window{size, stride, padding}.places(input.Width)
					if height*width*input.Channels < 2 {
						continue // it does not fit, or leaves less than a network's two classes
					}
					t.Run(fmt.Sprintf("%v, %s", input, l.describe()), func(t *testing.T) {
						checkGradients(t, l, input, 2)
					})
				}
			}
		}
	}
}

func TestAveragePoolingGradients(t *testing.T) {
	for _, input := range []Shape{{5, 5, 1}, {6, 7, 2}, {1, 2, 3}, {2, 9, 1}, {8, 8, 5}, {4, 6, 17}} {
		for _, size := range []int{1, 2, 3, 9} {
			for _, stride := range []int{1, 2, 3} {
				for _, padding := range []Padding{Same, Valid} {
					w := window{size, stride, padding}
					height, _ := w.places(input.Height)
					width, _ := w.places(input.Width)
					if height*width*input.Channels < 2 {
						continue // it does not fit, or leaves less than a network's two classes
					}
					l := AvgPool{size, stride, padding}
					t.Run(fmt.Sprintf("%v, %s", input, l.describe()), func(t *testing.T) {
						checkGradients(t, l, input, 2)
					})
					if size == stride && padding == Valid {
						t.Run(fmt.Sprintf("%v, %s", input, Subsample{Size: size}.describe()), func(t *testing.T) {
							checkGradients(t, Subsample{Size: size}, input, 2)
							checkLeafGradients(t, Subsample{Size: size}, input, 3, 1)
						})
					}
				}
			}
		}
		if input.Channels > 1 {
			checkGradients(t, GlobalAvgPool{}, input, 3)
		}
	}
}

func TestBatchNormGradients(t *testing.T) {
	for _, input := range []Shape{{1, 1, 2}, {5, 3, 1}, {4, 5, 3}, {3, 3, 16}, {2, 2, 21}} {
		for _, c := range []struct{ images, leaf int }{{1, 1}, {3, 3}, {6, 2}, {8, 1}, {17, 17}} {
			t.Run(fmt.Sprintf("%v, %d images in leaves of %d", input, c.images, c.leaf), func(t *testing.T) {
				checkLeafGradients(t, BatchNorm{}, input, c.images, c.leaf)
			})
		}
	}
}

func TestDenseGradients(t *testing.T) {
	for _, inputs := range []int{1, 2, 7, 33} {
		for _, units := range []int{2, 3, 10, 17} {
			for _, images := range []int{1, 3, 17} {
				t.Run(fmt.Sprintf("%d to %d, %d images", inputs, units, images), func(t *testing.T) {
					checkGradients(t, Dense{Units: units}, Shape{1, 1, inputs}, images)
				})
			}
		}
	}
}

func TestGradientsOfLayersWithoutShapes(t *testing.T) {
	for _, input := range []Shape{{1, 1, 2}, {5, 3, 1}, {4, 5, 3}, {3, 3, 16}} {
		for _, images := range []int{1, 3, 17} {
			for _, l := range []Layer{Bias{}, ReLU{}, LeakyReLU{0.1}, LeakyReLU{}, Tanh{}, Tanh{Scaled: true}, Pad{By: 1}, Pad{Top: 1, Right: 2, Value: -0.5}, Add{From: 1}, Dropout{0.3}, Dropout{0}, Flatten{}} {
				t.Run(fmt.Sprintf("%s, %v, %d images", l.describe(), input, images), func(t *testing.T) {
					checkGradients(t, l, input, images)
				})
			}
		}
	}
}
