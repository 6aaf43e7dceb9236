package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"glyphlab/engine/dataset"
)

func TestJoinedSetsAreTestedOnTheFirst(t *testing.T) {
	bars, both := barsFile(t), filepath.Join(t.TempDir(), "both.glyphs")
	out, _, status := glyphlab(t.Context(), "join", bars, "-o", both)
	if status != 0 || !strings.Contains(out, "Bars's 50 validation and 60 test images") {
		t.Fatalf("status %d, printed %s", status, out)
	}
	read := func(path string) *dataset.Set {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		set, err := dataset.Read(f)
		if err != nil {
			t.Fatal(err)
		}
		return set
	}
	first, set := read(bars), read(both)
	bundled, err := openTrainingData(t.Context(), "", os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	if want := first.Info.Counts[dataset.Training] + bundled.Info.Counts[dataset.Training]; set.Info.Counts[dataset.Training] != want {
		t.Errorf("%d training images, want %d", set.Info.Counts[dataset.Training], want)
	}
	a, b := make([]byte, 784), make([]byte, 784)
	for _, split := range []dataset.Split{dataset.Validation, dataset.Test} {
		for i := range first.Info.Counts[split] {
			first.Splits[split].Pixels(a, i)
			set.Splits[split].Pixels(b, i)
			if string(a) != string(b) || first.Splits[split].Label(i) != set.Splits[split].Label(i) {
				t.Fatalf("%v image %d is another", split, i)
			}
		}
	}
	// The bars are dark in the corner and the typefaces mostly black: both are
	// among the first few hundred.
	training := set.Splits[dataset.Training]
	ofBars := 0
	for i := range 1000 {
		training.Pixels(a, i)
		grey := 0
		for _, p := range a {
			if p > 0 && p < 80 {
				grey++
			}
		}
		if grey > 500 {
			ofBars++
		}
	}
	if ofBars == 0 || ofBars > 100 {
		t.Errorf("%d of the first 1000 training images are of the first set, which has 400 of %d", ofBars, training.Len())
	}
}

func TestJoinRefusesWhatCannotBeJoined(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "name the data set"},
		{[]string{barsFile(t)}, "-o FILE"},
		{[]string{"-x"}, "-x"},
	} {
		if _, errs, status := glyphlab(t.Context(), append([]string{"join"}, c.args...)...); status != 2 || !strings.Contains(errs, c.want) {
			t.Errorf("%q: status %d, %s", c.args, status, errs)
		}
	}
}
