package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

// adaptation is Adam's third step at a rate of 0.001.
var adaptation = Adaptation{
	KeepMean: 0.9, KeepSquare: 0.999, TakeMean: 0.1, TakeSquare: 0.001,
	Rate: 0.001 / (1 - 0.729), Root: 18.26, Epsilon: 1e-8,
}

func TestAdaptHasThePlainVersionsBits(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	for n := range 70 {
		w, mean, square, g := vector(random, n), vector(random, n), vector(random, n), vector(random, n)
		for i, v := range square {
			square[i] = v * v
		}
		wantW, wantMean, wantSquare := append([]float32(nil), w...), append([]float32(nil), mean...), append([]float32(nil), square...)
		adaptation.plainAdapt(wantW, wantMean, wantSquare, g)
		adaptation.Adapt(w, mean, square, g)
		same(t, "weights", w, wantW)
		same(t, "means", mean, wantMean)
		same(t, "squares", square, wantSquare)
	}
}

func TestSquareSumAddsEverySquareInTheOrderItStates(t *testing.T) {
	random := rand.New(rand.NewPCG(13, 14))
	for n := range 70 {
		x := Make(n)
		var lanes [8]float64
		for i := range x {
			x[i] = random.Float32()*2 - 1
			if i < n&^7 {
				lanes[i%8] += float64(x[i]) * float64(x[i])
			}
		}
		want := ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]))
		for _, v := range x[n&^7:] {
			want += float64(v) * float64(v)
		}
		if got := SquareSum(x); got != want {
			t.Errorf("%d elements: %v, want %v", n, got, want)
		}
	}
	if got := SquareSum([]float32{math.MaxFloat32, math.MaxFloat32}); math.IsInf(got, 0) {
		t.Errorf("the squares of two finite numbers add up to %v", got)
	}
}
