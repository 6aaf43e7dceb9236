package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestPool2HasThePlainVersionsBits(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	few := []float32{0, float32(math.Copysign(0, -1)), 1, -1, float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1))}
	fill := func(n int) []float32 {
		v := make([]float32, n)
		for i := range v {
			if v[i] = random.Float32(); random.IntN(2) == 0 {
				v[i] = few[random.IntN(len(few))] // so that many are equal
			}
		}
		return v
	}
	for channels := 1; channels <= 34; channels++ {
		for pixels := range 4 {
			n := channels * pixels
			x0, x1, dy := fill(2*n), fill(2*n), fill(n)
			got, want := fill(n), fill(n)
			MaxPool2(got, x0, x1, channels)
			plainMaxPool2(want, x0, x1, channels)
			same(t, "MaxPool2", got, want)

			dx0, dx1, want0, want1 := fill(2*n), fill(2*n), fill(2*n), fill(2*n)
			MaxPool2Back(dx0, dx1, dy, got, x0, x1, channels)
			plainMaxPool2Back(want0, want1, dy, got, x0, x1, channels)
			same(t, "MaxPool2Back", dx0, want0)
			same(t, "MaxPool2Back", dx1, want1)

			SumPool2(got, x0, x1, channels, 0.25)
			plainSumPool2(want, x0, x1, channels, 0.25)
			same(t, "SumPool2", got, want)
			SumPool2Back(dx0, dx1, dy, channels, 0.25)
			plainSumPool2Back(want0, want1, dy, channels, 0.25)
			same(t, "SumPool2Back", dx0, want0)
			same(t, "SumPool2Back", dx1, want1)
		}
	}
}

func TestMaxPool2BackGivesAllToTheFirstOfEqualPixels(t *testing.T) {
	dx0, dx1 := make([]float32, 2), make([]float32, 2)
	MaxPool2Back(dx0, dx1, []float32{5}, []float32{3}, []float32{1, 3}, []float32{3, 3}, 1)
	same(t, "MaxPool2Back", append(dx0, dx1...), []float32{0, 5, 0, 0})
}
