package engine

import (
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"glyphlab/engine/augment"
)

func mustCompile(t testing.TB, n Network, batch int) *Model {
	t.Helper()
	m, err := Compile(n, batch)
	if err != nil {
		t.Fatal(err)
	}
	m.Initialize(1)
	return m
}

func mustTrain(t testing.TB, m *Model, c Config, images Images) *Trainer {
	t.Helper()
	trainer, err := NewTrainer(m, c, images)
	if err != nil {
		t.Fatal(err)
	}
	return trainer
}

func mustStep(t testing.TB, trainer *Trainer, steps int) Minibatch {
	t.Helper()
	var minibatch Minibatch
	for range steps {
		var err error
		if minibatch, err = trainer.Step(); err != nil {
			t.Fatal(err)
		}
	}
	return minibatch
}

// trainings are ways to train that between them use every layer, optimizer,
// order and kind of schedule. Every loss can train each of them.
func trainings(images int) []struct {
	name    string
	network Network
	batch   int
	config  Config
} {
	size := Shape{28, 28, 1}
	return []struct {
		name    string
		network Network
		batch   int
		config  Config
	}{
		{"stride", Strides(size, 10), 16, Config{Images: images, Schedule: ConstantRate{0.05}, Seed: 1}},
		{"maxpool", MaxPooling(size, 10), 16, Config{Images: images, Schedule: Staircase{0.05, 0.5, 60}, Seed: 1}},
		{"lenet5", LeNet5(size, 10, 0.25), 18, Config{Images: images, Schedule: Exponential{0.05, 0.5, 100}, Optimizer: SGD{0.9}, Order: Shuffled, Seed: 1}},
		{"tanh", Network{"tanh", size, []Layer{
			Conv{Kernel: 3, Stride: 3, Padding: Same, Filters: 5, Init: He()}, Bias{}, Tanh{}, Flatten{}, Dense{10, He()},
		}}, 7, Config{Images: images, Schedule: Cosine{0.1, 40}, Seed: 1}},
		{"nesterov", Strides(size, 10), 9, Config{Images: images, Schedule: Warmup{5, ConstantRate{0.02}}, Optimizer: Nesterov{0.9}, L2: 0.001, Order: Shuffled, Seed: 1}},
		{"adam", Strides(size, 10), 16, Config{Images: images, Schedule: OneCycle{0.003, 200, 0.3}, Optimizer: Adam{}, Clip: 1, Average: 0.99, Seed: 1}},
		{"adamw", Strides(size, 10), 16, Config{Images: images, Schedule: ConstantRate{0.001}, Optimizer: AdamW{Decay: 0.1}, Seed: 1}},
		{"residual", Network{"residual", size, []Layer{
			Pad{By: 1, Right: 1, Value: -0.5},
			Conv{Kernel: 3, Stride: 2, Padding: Valid, Filters: 8, Init: He()}, BatchNorm{}, LeakyReLU{0.1},
			Conv{Kernel: 3, Stride: 1, Padding: Same, Filters: 8, Init: He()}, BatchNorm{}, ReLU{}, Add{From: 4},
			AvgPool{3, 2, Same},
			Conv{Kernel: 3, Stride: 1, Padding: Same, Filters: 3, Init: LeCun(), Connections: [][]int{{0, 1, 2, 7}, {3, 4}, {1, 5, 6}}}, Bias{}, Tanh{Scaled: true},
			Add{From: 9, Project: true, Init: He()},
			Subsample{2, Constant(0.5)}, Bias{}, LeakyReLU{0.2},
			Conv{Kernel: 3, Stride: 1, Padding: Same, Filters: 20, Init: He()}, BatchNorm{}, ReLU{},
			AvgPool{2, 2, Same}, GlobalAvgPool{}, Dense{10, He()}, Bias{},
		}}, 18, Config{Images: images, Schedule: ConstantRate{0.2}, Optimizer: SGD{0.9}, Seed: 1}},
		{"augmented", Strides(size, 10), 16, Config{Images: images, Schedule: ConstantRate{0.05}, Seed: 1, Augment: augmenter()}},
	}
}

func augmenter() Augmenter {
	a, err := augment.New(augment.Augmentation{
		Shift: 1, Rotation: 5, Scale: 0.1, Stretch: 0.1, Shear: 0.1, Elastic: 0.5, Thickness: 0.5, Erasing: 0.05, Noise: 0.05,
	}, 28, 28, 1)
	if err != nil {
		panic(err)
	}
	return a
}

