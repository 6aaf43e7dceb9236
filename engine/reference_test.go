package engine

import (
	"math"
	"slices"
	"testing"
)

// reference is a second implementation of the layers, in float64 and by the
// formulas of their comments: no matrix products, no offsets, no padding in
// memory, each image for itself. It shares nothing with the operations but the
// descriptions.
type reference struct {
	network  Network
	weights  map[string][]float64
	velocity map[string][]float64
}

// volume is one image between two layers.
type volume struct {
	shape    Shape
	values   []float64
	gradient []float64
}

func newVolume(s Shape) *volume {
	return &volume{s, make([]float64, s.Size()), make([]float64, s.Size())}
}

func (v *volume) at(i, j, c int) int { return (i*v.shape.Width+j)*v.shape.Channels + c }

func newReference(m *Model) *reference {
	r := &reference{m.network, map[string][]float64{}, map[string][]float64{}}
	for _, p := range m.Parameters() {
		for _, v := range p.Values {
			r.weights[p.Name] = append(r.weights[p.Name], float64(v))
		}
		r.velocity[p.Name] = make([]float64, len(p.Values))
	}
	return r
}

// run takes one image forward and, if label is a class, backward: it adds
// gradients of -log p[label]/images to gradients.
func (r *reference) run(image []float64, label int, images float64, gradients map[string][]float64) (logits []float64, loss float64) {
	volumes := []*volume{{r.network.Input, image, make([]float64, len(image))}}
	var back []func()
	count := map[string]int{}
	owner := ""
	name := func(kind string) string {
		count[kind]++
		return kind + string(rune('0'+count[kind]))
	}
	for _, layer := range r.network.Layers {
		x := volumes[len(volumes)-1]
		var y *volume
		switch l := layer.(type) {
		case Conv:
			owner = name("conv")
			y = r.conv(l, owner, x, gradients, &back)
		case MaxPool:
			y = r.maxPool(l, x, &back)
		case AvgPool:
			y = sumWindows(window{l.Size, l.Stride, l.Padding}, x, &back)
			ones := newVolume(x.shape)
			for i := range ones.values {
				ones.values[i] = 1
			}
			count := sumWindows(window{l.Size, l.Stride, l.Padding}, ones, &[]func(){})
			y = scaled(y, func(i int) float64 { return 1 / count.values[i] }, nil, &back)
		case GlobalAvgPool:
			pixels := x.shape.Height * x.shape.Width
			y = newVolume(Shape{1, 1, x.shape.Channels})
			for i, v := range x.values {
				y.values[i%x.shape.Channels] += v / float64(pixels)
			}
			back = append(back, func() {
				for i := range x.values {
					x.gradient[i] += y.gradient[i%x.shape.Channels] / float64(pixels)
				}
			})
		case Subsample:
			owner = name("subsample")
			c, dc := r.weights[owner+"/coefficients"], gradients[owner+"/coefficients"]
			y = sumWindows(window{l.Size, l.Size, Valid}, x, &back)
			y = scaled(y, func(i int) float64 { return c[i%len(c)] }, func(i int, d float64) { dc[i%len(c)] += d }, &back)
		case Pad:
			top, bottom, left, right := l.sides()
			y = newVolume(Shape{top + x.shape.Height + bottom, left + x.shape.Width + right, x.shape.Channels})
			at := func(i int) int { // the place of x's value i
				c, j, i := i%x.shape.Channels, i/x.shape.Channels%x.shape.Width, i/x.shape.Channels/x.shape.Width
				return y.at(i+top, j+left, c)
			}
			for i := range y.values {
				y.values[i] = l.Value
			}
			for i, v := range x.values {
				y.values[at(i)] = v
			}
			back = append(back, func() {
				for i := range x.values {
					x.gradient[i] += y.gradient[at(i)]
				}
			})
		case Add:
			skip, own := volumes[l.From], name("add")
			if l.Project {
				stride := (skip.shape.Height + x.shape.Height - 1) / x.shape.Height
				skip = r.conv(Conv{Kernel: 1, Stride: stride, Padding: Same, Filters: x.shape.Channels}, own, skip, gradients, &back)
			}
			y = newVolume(x.shape)
			for i := range y.values {
				y.values[i] = x.values[i] + skip.values[i]
			}
			back = append(back, func() {
				for i, d := range y.gradient {
					x.gradient[i] += d
					skip.gradient[i] += d
				}
			})
		case LeakyReLU:
			y = scaled(x, func(i int) float64 {
				if x.values[i] > 0 {
					return 1
				}
				return l.Slope
			}, nil, &back)
		case Tanh:
			height, slope := 1., 1.
			if l.Scaled {
				height, slope = 1.7159, 2./3
			}
			y = newVolume(x.shape)
			for i, v := range x.values {
				y.values[i] = height * math.Tanh(slope*v)
			}
			back = append(back, func() {
				for i, v := range x.values {
					x.gradient[i] += y.gradient[i] * height * slope / math.Pow(math.Cosh(slope*v), 2)
				}
			})
		case Dense:
			owner = name("dense")
			w, dw := r.weights[owner+"/weights"], gradients[owner+"/weights"]
			y = newVolume(Shape{1, 1, l.Units})
			for i, v := range x.values {
				for j := range y.values {
					y.values[j] += v * w[i*l.Units+j]
				}
			}
			back = append(back, func() {
				for i, v := range x.values {
					for j, d := range y.gradient {
						x.gradient[i] += d * w[i*l.Units+j]
						dw[i*l.Units+j] += d * v
					}
				}
			})
		case Bias:
			b, db := r.weights[owner+"/biases"], gradients[owner+"/biases"]
			y = newVolume(x.shape)
			for i, v := range x.values {
				y.values[i] = v + b[i%len(b)]
			}
			back = append(back, func() {
				for i, d := range y.gradient {
					x.gradient[i] += d
					db[i%len(b)] += d
				}
			})
		case ReLU:
			y = newVolume(x.shape)
			for i, v := range x.values {
				y.values[i] = math.Max(v, 0)
			}
			back = append(back, func() {
				for i, d := range y.gradient {
					if x.values[i] > 0 {
						x.gradient[i] += d
					}
				}
			})
		case Flatten:
			y = &volume{Shape{1, 1, x.shape.Size()}, x.values, x.gradient}
		default:
			panic("the reference has no " + layer.kind())
		}
		volumes = append(volumes, y)
	}
	y := volumes[len(volumes)-1]
	largest, sum := math.Inf(-1), 0.0
	for _, z := range y.values {
		largest = math.Max(largest, z)
	}
	for _, z := range y.values {
		sum += math.Exp(z - largest)
	}
	for j, z := range y.values {
		y.gradient[j] = math.Exp(z-largest) / sum / images
		if j == label {
			y.gradient[j] -= 1 / images
			loss = math.Log(sum) - (z - largest)
		}
	}
	for i := len(back) - 1; i >= 0; i-- {
		back[i]()
	}
	return y.values, loss
}

