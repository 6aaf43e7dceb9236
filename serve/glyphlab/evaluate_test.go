package main

import (
	"bytes"
	"context"
	"encoding/json"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func evaluated(t *testing.T, args ...string) evaluation {
	t.Helper()
	out, errs, status := glyphlab(t.Context(), append([]string{"evaluate", "-json"}, args...)...)
	if status != 0 || errs != "" {
		t.Fatalf("status %d, %s", status, errs)
	}
	var e evaluation
	decoder := json.NewDecoder(strings.NewReader(out))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&e); err != nil || decoder.More() {
		t.Fatalf("no single object (%v): %s", err, out)
	}
	return e
}

func TestEvaluateFindsWhatTrainFound(t *testing.T) {
	data := barsFile(t)
	path, out := saved(t, data)
	r := lastRecord(t, out)
	e := evaluated(t, "-data", data, path)
	if e.Accuracy != *r.Test || e.Count != 60 || e.Data != "bars" || e.Split != "test" || e.Variants != 1 ||
		!(e.Interval[0] < e.Accuracy && e.Accuracy <= e.Interval[1]+1e-9) || e.Loss == nil || !(*e.Loss > 0) {
		t.Errorf("got %+v, the run %v%%", e, *r.Test)
	}
	if w := e.Weights; len(w) != 1 || w[0] != (evaluatedFile{path, "stride", "bars", 60, 60, true, "float32", r.SHA256}) {
		t.Errorf("weights %+v", w)
	}
	count, right := 0, 0
	for i, answers := range e.Confusion {
		count, right = count+sum(answers), right+answers[i]
		if n := sum(answers); n > 0 && math.Abs(*e.PerClass[i]-100*float64(answers[i])/float64(n)) > 1e-9 {
			t.Errorf("class %d: %v %% of %v", i, *e.PerClass[i], answers)
		}
	}
	if count != 60 || right != e.Correct || len(e.Confusion) != 10 {
		t.Errorf("confusion %v, %d right", e.Confusion, e.Correct)
	}
	if v := evaluated(t, path, "-data", data, "-split", "validation"); v.Count != 50 || v.Split != "validation" || v.Accuracy != r.Validation[1].Accuracy {
		t.Errorf("validation %+v, the run has %+v", v, r.Validation)
	}
}

func TestEvaluateTogetherAndWithVariants(t *testing.T) {
	data := barsFile(t)
	first, _ := saved(t, data)
	second, _ := saved(t, data, "-seed", "2", "-half")
	alone, together := evaluated(t, "-data", data, first), evaluated(t, "-data", data, first, second)
	if len(together.Weights) != 2 || *together.Loss == *alone.Loss {
		t.Errorf("alone %+v, together %+v", alone, together)
	}
	varied := evaluated(t, "-data", data, "-variants", "3", first)
	if varied.Variants != 3 || *varied.Loss == *alone.Loss {
		t.Errorf("alone %+v, with variants %+v", alone, varied)
	}
	if again := evaluated(t, "-data", data, "-variants", "3", first); *again.Loss != *varied.Loss {
		t.Errorf("variants give %v, then %v", *varied.Loss, *again.Loss)
	}
	out, errs, status := glyphlab(t.Context(), "evaluate", "-data", data, "-variants", "2", first, second)
	if status != 0 || errs != "" {
		t.Fatalf("status %d, %s", status, errs)
	}
	for _, part := range []string{first + ": stride, float32, trained on bars for 60 of 60 steps\n", second + ": stride, float16",
		"Data: bars, 60 test images", "2 networks together", "2 variants of each image", "Accuracy: ", "95 % confidence from", "log-likelihood: ", "right"} {
		if !strings.Contains(out, part) {
			t.Errorf("it does not say %q:\n%s", part, out)
		}
	}
	if lines := strings.Count(out, "%\n"); lines < 11 {
		t.Errorf("there are not 10 classes:\n%s", out)
	}
}

func TestEvaluateDrawsItsMistakes(t *testing.T) {
	data := barsFile(t)
	path, _ := saved(t, data)
	sheet := filepath.Join(t.TempDir(), "mistakes.png")
	e := evaluated(t, "-data", data, "-mistakes", sheet, path)
	picture, err := png.Decode(bytes.NewReader(readFile(t, sheet)))
	if err != nil {
		t.Fatal(err)
	}
	rows := max(1, (e.Count-e.Correct+11)/12)
	if size := picture.Bounds().Size(); size.X < 12*84 || size.Y < rows*100 || size.Y > rows*120+20 {
		t.Errorf("the picture of %d mistakes has %v pixels", e.Count-e.Correct, size)
	}
	if _, errs, status := glyphlab(t.Context(), "evaluate", "-data", data, "-mistakes", t.TempDir(), path); status != 1 || errs == "" {
		t.Errorf("a folder in the place of the picture: status %d, %q", status, errs)
	}
}

func TestEvaluateStopsWhenItIsTold(t *testing.T) {
	data := barsFile(t)
	path, _ := saved(t, data)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if out, errs, status := glyphlab(ctx, "evaluate", "-data", data, "-variants", "2", path); status != 1 || out != "" || !strings.Contains(errs, "stopped after 0 of 2 batches") {
		t.Errorf("status %d, printed %q and %q", status, out, errs)
	}
}

func TestEvaluateSaysWhatIsWrong(t *testing.T) {
	data := barsFile(t)
	path, _ := saved(t, data)
	broken := filepath.Join(t.TempDir(), "broken.weights")
	if err := os.WriteFile(broken, readFile(t, path)[:5000], 0o666); err != nil {
		t.Fatal(err)
	}
	other, _ := largeSet(t)
	for _, c := range []struct {
		args   []string
		status int
		says   string
	}{
		{nil, 2, "name the weights"},
		{[]string{"-split", "training", path}, 2, "test or validation"},
		{[]string{"-variants", "0", path}, 2, "from 1 to 100"},
		{[]string{"-variants", "many", path}, 2, "from 1 to 100"},
		{[]string{"-speed", path}, 2, "-h"},
		{[]string{"no-such.weights", "-data", data}, 1, "no-such.weights"},
		{[]string{"-data", data, data}, 1, "not a file of weights"},
		{[]string{"-data", data, broken}, 1, "bytes before its end"},
		{[]string{"-data", "no-such.glyphs", path}, 1, "no-such.glyphs"},
		{[]string{"-data", other, path}, 1, "name other data"},
	} {
		out, errs, status := glyphlab(t.Context(), append([]string{"evaluate"}, c.args...)...)
		if status != c.status || out != "" || !strings.Contains(errs, c.says) {
			t.Errorf("%v: status %d, printed %q and %q; want %d and %q", c.args, status, out, errs, c.status, c.says)
		}
	}
	if _, help, status := glyphlab(t.Context(), "evaluate", "-h"); status != 0 || !strings.Contains(help, "-variants") {
		t.Errorf("-h: status %d, %q", status, help)
	}
}
