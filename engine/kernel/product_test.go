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

func TestProductIsGonumsWithinRounding(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		m, k, n := 1+random.IntN(40), 1+random.IntN(200), 1+random.IntN(40)
		a, b, want := matrix(random, m, k), matrix(random, k, n), matrix(random, m, n)
		blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, a, b, 0, want)
		got := make([]float32, m*n)
		NewProduct(ProductShape{Rows: Steps(m, k), Out: Steps(m, n), Terms: Row(k), Columns: n}).Run(got, a.Data, b.Data, nil, m, 1)
		compare(t, fmt.Sprintf("%d×%d×%d", m, k, n), got, want.Data, float64(k))

		// The same left operand, stored transposed.
		at := matrix(random, k, m)
		for i := range m {
			for p := range k {
				at.Data[p*m+i] = a.Data[i*k+p]
			}
		}
		clear(got)
		NewProduct(ProductShape{Rows: Steps(m, 1), Out: Steps(m, n), Terms: Terms{1, 0, 1, 0, k, m}, Columns: n}).Run(got, at.Data, b.Data, nil, m, 1)
		compare(t, fmt.Sprintf("transposed %d×%d×%d", m, k, n), got, want.Data, float64(k))
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

// A trial is a product with operands to compute it from.
type trial struct {
	*Product
	c, a, b, bias []float32
	rows, leaves  int
	name          string
}

// newTrial makes a product of so many rows, in Terms of the given counts, with
// gaps between the rows of C and irregular ones between those of A.
func newTrial(random *rand.Rand, rows int, terms Terms, leaves, columns int, epilogue bool) trial {
	terms.RunStep = terms.Length*terms.Step + random.IntN(3)
	terms.OuterStep = terms.Runs*terms.RunStep + random.IntN(3)
	leafStep := 0
	if leaves > 1 {
		leafStep = terms.Outer*terms.OuterStep + 1 + random.IntN(3)
	}
	from, to := make([]int32, rows), make([]int32, rows)
	for i, place := range random.Perm(rows) {
		from[i], to[i] = int32(random.IntN(50)), int32(place*(columns+2))
	}
	s := ProductShape{NewOffsets(from), NewOffsets(to), terms, leafStep, columns, epilogue}
	t := trial{Product: NewProduct(s), rows: 1 + random.IntN(rows), leaves: leaves,
		name: fmt.Sprintf("%d rows, %+v, %d leaves, %d columns", rows, terms, leaves, columns)}
	fill := func(n int) []float32 { return matrix(random, n, 1).Data }
	t.c = fill(rows * (columns + 2))
	t.a = fill(50 + leaves*(leafStep+terms.Outer*terms.OuterStep))
	t.b = fill(leaves * terms.Len() * columns)
	if epilogue {
		t.bias = fill(columns)
	}
	return t
}

// check compares what run makes of a trial's C with the plain product.
func (x trial) check(t *testing.T, run func(c []float32)) {
	t.Helper()
	want, got := append([]float32(nil), x.c...), append([]float32(nil), x.c...)
	x.plain(want, x.a, x.b, x.bias, x.rows, x.leaves)
	run(got)
	for i := range want {
		if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
			t.Fatalf("%s (%d of the rows, %s): element %d is %v, plain %v", x.name, x.rows, Name(), i, got[i], want[i])
		}
	}
}

// trials calls f with every shape up to a tile and its tails, and with larger
// ones at random.
func trials(f func(trial)) {
	random := rand.New(rand.NewPCG(3, 4))
	for rows := 1; rows <= 10; rows++ {
		for length := 1; length <= 6; length++ {
			for columns := 1; columns <= 18; columns++ {
				f(newTrial(random, rows, Terms{1, 0, 1 + random.IntN(3), 0, length, 1}, 1, columns, random.IntN(2) == 0))
			}
		}
	}
	for range 300 {
		terms := Terms{1 + random.IntN(3), 0, 1 + random.IntN(15), 0, 1 + random.IntN(40), 1 + random.IntN(4)}
		if random.IntN(3) == 0 {
			terms.Length = 1 + random.IntN(300)
		}
		leaves := 1
		if random.IntN(2) == 0 {
			leaves = 1 + random.IntN(MaxLeaves)
		}
		f(newTrial(random, 1+random.IntN(70), terms, leaves, 1+random.IntN(70), random.IntN(2) == 0))
	}
}