// sumWindows sums what windows have inside the image.
func sumWindows(w window, x *volume, back *[]func()) *volume {
	height, _ := w.places(x.shape.Height)
	width, _ := w.places(x.shape.Width)
	y := newVolume(Shape{height, width, x.shape.Channels})
	each := func(f func(to, from int)) {
		taps(w, x.shape, y.shape, func(i, j, _, _, row, column int) {
			for c := range x.shape.Channels {
				f(y.at(i, j, c), x.at(row, column, c))
			}
		})
	}
	each(func(to, from int) { y.values[to] += x.values[from] })
	*back = append(*back, func() { each(func(to, from int) { x.gradient[from] += y.gradient[to] }) })
	return y
}

// scaled multiplies each value by its factor. It tells the factors' gradients.
func scaled(x *volume, factor func(i int) float64, gradient func(i int, d float64), back *[]func()) *volume {
	y := newVolume(x.shape)
	for i, v := range x.values {
		y.values[i] = v * factor(i)
	}
	*back = append(*back, func() {
		for i, d := range y.gradient {
			x.gradient[i] += d * factor(i)
			if gradient != nil {
				gradient(i, d*x.values[i])
			}
		}
	})
	return y
}

// taps calls f for every pair of an output's place and an input's place that
// the window of that output covers, (u, v) being the place in the window.
func taps(w window, in, out Shape, f func(i, j, u, v, y, x int)) {
	_, top := w.places(in.Height)
	_, left := w.places(in.Width)
	for i := range out.Height {
		for j := range out.Width {
			for u := range w.size {
				for v := range w.size {
					y, x := i*w.stride+u-top, j*w.stride+v-left
					if y >= 0 && y < in.Height && x >= 0 && x < in.Width {
						f(i, j, u, v, y, x)
					}
				}
			}
		}
	}
}

