// Package blas offers the kernels' matrix product to users of gonum, in the
// browser too:
//
//	blas32.Use(blas.Implementation{})
//
// All but Sgemm are gonum's own.
package blas

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"

	"glyphlab/engine/kernel"
)

// Implementation implements gonum's [blas.Float32].
type Implementation struct{ gonum.Implementation }

// small is how many multiplications a product has at least to be worth
// preparing.
const small = 1 << 14

// Sgemm computes
//
//	C = alpha·A·B + beta·C
//
// where A and B, or their transposes if tA or tB say so, are m×k and k×n, and C
// is m×n. It panics as gonum's does if an argument is wrong. The sums are
// grouped (see [kernel.Terms]), so that they have at most the rounding errors
// of gonum's, not the same ones.
func (i Implementation) Sgemm(tA, tB blas.Transpose, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	if !(m > 0 && n > 0 && k > 0) || m*n < small/k || alpha == 0 || !fits(tA, m, k, a, lda) || !fits(tB, k, n, b, ldb) || !fits(blas.NoTrans, m, n, c, ldc) {
		i.Implementation.Sgemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
		return
	}
	rows, terms := kernel.Steps(m, lda), kernel.Row(k)
	if tA != blas.NoTrans {
		rows = kernel.Steps(m, 1)
		terms.Step = lda
	}
	sums := make([]float32, m*n)
	kernel.NewProduct(kernel.ProductShape{Rows: rows, Out: kernel.Steps(m, n), Terms: terms, Columns: n}).
		Run(sums, a, packed(tB, k, n, b, ldb), nil, m, 1)
	for i := range m {
		row := c[i*ldc:][:n]
		for j, s := range sums[i*n:][:n] {
			if beta == 0 {
				row[j] = float32(alpha * s) // whatever C had, numbers or not
			} else {
				row[j] = float32(alpha*s) + float32(beta*row[j])
			}
		}
	}
}

// fits reports whether an operand of so many rows and columns, once it is
// transposed if t says so, lies within its slice.
func fits(t blas.Transpose, rows, columns int, x []float32, step int) bool {
	switch t {
	case blas.NoTrans:
	case blas.Trans, blas.ConjTrans:
		rows, columns = columns, rows
	default:
		return false
	}
	return step >= columns && len(x) >= (rows-1)*step+columns
}

// packed returns B, row after row, with the margin that a product asks for.
func packed(t blas.Transpose, k, n int, b []float32, step int) []float32 {
	rows := kernel.Make(k * n)
	if t != blas.NoTrans {
		kernel.Transpose(rows, n, b, step, n, k)
		return rows
	}
	for p := range k {
		copy(rows[p*n:][:n], b[p*step:])
	}
	return rows
}