func TestASteadyStepAllocatesNothing(t *testing.T) {
	images := drawn(100)
	for _, c := range trainings(100) {
		trainer := mustTrain(t, mustCompile(t, c.network, c.batch), c.config, images)
		mustStep(t, trainer, 2)
		if n := testing.AllocsPerRun(10, func() { mustStep(t, trainer, 1) }); n != 0 {
			t.Errorf("%s: %v allocations a step", c.name, n)
		}
	}
}

func TestTrainingLearns(t *testing.T) {
	images := drawn(400)
	for _, c := range trainings(300) {
		m := mustCompile(t, c.network, c.batch)
		trainer := mustTrain(t, m, c.config, images)
		first := mustStep(t, trainer, 1)
		mustStep(t, trainer, 80)
		score, err := Evaluate(m, glyphs{28, 28, images.pixels[300*784:], images.labels[300:]}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if score.Count != 100 || score.Accuracy() < 60 {
			t.Errorf("%s: %v %% of %d images right after 81 steps, the first loss was %v", c.name, score.Accuracy(), score.Count, first.Loss)
		}
	}
}

func TestARunGoesOnFromItsWeightsAndMemory(t *testing.T) {
	images := drawn(100)
	for _, c := range trainings(100) {
		whole := mustCompile(t, c.network, c.batch)
		straight := mustTrain(t, whole, c.config, images)
		mustStep(t, straight, 12)

		first := mustCompile(t, c.network, c.batch)
		trainer := mustTrain(t, first, c.config, images)
		mustStep(t, trainer, 5)
		second := mustCompile(t, c.network, c.batch)
		for i, p := range first.Parameters() {
			copy(second.Parameters()[i].Values, p.Values)
		}
		c.config.Step = trainer.Next()
		resumed := mustTrain(t, second, c.config, images)
		for i, slot := range trainer.Memory() {
			copy(resumed.Memory()[i], slot)
		}
		if minibatch := mustStep(t, resumed, 7); minibatch.Step != 11 {
			t.Errorf("%s: the last step is %d, want 11", c.name, minibatch.Step)
		}
		if whole.SHA256() != second.SHA256() {
			t.Errorf("%s: a run in two parts ends with other weights", c.name)
		}
		if !slices.Equal(resumed.Averaged(), straight.Averaged()) {
			t.Errorf("%s: a run in two parts ends with another average", c.name)
		}
	}
}

func TestClassifyingBetweenLayersChangesNothing(t *testing.T) {
	images := drawn(100)
	for _, c := range trainings(100) {
		alone := mustCompile(t, c.network, c.batch)
		mustStep(t, mustTrain(t, alone, c.config, images), 3)

		m := mustCompile(t, c.network, c.batch)
		one, err := m.WithBatch(1)
		if err != nil {
			t.Fatal(err)
		}
		calls := 0
		var weights [32]byte
		m.Between = func() {
			if calls++; calls%5 == 0 {
				if err := one.SetImage(0, images.pixels[:784]); err != nil {
					t.Fatal(err)
				}
				if err := one.Forward(1); err != nil {
					t.Fatal(err)
				}
			}
			if hash := m.SHA256(); hash != weights {
				t.Fatalf("%s: the weights have changed within a step", c.name)
			}
		}
		trainer := mustTrain(t, m, c.config, images)
		for range 3 {
			weights = m.SHA256()
			mustStep(t, trainer, 1)
		}
		if calls < 3*2*len(m.layers) {
			t.Errorf("%s: between was called %d times in 3 steps", c.name, calls)
		}
		if m.SHA256() != alone.SHA256() {
			t.Errorf("%s: classifying between the layers has changed the run", c.name)
		}
	}
}

func TestALossThatIsNotFiniteStopsAndKeepsTheLastGoodWeights(t *testing.T) {
	images := drawn(100)
	for _, momentum := range []float64{0, 0.9} {
		m := mustCompile(t, Strides(Shape{28, 28, 1}, 10), 16)
		trainer := mustTrain(t, m, Config{Images: 100, Schedule: ConstantRate{1e6}, Optimizer: SGD{momentum}}, images)
		good := m.SHA256()
		var err error
		for range 100 {
			if _, err = trainer.Step(); err != nil {
				break
			}
			good = m.SHA256()
		}
		var stopped *NotFiniteError
		if !errors.As(err, &stopped) {
			t.Fatalf("a rate of 1e6 ended with %v", err)
		}
		if stopped.Step != trainer.Next() || stopped.Layer == "" || m.SHA256() != good {
			t.Errorf("%v: the weights are those before: %v", err, m.SHA256() == good)
		}
		for _, p := range m.Parameters() {
			for _, v := range p.Values {
				if v-v != 0 {
					t.Fatalf("%s holds %v", p.Name, v)
				}
			}
		}
		if _, again := trainer.Step(); again != err {
			t.Errorf("the next step ended with %v, want %v", again, err)
		}
	}
}

func TestTheErrorNamesTheLayerWhereNumbersCeaseToBeFinite(t *testing.T) {
	images := drawn(100)
	for _, c := range []struct{ parameter, want string }{
		{"conv1/biases", "step 0: outputs of conv1 are no longer finite"},
		{"conv2/weights", "step 0: outputs of conv2 are no longer finite"},
		{"dense2/weights", "step 0: outputs of dense2 are no longer finite"},
	} {
		for _, bad := range []float64{math.NaN(), math.Inf(1)} {
			m := mustCompile(t, MaxPooling(Shape{28, 28, 1}, 10), 16)
			trainer := mustTrain(t, m, Config{Images: 100, Schedule: ConstantRate{0.1}}, images)
			for _, p := range m.Parameters() {
				if p.Name == c.parameter {
					p.Values[0] = float32(bad)
				}
			}
			if _, err := trainer.Step(); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v in %s: error %v, want %q", bad, c.parameter, err, c.want)
			}
		}
	}
	// The loss is finite, but a gradient overflows on its way back.
	m := mustCompile(t, Network{"deep", Shape{1, 1, 2}, []Layer{Dense{2, Constant(1)}, Dense{2, Constant(1)}, Dense{2, Constant(1)}}}, 2)
	copy(m.Parameters()[0].Values, []float32{0, 0, 0, 0})
	copy(m.Parameters()[1].Values, []float32{3e38, 0, 0, 3e38})
	copy(m.Parameters()[2].Values, []float32{3e38, -3e38, 3e38, -3e38})
	before := m.SHA256()
	trainer := mustTrain(t, m, Config{Images: 3, Schedule: ConstantRate{0.1}}, glyphs{1, 2, make([]byte, 6), make([]int, 3)})
	want := "step 0: gradients of dense1 are no longer finite"
	if _, err := trainer.Step(); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error %v, want %q", err, want)
	}
	if m.SHA256() != before {
		t.Error("a gradient that is not finite has moved the weights")
	}
}

