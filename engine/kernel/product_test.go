package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// matrix returns a rows×columns matrix of random numbers, row after row.
func matrix(random *rand.Rand, rows, columns int) blas32.General {
	m := blas32.General{Rows: rows, Cols: columns, Stride: max(columns, 1), Data: Make(rows * columns)}
	for i := range m.Data {
		m.Data[i] = random.Float32()*2 - 1
	}
	return m
}

func copied(m blas32.General) blas32.General {
	data := Make(len(m.Data))
	copy(data, m.Data)
	m.Data = data
	return m
}

func TestProductIsGonumsWithinRounding(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		m, k, n := 1+random.IntN(40), 1+random.IntN(60), 1+random.IntN(40)
		group := 1 + random.IntN(k)
		a, b, c := matrix(random, m, k), matrix(random, k, n), matrix(random, m, n)
		want := copied(c)
		blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, a, b, 1, want)
		got := copied(c)
		Product(got.Data, Steps(m, n), a.Data, Steps(m, k), Steps(k, 1), b.Data, n, group)
		compare(t, fmt.Sprintf("%d×%d×%d", m, k, n), got.Data, want.Data, float64(k))

		// The same left operand, stored transposed.
		at := matrix(random, k, m)
		for i := range m {
			for p := range k {
				at.Data[p*m+i] = a.Data[i*k+p]
			}
		}
		clear(got.Data)
		copy(got.Data, c.Data)
		Product(got.Data, Steps(m, n), at.Data, Steps(m, 1), Steps(k, m), b.Data, n, group)
		compare(t, fmt.Sprintf("transposed %d×%d×%d", m, k, n), got.Data, want.Data, float64(k))
	}
}

func compare(t *testing.T, name string, got, want []float32, terms float64) {
	t.Helper()
	for i := range want {
		if d := math.Abs(float64(got[i] - want[i])); d > (terms+2)*(terms+2)*0x1p-24 {
			t.Fatalf("%s: element %d is %v, gonum has %v", name, i, got[i], want[i])
		}
	}
}

// Every shape up to a tile and its tails, and larger ones at random.
func TestProductHasThePlainProductsBits(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	check := func(m, k, n, group int) {
		a, b, c := matrix(random, m, k), matrix(random, k, n), matrix(random, m, n)
		columns := make([]int32, k)
		for p := range columns {
			columns[p] = int32(random.IntN(k)) // any order, with repetitions
		}
		want, got := copied(c), copied(c)
		plainProduct(want.Data, Steps(m, n).at, a.Data, Steps(m, k).at, columns, b.Data, n, group)
		Product(got.Data, Steps(m, n), a.Data, Steps(m, k), NewOffsets(columns), b.Data, n, group)
		for i := range want.Data {
			if math.Float32bits(got.Data[i]) != math.Float32bits(want.Data[i]) {
				t.Fatalf("%d×%d×%d in groups of %d: element %d is %v, plain %v (%s)", m, k, n, group, i, got.Data[i], want.Data[i], Name())
			}
		}
	}
	for m := 1; m <= 9; m++ {
		for k := 1; k <= 9; k++ {
			for n := 1; n <= 18; n++ {
				check(m, k, n, k)
				check(m, k, n, 1+random.IntN(k))
			}
		}
	}
	for range 100 {
		m, k, n := 1+random.IntN(100), 1+random.IntN(100), 1+random.IntN(100)
		check(m, k, n, 1+random.IntN(k))
	}
}

func BenchmarkProduct(b *testing.B) {
	random := rand.New(rand.NewPCG(5, 6))
	for _, s := range []struct {
		name    string
		m, k, n int
	}{
		{"784x400x16", 784, 400, 16},
		{"196x25x16", 196, 25, 16},
		{"49x400x16", 49, 400, 16},
		{"784x25x6", 784, 25, 6},
		{"16x784x64", 16, 784, 64},
		{"784x16x64", 784, 16, 64},
		{"16x64x10", 16, 64, 10},
	} {
		b.Run(s.name, func(b *testing.B) {
			x, y, z := matrix(random, s.m, s.k), matrix(random, s.k, s.n), matrix(random, s.m, s.n)
			at, rows, columns := Steps(s.m, s.n), Steps(s.m, s.k), Steps(s.k, 1)
			for b.Loop() {
				Product(z.Data, at, x.Data, rows, columns, y.Data, s.n, s.k)
			}
			b.ReportMetric(float64(2*s.m*s.k*s.n)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
		})
	}
}
