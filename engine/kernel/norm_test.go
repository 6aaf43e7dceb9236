package kernel

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

func TestNormalizationHasThePlainVersionsBits(t *testing.T) {
	random := rand.New(rand.NewPCG(15, 16))
	for n := 1; n < 70; n++ {
		for rows := range 6 {
			slope := []float32{0, 1, 0.1}[rows%3]
			x, y, dy := vector(random, rows*n), vector(random, rows*n), vector(random, rows*n)
			a, b, c, d := vector(random, n), vector(random, n), vector(random, n), vector(random, n)
			copied := func(v []float32) []float32 { return append([]float32(nil), v...) }
			of := fmt.Sprintf(" of %d rows", rows)

			got, want := copied(a), copied(a)
			SumSquares(got, x, b)
			plainSumSquares(want, x, b, 0)
			same(t, "SumSquares"+of, got, want)

			got, want = copied(y), copied(y)
			Normalize(got, x, a, b, c, slope)
			plainNormalize(want, x, a, b, c, slope, 0)
			same(t, "Normalize"+of, got, want)

			got, want = copied(a), copied(a)
			gotDot, wantDot := copied(b), copied(b)
			SumGradients(got, gotDot, dy, y, x, c, slope)
			plainSumGradients(want, wantDot, dy, y, x, c, slope, 0)
			same(t, "SumGradients, sum"+of, got, want)
			same(t, "SumGradients, dot"+of, gotDot, wantDot)

			got, want = copied(y), copied(y)
			NormalizeBack(got, dy, y, x, a, b, c, d, slope)
			plainNormalizeBack(want, dy, y, x, a, b, c, d, slope, 0)
			same(t, "NormalizeBack"+of, got, want)
		}
	}
}

func BenchmarkNormalization(b *testing.B) {
	random := rand.New(rand.NewPCG(17, 18))
	const pixels = 784
	for _, channels := range []int{6, 32, 64} {
		n := pixels * channels
		x, y, dy, dx := Make(n), Make(n), Make(n), Make(n)
		for i := range x {
			x[i], y[i], dy[i] = random.Float32()-0.5, random.Float32()-0.5, random.Float32()-0.5
		}
		s, m, f, d := Make(channels), Make(channels), Make(channels), Make(channels)
		for _, c := range []struct {
			name string
			do   func()
		}{
			{"SumRows", func() { SumRows(s, x) }},
			{"SumSquares", func() { SumSquares(s, x, m) }},
			{"Normalize", func() { Normalize(y, x, m, f, d, 0) }},
			{"SumGradients", func() { SumGradients(s, d, dy, y, x, m, 0) }},
			{"NormalizeBack", func() { NormalizeBack(dx, dy, y, x, m, s, f, d, 0) }},
		} {
			b.Run(fmt.Sprintf("%s/%d", c.name, channels), func(b *testing.B) {
				b.SetBytes(int64(4 * n))
				for b.Loop() {
					c.do()
				}
			})
		}
	}
}
