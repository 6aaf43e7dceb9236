package experiment

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"glyphlab/engine"
	"glyphlab/engine/dataset"
	"glyphlab/engine/dataset/datasettest"
	"glyphlab/engine/run"
)

func TestThePageAndTheEngineAgreeOnTheMostWorkers(t *testing.T) {
	if run.MostWorkers != engine.MostWorkers {
		t.Errorf("run.MostWorkers is %d, engine.MostWorkers %d", run.MostWorkers, engine.MostWorkers)
	}
}

// bars is a set of images in which the place of a bright bar is the class, but
// for one label in five, which is wrong.
func bars(t *testing.T) *dataset.Set {
	t.Helper()
	info := dataset.Info{
		Name: "bars", Title: "Bars", Height: 28, Width: 28, Bits: 4,
		Classes: strings.Split("ABCDEFGHIJ", ""), Counts: [3]int{300, 60, 50},
	}
	random := rand.New(rand.NewPCG(3, 4))
	return datasettest.Made(t, info, func(_ dataset.Split, _ int, pixels []byte) int {
		class := random.IntN(10)
		for i := range pixels {
			pixels[i] = byte(random.IntN(200))
			if i%28/2 == class {
				pixels[i] = 255
			}
		}
		if random.IntN(5) == 0 {
			class = random.IntN(10)
		}
		return class
	})
}

// A course is what a run gave.
type course struct {
	validated []int // images right, by validation
	tested    []int
	weights   []float32 // to evaluate with
	sha256    string    // of those that were trained
}

