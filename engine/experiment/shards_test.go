package experiment

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"glyphlab/engine/dataset"
	"glyphlab/engine/dataset/datasettest"
	"glyphlab/engine/run"
)

// shard returns a set of noise, all of one split.
func shard(t *testing.T, split dataset.Split, count int, random *rand.Rand) *dataset.Set {
	t.Helper()
	info := dataset.Info{Name: "noise", Title: "Noise", Height: 28, Width: 28, Bits: 4, Classes: strings.Split("ABCDEFGHIJ", "")}
	info.Counts[split] = count
	return datasettest.Made(t, info, func(_ dataset.Split, _ int, pixels []byte) int {
		for i := range pixels {
			pixels[i] = byte(random.IntN(256))
		}
		return random.IntN(10)
	})
}

// A run over shards begins with the first of them, and when the others come
// changes none of its bits.
func TestARunBeginsWithTheFirstShard(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	parts := []*dataset.Set{
		shard(t, dataset.Validation, 20, random),
		shard(t, dataset.Training, 1024, random),
		shard(t, dataset.Training, 1024, random),
		shard(t, dataset.Training, 100, random),
		shard(t, dataset.Test, 20, random),
	}
	for _, order := range []string{run.Shuffled, run.Sequential} {
		settings := run.Defaults()
		settings.Order, settings.Batch, settings.Steps, settings.Patience = order, 16, 150, 9
		ends := map[string]bool{}
		for _, late := range []bool{true, false} {
			info := parts[0].Info
			info.Counts = [3]int{2148, 20, 20}
			set := dataset.NewSet(info)
			set.Window = 1024
			e, err := New(settings, set)
			if err != nil {
				t.Fatal(err)
			}
			came := 0
			come := func() {
				t.Helper()
				if err := set.Append(parts[came]); err != nil {
					t.Fatal(err)
				}
				came++
			}
			for !late && came < len(parts) {
				come()
			}
			var waited []int
			for !e.Done() {
				for !e.Ready() {
					waited = append(waited, e.Taken())
					come()
				}
				if _, err := e.Step(); err != nil {
					t.Fatal(err)
				}
				for _, split := range e.Due() {
					if _, err := e.Evaluate(split, nil); err != nil {
						t.Fatal(err)
					}
				}
			}
			// 64 batches of a shard, 128 of two; the test set at the end.
			if want := []int{0, 0, 64, 128, 149}; late && !slices.Equal(waited, want) {
				t.Errorf("%s: the run waited for shards after steps %v, want %v", order, waited, want)
			}
			ends[e.SHA256()] = true
		}
		if len(ends) != 1 {
			t.Errorf("%s: the shards' arrival changed the weights: %v", order, ends)
		}
	}
}