func TestBadTrainingIsRefusedBeforeAnythingChanges(t *testing.T) {
	images := drawn(40)
	good := Config{Images: 40, Schedule: ConstantRate{0.1}}
	with := func(change func(*Config)) Config {
		c := good
		change(&c)
		return c
	}
	m := mustCompile(t, Strides(Shape{28, 28, 1}, 10), 16)
	for _, c := range []struct {
		config Config
		images Images
		want   string
	}{
		{good, nil, "there are no images to train on"},
		{with(func(c *Config) { c.Schedule = nil }), images, "the learning rate has no schedule"},
		{with(func(c *Config) { c.Schedule = ConstantRate{math.NaN()} }), images, "the learning rate of step 0 is NaN"},
		{with(func(c *Config) { c.Schedule = ConstantRate{-1} }), images, "the learning rate of step 0 is -1"},
		{with(func(c *Config) { c.Optimizer = SGD{1} }), images, "the momentum is 1: it must be from 0 to below 1"},
		{with(func(c *Config) { c.Step = -1 }), images, "the first step is -1"},
		{with(func(c *Config) { c.Images = 16 }), images, "16 training images for batches of 16"},
	} {
		if _, err := NewTrainer(m, c.config, c.images); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want %q", err, c.want)
		}
	}

	before := m.SHA256()
	for _, label := range []int{-1, 10} {
		mislabelled := glyphs{28, 28, images.pixels, append([]int(nil), images.labels...)}
		mislabelled.labels[15] = label
		trainer := mustTrain(t, m, good, mislabelled)
		if _, err := trainer.Step(); err == nil || !strings.Contains(err.Error(), "the network has classes 0 to 9") {
			t.Errorf("label %d: error %v", label, err)
		}
		if _, err := Evaluate(m, mislabelled, nil); err == nil || !strings.Contains(err.Error(), "image 15 has label") {
			t.Errorf("label %d: error %v in an evaluation", label, err)
		}
	}
	arriving := glyphs{28, 28, images.pixels, images.labels[:20]}
	trainer := mustTrain(t, m, good, arriving)
	if n := trainer.Need(); n != 16 {
		t.Errorf("the first step needs %d images, want 16", n)
	}
	mustStep(t, trainer, 1)
	if _, err := trainer.Step(); err == nil || !strings.Contains(err.Error(), "step 1 needs the first 32 training images, but only 20 have arrived") {
		t.Errorf("error %v", err)
	}
	if trainer.Next() != 1 {
		t.Errorf("the next step is %d, want 1 again", trainer.Next())
	}
	m.Initialize(1)
	if m.SHA256() != before {
		t.Error("the same seed gives other weights")
	}
	if _, err := Evaluate(m, glyphs{}, nil); err == nil {
		t.Error("no images are evaluated without an error")
	}
	if m.Forward(17) == nil || m.Forward(0) == nil || m.SetImage(16, make([]byte, 784)) == nil || m.SetImage(0, nil) == nil {
		t.Error("a bad image or count is taken without an error")
	}
}

