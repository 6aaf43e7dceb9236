package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// vector returns random numbers, some of them zero, huge or no numbers.
func vector(random *rand.Rand, n int) []float32 {
	odd := []float32{0, float32(math.Copysign(0, -1)), math.MaxFloat32, math.SmallestNonzeroFloat32, float32(math.Inf(1)), float32(math.Inf(-1))}
	v := Make(n)
	for i := range v {
		v[i] = random.Float32()*2 - 1
		if random.IntN(9) == 0 {
			v[i] = odd[random.IntN(len(odd))]
		}
	}
	return v
}

func same(t *testing.T, name string, got, want []float32) {
	t.Helper()
	for i := range want {
		if math.Float32bits(got[i]) != math.Float32bits(want[i]) && (got[i] == got[i] || want[i] == want[i]) {
			t.Fatalf("%s, %d elements: element %d is %v, plain %v", name, len(want), i, got[i], want[i])
		}
	}
}

func TestElementsHaveThePlainVersionsBits(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	for n := range 70 {
		for _, f := range []struct {
			name        string
			fast, plain func(y, x, z []float32)
		}{
			{"Add", func(y, x, _ []float32) { Add(y, x) }, func(y, x, _ []float32) { plainAdd(y, x) }},
			{"Descend", func(y, x, _ []float32) { Descend(y, x, 0.3) }, func(y, x, _ []float32) { plainDescend(y, x, 0.3) }},
			{"Accelerate", func(y, x, _ []float32) { Accelerate(y, x, 0.9) }, func(y, x, _ []float32) { plainAccelerate(y, x, 0.9) }},
			{"Scale", func(y, _, _ []float32) { Scale(y, 0.7) }, func(y, _, _ []float32) { plainScale(y, 0.7) }},
			{"Approach", func(y, x, _ []float32) { Approach(y, x, 0.1) }, func(y, x, _ []float32) { plainApproach(y, x, 0.1) }},
			{"Rectify", func(y, x, _ []float32) { Rectify(y, x) }, func(y, x, _ []float32) { plainRectify(y, x) }},
			{"Leak", func(y, x, _ []float32) { Leak(y, x, 0.1) }, func(y, x, _ []float32) { plainLeak(y, x, 0.1) }},
			{"LeakBack", func(y, x, z []float32) { LeakBack(y, x, z, 0.1) }, func(y, x, z []float32) { plainLeakBack(y, x, z, 0.1) }},
			{"RectifyBack", func(y, x, z []float32) { RectifyBack(y, x, z) }, func(y, x, z []float32) { plainRectifyBack(y, x, z) }},
		} {
			y, x, z := vector(random, n), vector(random, n), vector(random, n)
			want := append([]float32(nil), y...)
			f.plain(want, x, z)
			f.fast(y, x, z)
			same(t, f.name, y, want)
		}
		w, kept, g := Make(n), Make(n), Make(n)
		for i := range w {
			w[i], g[i] = random.Float32(), random.Float32()
		}
		before, want := slices.Clone(w), slices.Clone(w)
		plainDescend(want, g, 0.3)
		if !DescendKeeping(w, kept, g, 0.3) {
			t.Errorf("%d finite numbers are not called finite", n)
		}
		same(t, "DescendKeeping", w, want)
		same(t, "what DescendKeeping keeps", kept, before)
		for i := range g {
			g[i] = float32(math.Inf(1))
			if DescendKeeping(w, kept, g, 0.3) {
				t.Errorf("infinity at %d of %d is called finite", i, n)
			}
			copy(w, kept)
			g[i] = 0
		}
		for rows := range 5 {
			y, x, row := vector(random, rows*(n+1)), vector(random, rows*(n+1)), vector(random, n+1)
			want := append([]float32(nil), y...)
			plainAddToRows(want, x, row)
			AddToRows(y, x, row)
			same(t, fmt.Sprint("AddToRows of ", rows), y, want)

			want = append([]float32(nil), row...)
			plainSumRows(want, x)
			SumRows(row, x)
			same(t, fmt.Sprint("SumRows of ", rows), row, want)
		}
	}
}

func TestFiniteFindsWhatIsNot(t *testing.T) {
	for n := range 70 {
		x := Make(n)
		for i := range x {
			x[i] = math.MaxFloat32
		}
		if !Finite(x) {
			t.Fatalf("%d finite numbers are not called finite", n)
		}
		for i := range x {
			for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
				x[i] = float32(v)
				if Finite(x) {
					t.Fatalf("%v at %d of %d is called finite", v, i, n)
				}
			}
			x[i] = 1
		}
	}
}

func TestTransposeSwapsRowsAndColumns(t *testing.T) {
	random := rand.New(rand.NewPCG(13, 14))
	for rows := range 10 {
		for columns := range 10 {
			xStep, yStep := columns+random.IntN(3), rows+random.IntN(3)
			x, y := vector(random, rows*xStep), vector(random, columns*yStep)
			want := append([]float32(nil), y...)
			for i := range rows {
				for j := range columns {
					want[j*yStep+i] = x[i*xStep+j]
				}
			}
			Transpose(y, yStep, x, xStep, rows, columns)
			same(t, fmt.Sprintf("Transpose of %d×%d", rows, columns), y, want)
		}
	}
}

func BenchmarkElements(b *testing.B) {
	random := rand.New(rand.NewPCG(9, 10))
	x, y, z, row := Make(50176), Make(50176), Make(50176), Make(16)
	mean, square := Make(50176), Make(50176)
	for i := range x {
		x[i], y[i] = random.Float32()-0.5, random.Float32()-0.5
	}
	for _, f := range []struct {
		name string
		do   func()
	}{
		{"Add", func() { Add(z, x) }},
		{"Descend", func() { Descend(y, x, 0.1) }},
		{"Approach", func() { Approach(y, x, 0.1) }},
		{"SquareSum", func() { SquareSum(x) }},
		{"Adam", func() { adaptation.Adapt(y, mean, square, x) }},
		{"Rectify", func() { Rectify(z, x) }},
		{"RectifyBack", func() { RectifyBack(z, x, y) }},
		{"AddToRows", func() { AddToRows(z, x, row) }},
		{"SumRows", func() { SumRows(row, x) }},
		{"Finite", func() { Finite(x) }},
		{"Transpose", func() { Transpose(z, 784, x, 64, 784, 64) }},
	} {
		b.Run(f.name, func(b *testing.B) {
			b.SetBytes(int64(4 * len(x)))
			for b.Loop() {
				f.do()
			}
		})
	}
}
