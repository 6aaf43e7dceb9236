package engine

import "testing"

// flops returns how many multiplications and additions a training step of the
// model makes in its convolutions and dense layers: for each, one product
// forward and two backward, of which the first layer needs no input gradient.
func flops(m *Model) float64 {
	var n float64
	for i, l := range m.layers {
		products := 6.0
		if i == 0 {
			products = 4
		}
		switch op := l.op.(type) {
		case *convolution:
			n += products * float64(op.out.shape.Height*op.out.shape.Width) * float64(len(op.weights.Values))
		case *dense:
			n += products * float64(len(op.weights.Values))
		}
	}
	return n * float64(m.batch)
}

func BenchmarkStep(b *testing.B) {
	images := drawn(1000)
	size := Shape{28, 28, 1}
	wide := Network{"wide", size, []Layer{
		Conv{Kernel: 5, Stride: 1, Padding: Same, Filters: 32, Init: He()}, Bias{}, ReLU{}, MaxPool{2, 2, Same},
		Conv{Kernel: 5, Stride: 1, Padding: Same, Filters: 64, Init: He()}, Bias{}, ReLU{}, MaxPool{2, 2, Same},
		Flatten{}, Dense{512, He()}, Bias{}, ReLU{}, Dense{10, He()}, Bias{},
	}}
	for _, c := range []struct {
		network  Network
		batch    int
		momentum float64
	}{
		{Strides(size, 10), 16, 0},
		{MaxPooling(size, 10), 16, 0},
		{LeNet5(size, 10, 0.25), 32, 0.9},
		{LeNet5Momentum(size, 10), 16, 0.9},
		{wide, 64, 0},
	} {
		b.Run(c.network.Name, func(b *testing.B) {
			m := mustCompile(b, c.network, c.batch)
			trainer := mustTrain(b, m, Config{Images: 1000, Schedule: ConstantRate{1e-3}, Optimizer: SGD{c.momentum}}, images)
			b.ReportAllocs()
			mustStep(b, trainer, 1) // what is allocated at first use
			for b.Loop() {
				mustStep(b, trainer, 1)
			}
			b.ReportMetric(b.Elapsed().Seconds()*1e3/float64(b.N), "ms/step")
			b.ReportMetric(flops(m)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
		})
	}
}

func BenchmarkEvaluate(b *testing.B) {
	images := drawn(640)
	for _, n := range presets() {
		b.Run(n.Name, func(b *testing.B) {
			m := mustCompile(b, n, 64)
			for b.Loop() {
				if _, err := Evaluate(m, images, nil); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(640*float64(b.N)/b.Elapsed().Seconds(), "images/s")
		})
	}
}
