package lab

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"glyphlab/engine/dataset"
	"glyphlab/engine/experiment"
	"glyphlab/engine/weights"
	"glyphlab/wasm/message"
)

// trainedFile returns a file of weights, and what its network makes of an image.
func trainedFile(t *testing.T, pixels []byte) (data []byte, probabilities []float32) {
	t.Helper()
	set, err := dataset.Read(bytes.NewReader(file(t)))
	if err != nil {
		t.Fatal(err)
	}
	e, err := experiment.New(settings, set)
	if err != nil {
		t.Fatal(err)
	}
	for range 30 {
		if _, err := e.Step(); err != nil {
			t.Fatal(err)
		}
	}
	w := weights.Of(e)
	w.Correct, w.Tested = 100, 130
	if data, err = w.Encode(); err != nil {
		t.Fatal(err)
	}
	if probabilities, err = e.Classify(pixels); err != nil {
		t.Fatal(err)
	}
	return data, probabilities
}

func TestATrainedNetworkAnswersBeforeAndBesideTheRun(t *testing.T) {
	pixels := make([]byte, 28*28)
	for i := range 200 {
		pixels[i] = 250
	}
	weightsFile, want := trainedFile(t, pixels)
	p := &page{t: t}
	// Before there is data, or a run.
	p.say(&message.LoadWeights{URL: "/data/best.weights"})
	p.say(chunks(0, weightsFile, 50_000)...)
	p.say(&message.Classify{ID: 1, Pixels: pixels, Trained: true})
	p.say(&message.Load{Name: "blocks", URL: "/data/blocks.glyphs"})
	p.say(chunks(1, file(t), 1<<16)...)
	p.say(&message.Configure{Settings: settings}, &message.Train{})
	asked := false
	p.onEvent = func(m message.Message) {
		if r, ok := m.(*message.Report); ok && !asked && r.First+len(r.Losses) < settings.Steps {
			asked = true
			p.say(&message.Classify{ID: 2, Pixels: pixels, Trained: true}, &message.Classify{ID: 3, Pixels: pixels})
		}
	}
	p.run()
	loaded := last[*message.WeightsLoaded](p)
	if loaded.Settings != settings || loaded.Height != 28 || loaded.Width != 28 || len(loaded.Classes) != 10 || loaded.Correct != 100 || loaded.Tested != 130 {
		t.Errorf("loaded %+v", loaded)
	}
	answers := all[*message.Classified](p)
	if len(answers) != 3 {
		t.Fatalf("%d answers, want 3; failures: %+v", len(answers), all[*message.Failed](p))
	}
	for _, a := range answers[:2] {
		if !a.Trained || !slices.Equal(a.Probabilities, want) {
			t.Errorf("it answers %+v, want %v", a, want)
		}
	}
	if own := answers[2]; own.Trained || own.Step == 0 || slices.Equal(own.Probabilities, want) {
		t.Errorf("the run's network answers %+v", own)
	}
	sha, _ := alone(t, settings)
	if end := last[*message.StateChanged](p); end.SHA256 != sha {
		t.Errorf("the other network has changed the run: %+v", end)
	}
}

func TestWeightsThatCannotBeUsedAreNamed(t *testing.T) {
	good, _ := trainedFile(t, make([]byte, 28*28))
	for says, arrives := range map[string][]any{
		"the server is gone":     {Chunk{Bytes: good[:100]}, Chunk{Last: true, Err: errors.New("the server is gone")}},
		"before its end":         chunks(0, good[:40_000], 1<<14),
		"not a file of weights":  chunks(0, []byte("<html>"), 3),
		"it was another network": chunks(0, otherNetwork(t, good), 1<<16),
	} {
		p := &page{t: t}
		p.say(&message.LoadWeights{URL: "u"})
		p.say(arrives...)
		p.say(&message.Classify{ID: 1, Pixels: make([]byte, 28*28), Trained: true})
		p.run()
		failed := all[*message.Failed](p)
		if len(failed) != 2 || failed[0].Doing != "weights" || !strings.Contains(failed[0].Message, says) || failed[0].RunOver || failed[1].Doing != "classify" {
			t.Errorf("%s: failures %+v", says, failed)
		}
		if n := len(all[*message.WeightsLoaded](p)); n > 0 {
			t.Errorf("%s: loaded", says)
		}
	}
	p := &page{t: t}
	p.say(&message.LoadWeights{})
	p.run()
	if f := last[*message.Failed](p); f.Doing != "weights" || !strings.Contains(f.Message, "address") {
		t.Errorf("without an address: %+v", f)
	}
}

// otherNetwork returns the file with the preset of another network.
func otherNetwork(t *testing.T, file []byte) []byte {
	t.Helper()
	w, err := weights.Read(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	w.Settings.Preset = "lenet5"
	if file, err = w.Encode(); err != nil {
		t.Fatal(err)
	}
	return file
}
