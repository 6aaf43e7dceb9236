package run

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

func TestAnAddressMayAskForSpeeds(t *testing.T) {
	for _, c := range []struct {
		query   string
		presets []string // nil where nothing is to be measured
		workers int
		problem string
	}{
		{query: "?preset=stride"},
		{query: "?bench", presets: BenchPresets},
		{query: "?bench=stride", presets: []string{"stride"}},
		{query: "?workers=8&bench=wide,lenet5", presets: []string{"wide", "lenet5"}, workers: 8},
		{query: "?bench=stride,maxpool,lenet5,wide&workers=1", presets: BenchPresets, workers: 1},
		{query: "?bench=giant", problem: "stride, maxpool, lenet5, wide"},
		{query: "?bench=lenet5-momentum", problem: "lenet5-momentum"},
		{query: "?bench=stride,,wide", problem: `""`},
		{query: "?bench=stride,stride", problem: "twice"},
		{query: "?bench=stride&workers=0", problem: "from 1 to 8"},
		{query: "?workers=9&bench=stride", problem: `"9"`},
	} {
		a := ParseAddress(c.query)
		if c.problem == "" != (len(a.Problems) == 0) || c.problem != "" && !strings.Contains(a.Problems[0].Error(), c.problem) {
			t.Errorf("%s: problems %q, want one that says %q", c.query, a.Problems, c.problem)
		}
		if !slices.Equal(a.Bench, c.presets) || a.Workers != c.workers {
			t.Errorf("%s: measures %v with %d workers, want %v with %d", c.query, a.Bench, a.Workers, c.presets, c.workers)
		}
	}
}

func TestSpeedsAsJSON(t *testing.T) {
	s := Speeds{PeakGflops: 53.5, Workers: 1, Kernel: "plain Go", Presets: map[string]Speed{
		"stride": {MS: 2, MSMin: 1.5, MSMax: 3, TrainImages: 8000, EvalImages: 30000, GFLOPS: 20, Share: 0.375, EvalShare: 0.5, Bytes: 0, Allocs: 0},
	}}
	const want = `{"peakGflops":53.5,"workers":1,"kernel":"plain Go","presets":{"stride":{"ms":2,"msMin":1.5,"msMax":3,` +
		`"trainImages":8000,"evalImages":30000,"gflops":20,"share":0.375,"evalShare":0.5,"bytes":0,"allocs":0}}}`
	if got, err := json.Marshal(s); err != nil || string(got) != want {
		t.Errorf("got %s, %v; want %s", got, err, want)
	}
}
