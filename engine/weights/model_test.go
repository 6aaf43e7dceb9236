package weights_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"glyphlab/engine/dataset"
	"glyphlab/engine/dataset/datasettest"
	"glyphlab/engine/experiment"
	"glyphlab/engine/run"
	"glyphlab/engine/weights"
)

// stripes is a run on images whose bright row is their class.
func stripes(t testing.TB) *experiment.Experiment {
	t.Helper()
	info := dataset.Info{Name: "stripes", Title: "Stripes", Height: 12, Width: 12, Bits: 4, Classes: []string{"top", "middle", "bottom"}, Counts: [3]int{30, 3, 6}}
	set := datasettest.Made(t, info, func(_ dataset.Split, i int, pixels []byte) int {
		clear(pixels)
		for x := range 12 {
			pixels[i%3*48+i/3+x] = 255
		}
		return i % 3
	})
	s := run.Defaults()
	s.Data, s.Steps, s.Average = "stripes", 5, 0.5
	e, err := experiment.New(s, set)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestAFileIsTheNetworkThatWasEvaluated(t *testing.T) {
	e := stripes(t)
	for !e.Done() {
		if _, err := e.Step(); err != nil {
			t.Fatal(err)
		}
	}
	w := weights.Of(e)
	file, err := w.Encode()
	if err != nil {
		t.Fatal(err)
	}
	read, err := weights.Read(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if read.Settings != e.Settings || read.Taken != 5 || read.SHA256 != e.SHA256() || !slices.Equal(read.Values, e.Weights()) {
		t.Errorf("read %+v", read)
	}
	model, err := read.Model(1)
	if err != nil {
		t.Fatal(err)
	}
	pixels := make([]byte, 12*12)
	pixels[40] = 255
	want, err := e.Classify(pixels)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := model.Classify(pixels); err != nil || !slices.Equal(got, want) {
		t.Errorf("the file's network says %v (%v), the run's %v", got, err, want)
	}
}

func TestWeightsOfAnotherNetworkAreRefused(t *testing.T) {
	w := weights.Of(stripes(t))
	w.Values = w.Values[1:]
	want := fmt.Sprint("the file has ", len(w.Values), " weights, and the network “stride” has ", len(w.Values)+1)
	if _, err := w.Model(1); err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("error %v, want %s", err, want)
	}
}
