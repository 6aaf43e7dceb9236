package experiment

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"glyphlab/engine/dataset"
	"glyphlab/engine/dataset/datasettest"
	"glyphlab/engine/run"
)

// BenchmarkStepOfMany measures a training step where there are more and more
// images, as shards and with 4 bits a pixel: their number is not to matter.
func BenchmarkStepOfMany(b *testing.B) {
	for _, images := range []int{10_000, 100_000, 529_114} {
		b.Run(fmt.Sprint(images), func(b *testing.B) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			set := many(b, images)
			runtime.GC()
			runtime.ReadMemStats(&after)
			settings := run.Defaults()
			settings.Order, settings.Steps = run.Shuffled, 1_000_000
			e, err := New(settings, set)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			times := make([]float64, 0, 1_000_000)
			for b.Loop() {
				begun := time.Now()
				if _, err := e.Step(); err != nil {
					b.Fatal(err)
				}
				times = append(times, time.Since(begun).Seconds())
			}
			slices.Sort(times)
			b.ReportMetric(1e3*times[len(times)/2], "ms/step")
			b.ReportMetric(1e3*times[len(times)/10], "ms/step-tenth") // what other programs disturbed least
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(images), "B/image")
		})
	}
}

// many returns a set of so many training images of noise, in shards.
func many(b *testing.B, images int) *dataset.Set {
	b.Helper()
	const each = 10_240
	info := dataset.Info{
		Name: "noise", Title: "Noise", Height: 28, Width: 28, Bits: 4,
		Classes: strings.Split("ABCDEFGHIJ", ""), Counts: [3]int{images, 10, 10},
	}
	set := dataset.NewSet(info)
	set.Window = each
	random := rand.New(rand.NewPCG(1, 2))
	for first := 0; first < images; first += each {
		info.Counts = [3]int{min(each, images-first), 0, 0}
		shard := datasettest.Made(b, info, func(_ dataset.Split, _ int, pixels []byte) int {
			for i := range pixels {
				pixels[i] = byte(i*first) ^ byte(random.Uint32())
			}
			return random.IntN(10)
		})
		if err := set.Append(shard); err != nil {
			b.Fatal(err)
		}
	}
	return set
}
