package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"glyphlab/engine/run"
	"glyphlab/engine/weights"
)

func readWeights(t *testing.T, path string) *weights.Weights {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	w, err := weights.Read(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// saved trains a few steps and returns the file of the weights, and what train
// printed.
func saved(t *testing.T, data string, more ...string) (path, out string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "bars.weights")
	out, errs, status := glyphlab(t.Context(), append([]string{"train", "-json", "-data", data, "-steps", "60", "-save", path}, more...)...)
	if status != 0 || !strings.Contains(errs, path) {
		t.Fatalf("status %d, %q", status, errs)
	}
	return path, out
}

func TestTrainSavesTheWeightsThatItTested(t *testing.T) {
	data := barsFile(t)
	path, out := saved(t, data)
	r, w := lastRecord(t, out), readWeights(t, path)
	if w.Settings != r.Settings || !w.Done || w.Taken != 60 || w.Tested != 60 || w.Accuracy() != *r.Test || w.SHA256 != r.SHA256 || w.Half {
		t.Errorf("saved %+v of %+v", w, r)
	}
	halfPath, _ := saved(t, data, "-half")
	half := readWeights(t, halfPath)
	if !half.Half || half.SHA256 != w.SHA256 || half.Tested != 60 {
		t.Errorf("saved %+v as float16", half)
	}
	again, _ := saved(t, data, "-half", "-workers", "3")
	if a, b := readFile(t, halfPath), readFile(t, again); !bytes.Equal(a, b) {
		t.Error("the same run gives two different files")
	} else if whole := readFile(t, path); 2*len(a) > len(whole)+2000 {
		t.Errorf("as float16 the file has %d bytes, else %d", len(a), len(whole))
	}
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestARunThatIsInterruptedSavesTheWeightsSoFar(t *testing.T) {
	path := filepath.Join(t.TempDir(), "part.weights")
	ctx, cancel := context.WithCancel(t.Context())
	out := interruptAfter{lines: 5, cancel: cancel}
	var errs bytes.Buffer
	status := dispatch(ctx, []string{"train", "-json", "-data", barsFile(t), "-steps", "100000", "-save", path}, &out, &errs)
	r, w := lastRecord(t, out.String()), readWeights(t, path)
	if status != 1 || w.Done || w.Taken != r.Step || w.SHA256 != r.SHA256 || w.Tested != 0 {
		t.Errorf("status %d, saved %+v of %+v", status, w, r)
	}
	if s := errs.String(); !strings.Contains(s, "of 100000 steps; the weights so far are in "+path) {
		t.Errorf("it said %q", s)
	}
}

func TestAnInterruptedRunSaysWhereItWas(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	out := interruptAfter{lines: 5, cancel: cancel}
	var errs bytes.Buffer
	dispatch(ctx, []string{"train", "-json", "-data", barsFile(t), "-steps", "100000"}, &out, &errs)
	if s := errs.String(); !strings.Contains(s, "of 100000 steps; -save FILE would have kept the weights") {
		t.Errorf("it said %q", s)
	}
	path := filepath.Join(t.TempDir(), "old.weights")
	if err := os.WriteFile(path, []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, errs, status := glyphlab(ctx, "train", "-data", barsFile(t), "-save", path); status != 1 || !strings.Contains(errs, "before the first step") {
		t.Errorf("status %d, %q", status, errs)
	}
	if string(readFile(t, path)) != "old" {
		t.Error("a run without a step has replaced the old file")
	}
}

func TestARunThatFailsSavesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "failed.weights")
	out, _, status := glyphlab(t.Context(), "train", "-json", "-data", barsFile(t), "-preset", "lenet5-momentum", "-rate", "10", "-schedule", "constant", "-steps", "400", "-save", path)
	if status != 1 || lastRecord(t, out).State != run.Failed {
		t.Fatalf("status %d", status)
	}
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) > 0 {
		t.Errorf("there are %v (%v)", entries, err)
	}
}

func TestTrainFindsOutBeforehandThatItCannotSave(t *testing.T) {
	path := filepath.Join(t.TempDir(), "no such folder", "x.weights")
	out, errs, status := glyphlab(t.Context(), "train", "-data", barsFile(t), "-save", path)
	if status != 1 || out != "" || !strings.Contains(errs, path+" cannot be written") {
		t.Errorf("status %d, printed %q and %q", status, out, errs)
	}
	if _, errs, status := glyphlab(t.Context(), "train", "-half"); status != 2 || !strings.Contains(errs, "-save FILE") {
		t.Errorf("-half alone: status %d, %q", status, errs)
	}
}
