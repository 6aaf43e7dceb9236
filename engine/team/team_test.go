package team_test

import (
	"math/rand/v2"
	"testing"

	"glyphlab/engine"
	"glyphlab/engine/team"
)

// noise is images of nothing, with labels to go by.
type noise struct {
	pixels []byte
	labels []int
}

func newNoise(n int) noise {
	random := rand.New(rand.NewPCG(1, 2))
	images := noise{make([]byte, n*28*28), make([]int, n)}
	for i := range images.pixels {
		images.pixels[i] = byte(random.IntN(256))
	}
	for i := range images.labels {
		images.labels[i] = random.IntN(10)
	}
	return images
}

func (n noise) Len() int                 { return len(n.labels) }
func (n noise) Label(i int) int          { return n.labels[i] }
func (n noise) Pixels(dst []byte, i int) { copy(dst, n.pixels[i*28*28:][:28*28]) }

// A run is one training run, shared by so many workers.
type run struct {
	trainer *engine.Trainer
	model   *engine.Model
	losses  []float64
	correct []float64
}

func begin(t testing.TB, network engine.Network, batch, workers int) *run {
	t.Helper()
	model, err := engine.Compile(network, batch)
	if err != nil {
		t.Fatal(err)
	}
	images := newNoise(300)
	trainer, err := engine.NewTrainer(model, engine.Config{
		Images: images.Len(), Order: engine.Shuffled, Seed: 3,
		Optimizer: engine.SGD{Momentum: 0.5}, Schedule: engine.ConstantRate{Rate: 0.01},
	}, images)
	if err != nil {
		t.Fatal(err)
	}
	model.Initialize(3)
	if workers > 1 {
		members, err := team.New(model, workers-1)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(members.Close)
		trainer.SetTeam(members)
	}
	return &run{trainer: trainer, model: model}
}

func (r *run) steps(t testing.TB, n int) {
	t.Helper()
	for range n {
		m, err := r.trainer.Step()
		if err != nil {
			t.Fatal(err)
		}
		r.losses, r.correct = append(r.losses, m.Loss), append(r.correct, m.Accuracy)
	}
}

func TestAnyNumberOfWorkersGivesTheSameBits(t *testing.T) {
	size := engine.Shape{Height: 28, Width: 28, Channels: 1}
	for _, network := range []engine.Network{engine.Strides(size, 10), engine.LeNet5(size, 10, 0.25), everyLayer(size)} {
		for _, batch := range []int{1, 3, 16, 18, 37} {
			alone := begin(t, network, batch, 1)
			alone.steps(t, 4)
			for _, workers := range []int{2, 3, 5, 8} {
				shared := begin(t, network, batch, workers)
				shared.steps(t, 4)
				if shared.model.SHA256() != alone.model.SHA256() {
					t.Errorf("%s, batches of %d: %d workers end with other weights than one", network.Name, batch, workers)
				}
				for i, loss := range alone.losses {
					if shared.losses[i] != loss || shared.correct[i] != alone.correct[i] {
						t.Errorf("%s, batches of %d, step %d: %d workers find loss %v and accuracy %v, one %v and %v",
							network.Name, batch, i, workers, shared.losses[i], shared.correct[i], loss, alone.correct[i])
					}
				}
			}
		}
	}
}

// everyLayer has the layers that the presets above have not.
func everyLayer(images engine.Shape) engine.Network {
	he := engine.He()
	return engine.Network{Name: "every layer", Input: images, Layers: []engine.Layer{
		engine.Pad{By: 1, Value: -0.5},
		engine.Conv{Kernel: 3, Stride: 2, Padding: engine.Valid, Filters: 6, Init: he}, engine.BatchNorm{}, engine.LeakyReLU{Slope: 0.1},
		engine.Conv{Kernel: 3, Stride: 1, Padding: engine.Same, Filters: 6, Init: he}, engine.BatchNorm{}, engine.Add{From: 4}, engine.ReLU{},
		engine.AvgPool{Size: 2, Stride: 2, Padding: engine.Same},
		engine.Conv{Kernel: 3, Stride: 2, Padding: engine.Same, Filters: 5, Init: he, Connections: [][]int{{0, 1}, {1, 2, 3}, {4}, {5}, {0, 5}}}, engine.BatchNorm{}, engine.Tanh{Scaled: true},
		engine.Add{From: 9, Project: true, Init: he},
		engine.Subsample{Size: 2, Init: engine.LeCun()}, engine.Bias{},
		engine.GlobalAvgPool{}, engine.Dense{Units: 10, Init: he}, engine.BatchNorm{},
	}}
}

// unreliable is a team some of whose members do not deliver.
type unreliable struct {
	*team.Team
	lost func(worker, i int) bool
}

func (u unreliable) Collect(worker, i int, n engine.Node) (engine.Part, bool) {
	part, done := u.Team.Collect(worker, i, n)
	if u.lost(worker, i) {
		return engine.Part{}, false
	}
	return part, done
}

func TestWhatAMemberDoesNotDeliverIsComputedAgain(t *testing.T) {
	network := engine.Strides(engine.Shape{Height: 28, Width: 28, Channels: 1}, 10)
	alone := begin(t, network, 16, 1)
	alone.steps(t, 4)
	for _, lost := range []func(worker, i int) bool{
		func(worker, _ int) bool { return worker == 1 },
		func(_, i int) bool { return i == 1 },
		func(int, int) bool { return true },
	} {
		shared := begin(t, network, 16, 1)
		members, err := team.New(shared.model, 2)
		if err != nil {
			t.Fatal(err)
		}
		defer members.Close()
		shared.trainer.SetTeam(unreliable{members, lost})
		shared.steps(t, 4)
		if shared.model.SHA256() != alone.model.SHA256() {
			t.Error("the weights are not those of an undisturbed run")
		}
	}
}

func TestASharedStepAllocatesNothing(t *testing.T) {
	r := begin(t, engine.Strides(engine.Shape{Height: 28, Width: 28, Channels: 1}, 10), 16, 3)
	r.steps(t, 2)
	if n := testing.AllocsPerRun(10, func() {
		if _, err := r.trainer.Step(); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations a step", n)
	}
}

func BenchmarkStep(b *testing.B) {
	size := engine.Shape{Height: 28, Width: 28, Channels: 1}
	for _, network := range []engine.Network{engine.Strides(size, 10), engine.MaxPooling(size, 10)} {
		for _, workers := range []int{1, 2} {
			b.Run(network.Name+"/"+string(rune('0'+workers)), func(b *testing.B) {
				r := begin(b, network, 16, workers)
				for b.Loop() {
					if _, err := r.trainer.Step(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