func (r *reference) conv(l Conv, name string, x *volume, gradients map[string][]float64, back *[]func()) *volume {
	w, dw := r.weights[name+"/weights"], gradients[name+"/weights"]
	win := window{l.Kernel, l.Stride, l.Padding}
	height, _ := win.places(x.shape.Height)
	width, _ := win.places(x.shape.Width)
	y := newVolume(Shape{height, width, l.Filters})
	n := x.shape.Channels
	taps(win, x.shape, y.shape, func(i, j, u, v, row, column int) {
		for c := range n {
			value := x.values[x.at(row, column, c)]
			weights := w[((u*l.Kernel+v)*n+c)*l.Filters:]
			for f := range l.Filters {
				y.values[y.at(i, j, f)] += value * weights[f]
			}
		}
	})
	*back = append(*back, func() {
		taps(win, x.shape, y.shape, func(i, j, u, v, row, column int) {
			for c := range n {
				at := x.at(row, column, c)
				value := x.values[at]
				first := ((u*l.Kernel+v)*n + c) * l.Filters
				for f := range l.Filters {
					if l.Connections != nil && !slices.Contains(l.Connections[f], c) {
						continue
					}
					d := y.gradient[y.at(i, j, f)]
					x.gradient[at] += d * w[first+f]
					dw[first+f] += d * value
				}
			}
		})
	})
	return y
}

func (r *reference) maxPool(l MaxPool, x *volume, back *[]func()) *volume {
	win := window{l.Size, l.Stride, l.Padding}
	height, _ := win.places(x.shape.Height)
	width, _ := win.places(x.shape.Width)
	y := newVolume(Shape{height, width, x.shape.Channels})
	for i := range y.values {
		y.values[i] = math.Inf(-1)
	}
	from := make([]int, len(y.values))
	taps(win, x.shape, y.shape, func(i, j, _, _, row, column int) {
		for c := range x.shape.Channels {
			if v, at := x.values[x.at(row, column, c)], y.at(i, j, c); v > y.values[at] {
				y.values[at], from[at] = v, x.at(row, column, c)
			}
		}
	})
	*back = append(*back, func() {
		for i, d := range y.gradient {
			x.gradient[from[i]] += d
		}
	})
	return y
}

// step trains on one batch and returns the logits and gradients it found.
func (r *reference) step(batch [][]float64, labels []int, rate, momentum float64) (logits []float64, loss float64, gradients map[string][]float64) {
	gradients = map[string][]float64{}
	for name, w := range r.weights {
		gradients[name] = make([]float64, len(w))
	}
	n := float64(len(batch))
	for i, image := range batch {
		z, l := r.run(image, labels[i], n, gradients)
		logits = append(logits, z...)
		loss += l / n
	}
	for name, w := range r.weights {
		v := r.velocity[name]
		for i, g := range gradients[name] {
			v[i] = momentum*v[i] + g
			w[i] -= rate * v[i]
		}
	}
	return logits, loss, gradients
}

