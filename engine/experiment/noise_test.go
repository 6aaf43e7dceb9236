package experiment

import (
	"bytes"
	"flag"
	"math/rand/v2"
	"os"
	"testing"

	"glyphlab/engine/dataset"
	"glyphlab/engine/dataset/datasettest"
	"glyphlab/engine/run"
)

var (
	noiseData  = flag.String("noise", "", "measure which loss resists wrong labels, on this .glyphs file")
	noiseSteps = flag.Int("noise-steps", 4001, "of each of these runs")
)

// TestWrongLabels measures which loss resists labels that are wrong: it gives
// a share of the training images another label, drawn at random, trains LeNet-5
// on them with each loss, and logs how many of the validation images, whose
// labels stay, are then classified as they are labelled.
func TestWrongLabels(t *testing.T) {
	if *noiseData == "" {
		t.Skip("no -noise FILE: how losses resist wrong labels is not measured")
	}
	file, err := os.ReadFile(*noiseData)
	if err != nil {
		t.Fatal(err)
	}
	set, err := dataset.Read(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	losses := []struct {
		name   string
		change func(*run.Settings)
	}{
		{"cross-entropy", func(*run.Settings) {}},
		{"cross-entropy, smoothing 0.1", func(s *run.Settings) { s.Smoothing = 0.1 }},
		{"generalized, q 0.3", func(s *run.Settings) { s.Loss, s.Q = run.Generalized, 0.3 }},
		{"generalized, q 0.7", func(s *run.Settings) { s.Loss, s.Q = run.Generalized, 0.7 }},
		{"bootstrap", func(s *run.Settings) { s.Loss = run.Bootstrap }},
	}
	for _, share := range []float64{0, 0.1, 0.2, 0.4} {
		spoiled := spoil(t, set, share)
		for _, loss := range losses {
			var accuracies [2]float64
			for i := range accuracies {
				preset, err := run.FindPreset("lenet5")
				if err != nil {
					t.Fatal(err)
				}
				s := preset.Defaults
				s.Data, s.Seed, s.Steps = set.Info.Name, uint64(i+1), *noiseSteps
				loss.change(&s)
				accuracies[i] = trained(t, s, spoiled)
			}
			t.Logf("%2.0f %% wrong, %-28s: validation accuracy %.2f and %.2f %%", 100*share, loss.name, accuracies[0], accuracies[1])
		}
	}
}

// spoil returns the set with that share of its training labels replaced by
// others.
func spoil(t *testing.T, set *dataset.Set, share float64) *dataset.Set {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	return datasettest.Made(t, set.Info, func(split dataset.Split, i int, pixels []byte) int {
		images := set.Splits[split]
		images.Pixels(pixels, i)
		label := images.Label(i)
		if classes := len(set.Info.Classes); split == dataset.Training && random.Float64() < share {
			label = (label + 1 + random.IntN(classes-1)) % classes
		}
		return label
	})
}

// trained returns the accuracy on the validation set after a whole run.
func trained(t *testing.T, s run.Settings, set *dataset.Set) float64 {
	t.Helper()
	e, err := New(s, set)
	if err != nil {
		t.Fatal(err)
	}
	for !e.Done() {
		if _, err := e.Step(); err != nil {
			t.Fatal(err)
		}
	}
	score, err := e.Evaluate(dataset.Validation, nil)
	if err != nil {
		t.Fatal(err)
	}
	return score.Accuracy()
}
