//go:build !js

package assets

import (
	"bytes"
	"errors"
	"os"
	"testing"

	"github.com/andybalholm/brotli"

	"glyphlab/engine"
	"glyphlab/engine/dataset"
	"glyphlab/engine/experiment"
	"glyphlab/engine/run"
	"glyphlab/engine/weights"
)

// What the page says of the network that comes with Glyphlab is what its file
// says.
func TestTheBundledNetworkIsAsAccurateAsItsFileSays(t *testing.T) {
	file, err := os.ReadFile("best.weights")
	if errors.Is(err, os.ErrNotExist) {
		t.Skip("there is none; make best trains it")
	}
	if err != nil {
		t.Fatal(err)
	}
	w, err := weights.Read(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if !w.Done || !w.Half || w.Settings.Data != run.Bundled {
		t.Errorf("it is of the run %+v, done: %v, as float16: %v", w.Settings, w.Done, w.Half)
	}
	set := bundledSet(t)
	model, err := w.Model(experiment.EvaluationBatch)
	if err != nil {
		t.Fatal(err)
	}
	score, err := engine.Evaluate(model, set.Splits[dataset.Test], nil)
	if err != nil {
		t.Fatal(err)
	}
	if score.Correct != w.Correct || score.Count != w.Tested {
		t.Errorf("%d of %d test images are right, the file says %d of %d", score.Correct, score.Count, w.Correct, w.Tested)
	}
}

func bundledSet(t *testing.T) *dataset.Set {
	t.Helper()
	f, err := os.Open("open.glyphs.br")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	set, err := dataset.Read(brotli.NewReader(f))
	if err != nil {
		t.Fatal(err)
	}
	return set
}
