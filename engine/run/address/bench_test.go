package address

import (
	"slices"
	"strings"
	"testing"

	"glyphlab/engine/run"
)

func TestAnAddressMayAskForSpeeds(t *testing.T) {
	for _, c := range []struct {
		query   string
		presets []string // nil where nothing is to be measured
		workers int
		problem string
	}{
		{query: "?preset=stride"},
		{query: "?bench", presets: run.BenchPresets},
		{query: "?bench=stride", presets: []string{"stride"}},
		{query: "?workers=8&bench=wide,lenet5", presets: []string{"wide", "lenet5"}, workers: 8},
		{query: "?bench=stride,maxpool,lenet5,wide&workers=1", presets: run.BenchPresets, workers: 1},
		{query: "?bench=giant", problem: "stride, maxpool, lenet5, wide"},
		{query: "?bench=lenet5-momentum", problem: "lenet5-momentum"},
		{query: "?bench=stride,,wide", problem: `""`},
		{query: "?bench=stride,stride", problem: "twice"},
		{query: "?bench=stride&workers=0", problem: "from 1 to 8"},
		{query: "?workers=9&bench=stride", problem: `"9"`},
	} {
		a := Parse(c.query)
		if c.problem == "" != (len(a.Problems) == 0) || c.problem != "" && !strings.Contains(a.Problems[0].Error(), c.problem) {
			t.Errorf("%s: problems %q, want one that says %q", c.query, a.Problems, c.problem)
		}
		if !slices.Equal(a.Bench, c.presets) || a.Workers != c.workers {
			t.Errorf("%s: measures %v with %d workers, want %v with %d", c.query, a.Bench, a.Workers, c.presets, c.workers)
		}
	}
}
