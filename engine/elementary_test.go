package engine

import (
	"math"
	"math/rand/v2"
	"testing"
)

// ulps returns how many units in the last place of want lie between the two.
func ulps(got, want float64) float64 {
	if got == want || got != got && want != want {
		return 0
	}
	return math.Abs(got-want) / (math.Nextafter(math.Abs(want), math.Inf(1)) - math.Abs(want))
}

func TestElementaryFunctionsAreWithinTwoUlpsOfPackageMath(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	for _, f := range []struct {
		name      string
		got, want func(float64) float64
		draw      func() float64
		special   []float64
	}{
		{"exp", exp, math.Exp, func() float64 { return random.Float64()*1400 - 700 },
			[]float64{0, 1, -1, 1e-300, 709, 710, 1e300, -700, -708, -746, -1e300, math.Inf(1), math.Inf(-1), math.NaN()}},
		{"exp of small numbers", exp, math.Exp, func() float64 { return random.Float64()*2 - 1 }, nil},
		{"log", log, math.Log, func() float64 { return math.Ldexp(1+random.Float64(), random.IntN(2000)-1000) },
			[]float64{0, 1, 2, 0.5, 0x1p-1022, math.MaxFloat64, -1, math.Inf(1), math.NaN()}},
		{"log near 1", log, math.Log, func() float64 { return 0.5 + random.Float64() }, nil},
	} {
		var worst float64
		check := func(x float64) {
			e := ulps(f.got(x), f.want(x))
			worst = max(worst, e)
			if !(e <= 2) {
				t.Fatalf("%s(%v) is %v, %v ulps from %v", f.name, x, f.got(x), e, f.want(x))
			}
		}
		for _, x := range f.special {
			check(x)
		}
		for range 200_000 {
			check(f.draw())
		}
		t.Logf("%s: %v ulps at most", f.name, worst)
	}
}

func TestTanhIsAFloat32sNearest(t *testing.T) {
	random := rand.New(rand.NewPCG(13, 14))
	for range 200_000 {
		x := math.Ldexp(random.Float64()*2-1, random.IntN(40)-33)
		got, want := tanh(x), math.Tanh(x)
		if e := math.Abs(got-want) / math.Abs(want); !(e < 1e-11) {
			t.Fatalf("tanh(%v) is %v, want %v", x, got, want)
		}
	}
	for x, want := range map[float64]float64{0: 0, 1000: 1, -1000: -1} {
		if got := tanh(x); got != want {
			t.Errorf("tanh(%v) is %v, want %v", x, got, want)
		}
	}
}