// firstLogits returns what the model makes of the first step's batch before
// that step.
func firstLogits(t *testing.T, trainer *Trainer) []float32 {
	t.Helper()
	if err := trainer.load(); err != nil {
		t.Fatal(err)
	}
	m, b := trainer.model, trainer.batch
	for i := range b.Labels {
		m.setImage(i, b.Pixels[i*m.input.shape.Size():][:m.input.shape.Size()])
	}
	m.forward(pass{images: m.batch, training: true, seed: b.Seed, step: b.Step, batch: m.batch, leaf: leafSize(m.batch)})
	return slices.Clone(m.Logits())
}

func TestTrainingFollowsTheReference(t *testing.T) {
	images := drawn(320)
	images28 := Shape{28, 28, 1}
	for i, c := range append(goldenCases[:3:3], []golden{
		{"lenet5-1998", LeNet51998(images28, 10), Config{Schedule: ConstantRate{0.05}}},
		{"residual", Network{"residual", images28, []Layer{
			Conv{Kernel: 3, Stride: 2, Padding: Same, Filters: 4, Init: He()}, Bias{Constant(0.1)}, ReLU{}, // 1 to 3
			Conv{Kernel: 3, Stride: 1, Padding: Same, Filters: 4, Init: He()}, Bias{}, // 4, 5
			Add{From: 3}, ReLU{}, // 6, 7
			Conv{Kernel: 3, Stride: 2, Padding: Same, Filters: 5, Init: He()}, Bias{}, LeakyReLU{0.2}, // 8 to 10
			Add{From: 1, Project: true, Init: He()}, Add{From: 8}, Add{From: 9}, Add{From: 7, Project: true, Init: He()}, // 11 to 14
			AvgPool{3, 2, Same}, Flatten{}, // 15, 16
			Dense{12, He()}, Bias{Constant(0.1)}, ReLU{}, // 17 to 19
			Dense{12, He()}, Add{From: 17}, Add{From: 19}, // 20 to 22
			Dense{10, He()}, Bias{},
		}}, Config{Schedule: ConstantRate{0.02}}},
		{"averages", Network{"averages", images28, []Layer{
			Pad{By: 1, Left: 2, Value: -0.5}, AvgPool{2, 2, Valid}, Conv{Kernel: 3, Stride: 2, Padding: Same, Filters: 6, Init: He()}, Bias{}, Tanh{},
			AvgPool{3, 2, Same}, Pad{Bottom: 3}, Subsample{2, Constant(0.3)}, Conv{Kernel: 2, Stride: 1, Padding: Same, Filters: 10, Init: He()}, Bias{}, GlobalAvgPool{},
		}}, Config{Schedule: ConstantRate{0.1}}},
	}...) {
		steps := []int{20, 6, 20, 8, 8, 12}[i]
		t.Run(c.name, func(t *testing.T) {
			model, err := Compile(c.network, 16)
			if err != nil {
				t.Fatal(err)
			}
			model.Initialize(7)
			reference := newReference(model)
			config := c.config
			config.Images = images.Len()
			trainer, err := NewTrainer(model, config, images)
			if err != nil {
				t.Fatal(err)
			}
			first := firstLogits(t, trainer)
			for step := range steps {
				minibatch, err := trainer.Step()
				if err != nil {
					t.Fatal(err)
				}
				var batch [][]float64
				var labels []int
				for i := range 16 {
					at := step*16%(320-16) + i
					image := make([]float64, 28*28)
					for j := range image {
						image[j] = (float64(images.pixels[at*28*28+j]) - 127.5) / 255
					}
					batch, labels = append(batch, image), append(labels, images.labels[at])
				}
				sgd, _ := c.config.Optimizer.(SGD)
				rate := c.config.Schedule.At(step)
				logits, loss, gradients := reference.step(batch, labels, rate, sgd.Momentum)
				if math.Abs(minibatch.Loss-loss) > 1e-3 {
					t.Errorf("step %d: loss %v, reference %v", step, minibatch.Loss, loss)
				}
				if step == 0 {
					near(t, "logits", first, logits, 1e-5)
					for _, p := range model.Parameters() {
						near(t, "gradient of "+p.Name, p.Gradients, gradients[p.Name], 1e-5)
					}
				}
			}
		})
	}
}