func TestProductHasThePlainProductsBits(t *testing.T) {
	trials(func(x trial) {
		x.check(t, func(c []float32) { x.Run(c, x.a, x.b, x.bias, x.rows, x.leaves) })
		x.check(t, func(c []float32) { x.run(c, x.a, x.b, x.bias, x.rows, x.leaves) })
	})
}

func TestLeavesAreAddedInPairs(t *testing.T) {
	a, b := Make(7), Make(7)
	for i := range a {
		a[i], b[i] = float32(math.Sqrt(float64(i+2))), 1
	}
	for leaves, want := range map[int]float32{
		1: a[0],
		2: a[0] + a[1],
		3: a[0] + a[1] + a[2],
		5: (a[0] + a[1]) + (a[2] + a[3]) + a[4],
		7: ((a[0] + a[1]) + (a[2] + a[3])) + ((a[4] + a[5]) + a[6]),
	} {
		p := NewProduct(ProductShape{Rows: Steps(1, 1), Out: Steps(1, 1), Terms: Row(1), LeafStep: 1, Columns: 1})
		c := []float32{0}
		if p.Run(c, a, b, nil, 1, leaves); c[0] != want {
			t.Errorf("%d leaves: %v, want %v", leaves, c[0], want)
		}
	}
}

func TestGroupsAreWholeRunsOrPiecesOfOne(t *testing.T) {
	for _, c := range []struct {
		terms Terms
		want  []int32
	}{
		{Row(84), []int32{84}},
		{Row(200), []int32{84, 168, 200}},
		{Terms{1, 0, 5, 30, 30, 1}, []int32{60, 120, 150}},
		{Terms{2, 100, 3, 30, 30, 1}, []int32{60, 90, 150, 180}},
		{Terms{1, 0, 2, 100, 100, 1}, []int32{84, 100, 184, 200}},
	} {
		if _, ends := c.terms.offsets(); fmt.Sprint(ends) != fmt.Sprint(c.want) {
			t.Errorf("%+v: groups end at %v, want %v", c.terms, ends, c.want)
		}
	}
}

func BenchmarkProduct(b *testing.B) {
	random := rand.New(rand.NewPCG(5, 6))
	for _, s := range []struct {
		name    string
		m, k, n int
	}{
		{"784x400x16", 784, 400, 16},
		{"392x400x16", 392, 400, 16}, // half the images
		{"784x400x8", 784, 400, 8},   // half the outputs
		{"3136x25x16", 3136, 25, 16},
		{"784x25x6", 784, 25, 6},
		{"16x784x64", 16, 784, 64},
		{"784x16x64", 784, 16, 64},
		{"16x64x10", 16, 64, 10},
		{"3136x800x64", 3136, 800, 64},
	} {
		b.Run(s.name, func(b *testing.B) {
			x, y, z := matrix(random, s.m, s.k), matrix(random, s.k, s.n), matrix(random, s.m, s.n)
			p := NewProduct(ProductShape{Rows: Steps(s.m, s.k), Out: Steps(s.m, s.n), Terms: Row(s.k), Columns: s.n})
			for b.Loop() {
				p.Run(z.Data, x.Data, y.Data, nil, s.m, 1)
			}
			b.ReportMetric(float64(2*s.m*s.k*s.n)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
		})
	}
}

// BenchmarkSmallestProduct measures what a call costs.
func BenchmarkSmallestProduct(b *testing.B) {
	p := NewProduct(ProductShape{Rows: Steps(1, 1), Out: Steps(1, 4), Terms: Row(1), Columns: 4})
	x, y := Make(4), make([]float32, 4)
	for b.Loop() {
		p.Run(y, x, x, nil, 1, 1)
	}
}
