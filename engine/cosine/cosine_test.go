package cosine

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestPiIsWithinTwoUlpsOfPackageMath(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	for _, part := range []struct {
		want func(float64) float64 // where package math is precise
		draw func() float64
	}{
		{func(t float64) float64 { return math.Sin(math.Pi * (0.5 - t)) }, func() float64 { return 0.25 + random.Float64()/2 }},
		{func(t float64) float64 { return math.Cos(math.Pi * t) }, func() float64 { return random.Float64() / 4 }},
		{func(t float64) float64 { return -math.Cos(math.Pi * (1 - t)) }, func() float64 { return 1 - random.Float64()/4 }},
	} {
		for range 200_000 {
			x := part.draw()
			got, want := Pi(x), part.want(x)
			if d := math.Abs(got - want); d > 2*(math.Nextafter(math.Abs(want), 2)-math.Abs(want)) {
				t.Fatalf("Pi(%v) is %v, %v from %v", x, got, d, want)
			}
		}
	}
	for x, want := range map[float64]float64{0: 1, 0.5: 0, 1: -1} {
		if got := Pi(x); got != want {
			t.Errorf("Pi(%v) is %v, want %v", x, got, want)
		}
	}
}
