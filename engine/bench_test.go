package engine

import "testing"

func BenchmarkStep(b *testing.B) {
	images := drawn(1000)
	size := Shape{28, 28, 1}
	for _, c := range []struct {
		network  Network
		batch    int
		momentum float64
	}{
		{Strides(size, 10), 16, 0},
		{MaxPooling(size, 10), 16, 0},
		{LeNet5(size, 10, 0.25), 32, 0.9},
		{LeNet5Momentum(size, 10), 16, 0.9},
		{LeNet51998(size, 10), 16, 0},
		{Wide(size, 10, 0.5), 64, 0.9},
		{modern(size, 10), 64, 0.9},
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
			b.ReportMetric(m.FLOPs().Step()*float64(m.Batch())*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
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
