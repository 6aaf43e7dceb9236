package main

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"glyphlab/engine/run"
)

func TestBenchPrintsATableOrJSON(t *testing.T) {
	out, errs, status := glyphlab(t.Context(), "bench", "-presets", "stride")
	if status != 0 || errs != "" {
		t.Fatalf("status %d, %s", status, errs)
	}
	for _, part := range []string{"preset", "stride", "native", "GFLOP/s", "1 worker"} {
		if !strings.Contains(out, part) {
			t.Errorf("the table does not say %q:\n%s", part, out)
		}
	}
	out, errs, status = glyphlab(t.Context(), "bench", "-json", "-presets", "stride", "-workers", "1")
	if status != 0 || errs != "" {
		t.Fatalf("status %d, %s", status, errs)
	}
	var speeds run.Speeds
	decoder := json.NewDecoder(strings.NewReader(out))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&speeds); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	s := speeds.Presets["stride"]
	if len(speeds.Presets) != 1 || speeds.Workers != 1 || !(speeds.PeakGflops > 0) || !(s.MSMin > 0 && s.MSMin <= s.MS && s.MS <= s.MSMax) ||
		!(s.TrainImages > 0 && s.EvalImages > 0 && s.GFLOPS > 0 && s.Share > 0 && s.EvalShare > 0) || s.Allocs >= 1 {
		t.Errorf("got %s", out)
	}
}

func TestBenchStopsWhenItIsTold(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if out, errs, status := glyphlab(ctx, "bench"); status != 1 || out != "" || !strings.Contains(errs, "cancel") {
		t.Errorf("status %d, printed %q and %q", status, out, errs)
	}
}

func TestBenchRefusesFlagsThatItDoesNotUnderstand(t *testing.T) {
	for _, c := range []struct{ args, says string }{
		{"-presets giant", "stride, maxpool, lenet5, wide"},
		{"-presets stride,stride", "twice"},
		{"-workers 0", "from 1 to 8"},
		{"-workers many", "from 1 to 8"},
		{"-fast", "-h"},
		{"stride", "-presets"},
	} {
		out, errs, status := glyphlab(t.Context(), append([]string{"bench"}, strings.Fields(c.args)...)...)
		if status != 2 || out != "" || !strings.Contains(errs, c.says) {
			t.Errorf("%s: status %d, printed %q and %q, want 2 and %q", c.args, status, out, errs, c.says)
		}
	}
	if _, errs, status := glyphlab(t.Context(), "bench", "-h"); status != 0 || !strings.Contains(errs, "-presets") {
		t.Errorf("-h: status %d, %q", status, errs)
	}
}
