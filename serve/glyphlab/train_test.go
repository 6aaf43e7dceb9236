package main

import (
	"bytes"
	"context"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"glyphlab/engine/dataset"
	"glyphlab/engine/run"
)

// barsFile writes a small data set: the place of a bright bar is its class.
func barsFile(t *testing.T) string {
	t.Helper()
	info := dataset.Info{
		Name: "bars", Title: "Bars", Height: 28, Width: 28, Bits: 4,
		Classes: strings.Split("ABCDEFGHIJ", ""), Counts: [3]int{400, 50, 60},
	}
	path := filepath.Join(t.TempDir(), "bars.glyphs")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w, err := dataset.NewWriter(f, info)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(3, 4))
	pixels := make([]byte, 28*28)
	for _, split := range dataset.FileOrder {
		for range info.Counts[split] {
			class := random.IntN(10)
			for i := range pixels {
				pixels[i] = byte(random.IntN(80))
				if i%28/2 == class {
					pixels[i] = 255
				}
			}
			if err := w.Add(split, class, pixels); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// glyphlab runs the command and returns what it printed and its exit status.
func glyphlab(ctx context.Context, args ...string) (stdout, stderr string, status int) {
	var out, err bytes.Buffer
	status = dispatch(ctx, args, &out, &err)
	return out.String(), err.String(), status
}

func TestTrainPrintsTheAssignmentsLog(t *testing.T) {
	out, errs, status := glyphlab(t.Context(), "train", "-data", barsFile(t), "-steps", "101")
	if status != 0 || errs != "" {
		t.Fatalf("status %d, %s", status, errs)
	}
	want := []string{"Minibatch loss at step 0:", "Minibatch loss at step 50:", "Minibatch loss at step 100:", "Minibatch accuracy:", "Validation accuracy:", "Test accuracy:"}
	for _, w := range want {
		if !strings.Contains(out, w+" ") {
			t.Errorf("the log has no line %q:\n%s", w, out)
		}
	}
	if n := strings.Count(out, "Validation accuracy: "); n != 3 {
		t.Errorf("%d validations, want 3, after steps 0, 50 and 100:\n%s", n, out)
	}
	if lines := strings.Count(out, "\n"); lines != 3*3+2 {
		t.Errorf("%d lines, want 11:\n%s", lines, out)
	}
}

func lastRecord(t *testing.T, out string) run.Record {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(out), "\n")
	for i, line := range lines {
		if !json.Valid([]byte(line)) {
			t.Fatalf("line %d is not JSON: %s", i, line)
		}
	}
	var r run.Record
	decoder := json.NewDecoder(strings.NewReader(lines[len(lines)-1]))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&r); err != nil {
		t.Fatalf("the last line is no record: %v", err)
	}
	return r
}

func TestTrainWithJSONEndsWithTheRecord(t *testing.T) {
	data := barsFile(t)
	train := func(more ...string) run.Record {
		out, errs, status := glyphlab(t.Context(), append([]string{"train", "-json", "-data", data, "-steps", "60", "-seed", "3"}, more...)...)
		if status != 0 {
			t.Fatalf("status %d, %s", status, errs)
		}
		if lines := strings.Count(out, "\n"); lines != 60+2+1+1 {
			t.Errorf("%d lines, want one for each of 60 steps, 2 validations, the test and the record", lines)
		}
		return lastRecord(t, out)
	}
	r := train()
	if r.State != run.Done || r.Step != 60 || r.Settings.Data != "bars" || r.Settings.Seed != 3 || len(r.SHA256) != 64 ||
		r.Test == nil || *r.Test < 50 || len(r.Validation) != 2 || r.Validation[1].Step != 50 || r.Error != "" {
		t.Errorf("got %+v", r)
	}
	if again := train(); again.SHA256 != r.SHA256 {
		t.Errorf("the same run ended with %s, then with %s", r.SHA256, again.SHA256)
	}
	for _, workers := range []string{"1", "3", "8"} {
		if shared := train("-workers", workers); shared.SHA256 != r.SHA256 || *shared.Test != *r.Test {
			t.Errorf("%s workers ended with %s, %s by default", workers, shared.SHA256, r.SHA256)
		}
	}
	if other := train("-seed", "4"); other.SHA256 == r.SHA256 {
		t.Error("another seed ended with the same weights")
	}
}

func TestTrainStopsCleanlyWhenInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var out interruptAfter
	out.lines, out.cancel = 5, cancel
	var errs bytes.Buffer
	status := dispatch(ctx, []string{"train", "-json", "-data", barsFile(t), "-steps", "100000"}, &out, &errs)
	r := lastRecord(t, out.String())
	if status == 0 || r.State != run.Paused || r.Step < 4 || r.Step > 6 || len(r.SHA256) != 64 {
		t.Errorf("status %d, record %+v, stderr %s", status, r, errs.String())
	}
}

// interruptAfter cancels once so many lines have been written.
type interruptAfter struct {
	bytes.Buffer
	lines  int
	cancel func()
}

func (w *interruptAfter) Write(p []byte) (int, error) {
	if w.lines--; w.lines == 0 {
		w.cancel()
	}
	return w.Buffer.Write(p)
}

func TestTrainSaysWhatIsWrongWithACommandLine(t *testing.T) {
	for _, c := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"-batch", "0"}, 2, "batch size is a whole number from 1 to 256"},
		{[]string{"-preset", "resnet"}, 2, "resnet"},
		{[]string{"-workers", "0"}, 2, "workers is a whole number from 1 to 8, not \"0\""},
		{[]string{"-workers", "two"}, 2, "workers is a whole number from 1 to 8"},
		{[]string{"-rate", "fast"}, 2, "learning rate"},
		{[]string{"-speed", "9"}, 2, "-speed"},
		{[]string{"more"}, 2, `"more" is not a flag`},
		{[]string{"-data", "no-such-file.glyphs"}, 1, "no-such-file.glyphs"},
	} {
		_, errs, status := glyphlab(t.Context(), append([]string{"train"}, c.args...)...)
		if status != c.status || !strings.Contains(errs, c.says) {
			t.Errorf("train %v: status %d, %q; want %d and %q", c.args, status, errs, c.status, c.says)
		}
	}
	if _, help, status := glyphlab(t.Context(), "train", "-h"); status != 0 || !strings.Contains(help, "-momentum") {
		t.Errorf("train -h: status %d, %q", status, help)
	}
}

func TestTrainReportsARunThatDiverges(t *testing.T) {
	out, errs, status := glyphlab(t.Context(), "train", "-json", "-data", barsFile(t), "-preset", "lenet5-momentum", "-rate", "10", "-schedule", "constant", "-steps", "400")
	r := lastRecord(t, out)
	if status != 1 || r.State != run.Failed || !strings.Contains(r.Error, "step") || !strings.Contains(errs, r.Error) {
		t.Errorf("status %d, record %+v, stderr %q", status, r, errs)
	}
}
