package kernel

// Product adds the matrix product A·B to C:
//
//	for each group of columns p of A, in order:
//		C[i,j] += Σ A[i,p]·B[p,j]
//
// The sum over a group begins at zero and takes its terms in order; the last
// group may be smaller. One group for all columns is one sum; several bound
// the error of long sums and state how the sum splits into parts that can be
// computed apart from each other.
//
// A is m×k, m = rows.Len(), k = columns.Len(), with element (i, p) at
// a[rows[i]+columns[p]]. B is k×n, row after row. Row i of C are the n floats
// at c[at[i]:]; no two of C's rows may overlap, nor C and A or B. b needs
// [Margin] floats of capacity beyond its end (see [Make]).
//
// Product panics if a matrix reaches beyond its slice.
func Product(c []float32, at Offsets, a []float32, rows, columns Offsets, b []float32, n, group int) {
	m, k := rows.Len(), columns.Len()
	switch {
	case m == 0 || k == 0 || n == 0:
		return
	case at.Len() != m:
		panic("kernel: the product's C and A differ in rows")
	case at.end-1+n > len(c):
		panic("kernel: the product's C reaches beyond its slice")
	case rows.end-1+columns.end > len(a):
		panic("kernel: the product's A reaches beyond its slice")
	case k*n > len(b):
		panic("kernel: the product's B reaches beyond its slice")
	case k*n+Margin > cap(b):
		panic("kernel: the product's B has no margin, see Make")
	case group < 1:
		panic("kernel: the product's groups have less than one column")
	}
	product(c, at.at, a, rows.at, columns.at, b, n, group)
}

// plainProduct is the specification of [Product]. It computes four outputs
// side by side: four sums that do not wait for each other.
func plainProduct(c []float32, at []int32, a []float32, rows, columns []int32, b []float32, n, group int) {
	for i, row := range rows {
		ai := a[row:]
		ci := c[at[i]:][:n]
		for p := 0; p < len(columns); p += group {
			terms := columns[p:min(p+group, len(columns))]
			bp := b[p*n:]
			j := 0
			for ; j+4 <= n; j += 4 {
				var s0, s1, s2, s3 float32
				for q, column := range terms {
					x := ai[column]
					y := bp[q*n+j:][:4]
					s0 += float32(x * y[0])
					s1 += float32(x * y[1])
					s2 += float32(x * y[2])
					s3 += float32(x * y[3])
				}
				ci[j] += s0
				ci[j+1] += s1
				ci[j+2] += s2
				ci[j+3] += s3
			}
			for ; j < n; j++ {
				var s float32
				for q, column := range terms {
					s += float32(ai[column] * bp[q*n+j])
				}
				ci[j] += s
			}
		}
	}
}
