package blas

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/gonum"
)

var _ blas.Float32 = Implementation{}

func random(r *rand.Rand, rows, columns int) blas32.General {
	m := blas32.General{Rows: rows, Cols: columns, Stride: columns + r.IntN(4)}
	m.Data = make([]float32, (rows-1)*m.Stride+columns)
	for i := range m.Data {
		m.Data[i] = r.Float32()*2 - 1
	}
	return m
}

func TestSgemmIsGonumsWithinRounding(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		m, n, k := 1+r.IntN(60), 1+r.IntN(60), 1+r.IntN(200)
		for _, tA := range []blas.Transpose{blas.NoTrans, blas.Trans} {
			for _, tB := range []blas.Transpose{blas.NoTrans, blas.Trans, blas.ConjTrans} {
				a, b, c := random(r, m, k), random(r, k, n), random(r, m, n)
				if tA != blas.NoTrans {
					a = random(r, k, m)
				}
				if tB != blas.NoTrans {
					b = random(r, n, k)
				}
				alpha, beta := r.Float32()*2-1, float32(r.IntN(3)-1)
				if beta == 0 {
					c.Data[0] = float32(math.NaN()) // must be overwritten, not multiplied
				}
				want := append([]float32(nil), c.Data...)
				gonum.Implementation{}.Sgemm(tA, tB, m, n, k, alpha, a.Data, a.Stride, b.Data, b.Stride, beta, want, c.Stride)
				Implementation{}.Sgemm(tA, tB, m, n, k, alpha, a.Data, a.Stride, b.Data, b.Stride, beta, c.Data, c.Stride)
				for i := range want {
					if d := math.Abs(float64(c.Data[i] - want[i])); !(d <= float64(k+2)*float64(k+2)*0x1p-24) {
						t.Fatalf("%d×%d×%d, %c %c, alpha %v, beta %v: element %d is %v, gonum has %v", m, k, n, tA, tB, alpha, beta, i, c.Data[i], want[i])
					}
				}
			}
		}
	}
}

func TestSgemmPanicsAsGonumsDoes(t *testing.T) {
	x := make([]float32, 100*100)
	for _, call := range []func(blas.Float32){
		func(i blas.Float32) { i.Sgemm('x', blas.NoTrans, 100, 100, 100, 1, x, 100, x, 100, 0, x, 100) },
		func(i blas.Float32) { i.Sgemm(blas.NoTrans, 'x', 100, 100, 100, 1, x, 100, x, 100, 0, x, 100) },
		func(i blas.Float32) {
			i.Sgemm(blas.NoTrans, blas.NoTrans, -1, 100, 100, 1, x, 100, x, 100, 0, x, 100)
		},
		func(i blas.Float32) {
			i.Sgemm(blas.NoTrans, blas.NoTrans, 100, 100, 100, 1, x, 99, x, 100, 0, x, 100)
		},
		func(i blas.Float32) {
			i.Sgemm(blas.NoTrans, blas.NoTrans, 100, 100, 100, 1, x[1:], 100, x, 100, 0, x, 100)
		},
		func(i blas.Float32) {
			i.Sgemm(blas.NoTrans, blas.NoTrans, 100, 100, 100, 1, x, 100, x, 100, 0, x[1:], 100)
		},
	} {
		panicked := func(i blas.Float32) (what any) {
			defer func() { what = recover() }()
			call(i)
			return nil
		}
		if got, want := panicked(Implementation{}), panicked(gonum.Implementation{}); got == nil || got != want {
			t.Errorf("it panics with %v, gonum's with %v", got, want)
		}
	}
}

func ExampleImplementation() {
	blas32.Use(Implementation{})
	defer blas32.Use(gonum.Implementation{})
	x := blas32.General{Rows: 32, Cols: 32, Stride: 32, Data: make([]float32, 32*32)}
	for i := range 32 {
		x.Data[i*32+i] = 2
	}
	y := blas32.General{Rows: 32, Cols: 32, Stride: 32, Data: make([]float32, 32*32)}
	blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, x, x, 0, y)
	fmt.Println(y.Data[0], y.Data[1])
	// Output: 4 0
}

func BenchmarkSgemm(b *testing.B) {
	for name, i := range map[string]blas.Float32{"kernel": Implementation{}, "gonum": gonum.Implementation{}} {
		b.Run(name, func(b *testing.B) {
			const n = 256
			r := rand.New(rand.NewPCG(3, 4))
			x, y, z := random(r, n, n), random(r, n, n), random(r, n, n)
			for b.Loop() {
				i.Sgemm(blas.NoTrans, blas.NoTrans, n, n, n, 1, x.Data, x.Stride, y.Data, y.Stride, 0, z.Data, z.Stride)
			}
			b.ReportMetric(2*n*n*n*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
		})
	}
}
