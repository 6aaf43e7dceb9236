package table

import (
	"strings"
	"testing"

	"glyphlab/engine/run"
)

func TestALineForEachPresetAtEachPlace(t *testing.T) {
	var out strings.Builder
	err := Write(&out,
		Place{"native", run.Speeds{PeakGflops: 250, Workers: 1, Kernel: "plain Go", Presets: map[string]run.Speed{
			"wide":   {MS: 88.51, MSMin: 84.2, MSMax: 125.4, TrainImages: 723.4, EvalImages: 1986, GFLOPS: 52.34, Share: 0.2094, EvalShare: 0.195},
			"stride": {MS: 0.744, MSMin: 0.7, MSMax: 1.6, TrainImages: 21725, EvalImages: 63292, GFLOPS: 54.3, Share: 0.2, EvalShare: 0.21, Bytes: 30.4, Allocs: 0.002},
		}}},
		Place{"Chromium", run.Speeds{PeakGflops: 60, Workers: 2, Kernel: "SIMD", Presets: map[string]run.Speed{
			"stride": {MS: 2, MSMin: 1, MSMax: 3, TrainImages: 8000, EvalImages: 20000, GFLOPS: 20, Share: 1. / 3, EvalShare: 0.3, Bytes: 800, Allocs: 12.34},
		}}})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"ms a step images a second of the peak a step allocates",
		"preset where median min – max training evaluation GFLOP/s training evaluation bytes times",
		"stride native 0.74 0.70 – 1.60 21725 63292 54.3 20 % 21 % 30 < 0.1",
		"stride Chromium 2.00 1.00 – 3.00 8000 20000 20.0 33 % 30 % 800 12.3",
		"wide native 88.5 84.2 – 125 723 1986 52.3 21 % 20 % 0 0",
		"native: a peak of 250.0 GFLOP/s, 1 worker, arithmetic: plain Go",
		"Chromium: a peak of 60.0 GFLOP/s, 2 workers, arithmetic: SIMD",
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != len(want) {
		t.Fatalf("%d lines, want %d:\n%s", len(lines), len(want), out.String())
	}
	for i, line := range lines {
		if got := strings.Join(strings.Fields(line), " "); got != want[i] {
			t.Errorf("line %d is %q, want %q", i, got, want[i])
		}
	}
}
