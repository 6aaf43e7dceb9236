package run

import (
	"encoding/json"
	"testing"
)

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