func TestEvaluationIsTheSameForEveryBatchAndLetsOthersInBetween(t *testing.T) {
	images := drawn(50)
	m := mustCompile(t, LeNet5(Shape{28, 28, 1}, 10, 0.5), 7)
	want, err := Evaluate(m, images, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, batch := range []int{1, 16, 50, 64} {
		other, err := m.WithBatch(batch)
		if err != nil {
			t.Fatal(err)
		}
		calls := 0
		got, err := Evaluate(other, images, func() bool { calls++; return true })
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) || calls != (50-1)/batch {
			t.Errorf("batches of %d: %v with %d calls between, want %v", batch, got, calls, want)
		}
		if _, err := Evaluate(other, images, func() bool { return false }); batch < 50 && err != ErrStopped {
			t.Errorf("batches of %d: an evaluation that is stopped ends with %v", batch, err)
		}
	}
}

func TestDropoutIsInvertedAndOffInEvaluation(t *testing.T) {
	const n, rate = 20000, 0.3
	m := mustCompile(t, Network{"dropout", Shape{1, 1, 10000}, []Layer{Dropout{rate}}}, 2)
	for i := range m.Input() {
		m.Input()[i] = 1
	}
	m.forward(pass{images: 2, training: true, seed: 1, step: 1})
	first := append([]float32(nil), m.Logits()[:n]...)
	zeros := 0
	for _, y := range first {
		if y == 0 {
			zeros++
		} else if y != float32(1/(1-rate)) {
			t.Fatalf("1 became %v", y)
		}
	}
	if d := math.Abs(float64(zeros) - n*rate); d > 5*math.Sqrt(n*rate*(1-rate)) {
		t.Errorf("%d of %d values are dropped, want about %v", zeros, n, n*rate)
	}
	differ := func(a, b []float32) int {
		count := 0
		for i := range a {
			if a[i] != b[i] {
				count++
			}
		}
		return count
	}
	m.forward(pass{images: 2, training: true, seed: 1, step: 2})
	second := m.Logits()[:n]
	if differ(first, second) < n/4 || differ(first[:n/2], first[n/2:]) < n/8 {
		t.Error("two steps or two images drop the same values")
	}
	m.forward(pass{images: 2, training: true, seed: 1, step: 1})
	if differ(first, m.Logits()[:n]) != 0 {
		t.Error("the same step drops other values the second time")
	}
	if err := m.Forward(2); err != nil {
		t.Fatal(err)
	}
	if differ(m.Logits()[:n], m.Input()) != 0 {
		t.Error("evaluation changes values")
	}
}

func TestProbabilitiesAreTheSoftmaxOfTheLogits(t *testing.T) {
	m := mustCompile(t, Network{"none", Shape{1, 1, 3}, []Layer{Flatten{}}}, 1)
	for _, logits := range [][]float32{{0, 0, 0}, {1, 2, 3}, {1000, 0, -1000}, {-1e30, 1e30, 0}} {
		copy(m.Input(), logits)
		if err := m.Forward(1); err != nil {
			t.Fatal(err)
		}
		var p [3]float32
		m.Probabilities(p[:], 0)
		var sum, all float64
		for _, z := range logits {
			sum += math.Exp(float64(z - max(logits[0], logits[1], logits[2])))
		}
		for j, z := range logits {
			want := math.Exp(float64(z-max(logits[0], logits[1], logits[2]))) / sum
			if math.Abs(float64(p[j])-want) > 1e-7 {
				t.Errorf("logits %v: probability %d is %v, want %v", logits, j, p[j], want)
			}
			all += float64(p[j])
		}
		if math.Abs(all-1) > 1e-6 {
			t.Errorf("logits %v: the probabilities' sum is %v", logits, all)
		}
	}
}