// follow goes through a run, and whether it is asked more than it has to be.
func follow(t *testing.T, e *Experiment, curious bool) (c course) {
	t.Helper()
	for !e.Done() {
		if _, err := e.Step(); err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(e.Due()); i++ {
			for range 2 {
				score, err := e.Evaluate(e.Due()[i], nil)
				if err != nil {
					t.Fatal(err)
				}
				if e.Due()[i] == dataset.Test {
					c.tested = append(c.tested, score.Correct)
				} else {
					c.validated = append(c.validated, score.Correct)
				}
				if !curious {
					break
				}
				c.validated, c.tested = slices.Compact(c.validated), c.tested[:min(1, len(c.tested))]
				if _, err := e.Classify(make([]byte, 28*28)); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	c.weights, c.sha256 = slices.Clone(e.Weights()), e.SHA256()
	return c
}

func begin(t *testing.T, data *dataset.Set, change func(*run.Settings)) *Experiment {
	t.Helper()
	s := run.Defaults()
	s.Steps = 251
	change(&s)
	e, err := New(s, data)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestAnAverageIsEvaluatedAndChangesNoTraining(t *testing.T) {
	data := bars(t)
	plain := begin(t, data, func(*run.Settings) {})
	without := follow(t, plain, false)
	if !slices.Equal(without.weights, plain.Model().Weights()) {
		t.Error("without an average the weights to evaluate with are not those that are trained")
	}
	averaging := begin(t, data, func(s *run.Settings) { s.Average = 0.98 })
	with := follow(t, averaging, false)
	if with.sha256 != without.sha256 {
		t.Error("the average has changed the weights that are trained")
	}
	if slices.Equal(with.weights, without.weights) || slices.Equal(with.validated, without.validated) {
		t.Error("the average is not what is evaluated")
	}
	score, err := plain.EvaluateWith(with.weights, dataset.Test, nil)
	if err != nil {
		t.Fatal(err)
	}
	if score.Correct != with.tested[0] {
		t.Errorf("%d test images were right, with the weights given %d", with.tested[0], score.Correct)
	}
	p, err := averaging.Classify(make([]byte, 28*28))
	if err != nil {
		t.Fatal(err)
	}
	copy(plain.Model().Weights(), with.weights)
	if q, _ := plain.Classify(make([]byte, 28*28)); !slices.Equal(p, q) {
		t.Error("an image is not classified with the average")
	}
}

func TestARunOutOfPatienceStopsAndKeepsTheBestWeights(t *testing.T) {
	data := bars(t)
	for _, c := range []struct{ steps, patience int }{{1000, 1}, {1000, 3}, {251, 100}, {230, 100}} {
		e := begin(t, data, func(s *run.Settings) { s.Steps, s.Patience = c.steps, c.patience })
		got := follow(t, e, false)
		want, at := 0, 0
		for i, correct := range got.validated {
			if correct > want {
				want, at = correct, i
			}
		}
		if stopped := len(got.validated)-1-at == c.patience; stopped != (e.Taken() < c.steps) || len(got.tested) != 1 {
			t.Errorf("patience %d: validations %v, %d of %d steps taken, %d tests", c.patience, got.validated, e.Taken(), c.steps, len(got.tested))
		}
		score, err := e.EvaluateWith(got.weights, dataset.Validation, nil)
		if err != nil {
			t.Fatal(err)
		}
		if score.Correct != want {
			t.Errorf("patience %d: the weights kept have %d right of validations %v", c.patience, score.Correct, got.validated)
		}
		if score, err = e.EvaluateWith(got.weights, dataset.Test, nil); err != nil || score.Correct != got.tested[0] {
			t.Errorf("patience %d: %d test images right, with the weights kept %d (%v)", c.patience, got.tested[0], score.Correct, err)
		}
		if err := e.Restart(); err != nil {
			t.Fatal(err)
		}
		if again := follow(t, e, false); !reflect.DeepEqual(again, got) {
			t.Errorf("patience %d: the run again gives %v, then %v", c.patience, got.validated, again.validated)
		}
	}
}

func TestLookingOnChangesNoRun(t *testing.T) {
	data := bars(t)
	settings := func(s *run.Settings) { s.Steps, s.Patience, s.Average = 1000, 2, 0.9 }
	left, watched := follow(t, begin(t, data, settings), false), follow(t, begin(t, data, settings), true)
	left.validated = slices.Compact(left.validated)
	if !reflect.DeepEqual(left, watched) {
		t.Errorf("a run that is watched gives %v and %v, else %v and %v", watched.validated, watched.tested, left.validated, left.tested)
	}
}

func TestEverySettingReachesTheEngine(t *testing.T) {
	data := bars(t)
	hash := func(change func(*run.Settings)) string {
		e := begin(t, data, func(s *run.Settings) { s.Steps = 20; change(s) })
		return follow(t, e, false).sha256
	}
	seen := map[string]string{hash(func(*run.Settings) {}): "the default"}
	for _, c := range []struct {
		name   string
		change func(*run.Settings)
	}{
		{"momentum", func(s *run.Settings) { s.Momentum = 0.5 }},
		{"nesterov", func(s *run.Settings) { s.Momentum, s.Optimizer = 0.5, run.Nesterov }},
		{"adam", func(s *run.Settings) { s.Optimizer = run.Adam }},
		{"adamw", func(s *run.Settings) { s.Optimizer = run.AdamW }},
		{"weight-decay", func(s *run.Settings) { s.Optimizer, s.WeightDecay = run.AdamW, 0.5 }},
		{"l2", func(s *run.Settings) { s.L2 = 0.01 }},
		{"clip", func(s *run.Settings) { s.Clip = 0.1 }},
		{"warmup", func(s *run.Settings) { s.Warmup = 5 }},
		{"cosine", func(s *run.Settings) { s.Schedule = run.Cosine }},
		{"one-cycle", func(s *run.Settings) { s.Schedule = run.OneCycle }},
		{"rise", func(s *run.Settings) { s.Schedule, s.Rise = run.OneCycle, 0.5 }},
		{"smoothing", func(s *run.Settings) { s.Smoothing = 0.1 }},
		{"generalized", func(s *run.Settings) { s.Loss = run.Generalized }},
		{"q", func(s *run.Settings) { s.Loss, s.Q = run.Generalized, 0.5 }},
		{"bootstrap", func(s *run.Settings) { s.Loss = run.Bootstrap }},
		{"order", func(s *run.Settings) { s.Order = run.Shuffled }},
	} {
		got := hash(c.change)
		if same, ok := seen[got]; ok {
			t.Errorf("%s gives the same weights as %s", c.name, same)
		}
		seen[got] = c.name
	}
}
