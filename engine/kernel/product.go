package kernel

import (
	"runtime"
	"slices"
	"unsafe"
)

// A Product is a matrix product of a given shape, to be computed again and
// again:
//
//	C[i,j] = Σ A[i,p]·B[p,j] over p, then + bias[j], then max(0, …), if so asked
//
// A's element (i, p) is at a[rows[i]+terms[p]], so that A need not lie in one
// piece. B is k×columns, row after row. Row i of C are the floats at
// c[out[i]:]; no two of C's rows may overlap, nor C and A or B.
//
// The order of the sum is fixed, see [Terms]: the terms of a group are added
// in order to zero, the groups' sums in order to zero. If the sum has several
// leaves, every leaf is such a sum, of Terms that lie LeafStep further in A
// and follow in B, and the leaves are added in pairs: 0+1, 2+3, …, then the
// pairs in pairs, and so on; what has no partner moves up. So a leaf, and every
// pair in it, can be computed apart from the others.
type Product struct {
	rows, out Offsets
	terms     Terms
	leafStep  int
	columns   int
	rectify   bool

	at, ends []int32     // the terms' offsets in a leaf, and where groups end
	reach    int         // the largest of at
	scratch  [][]float32 // memory to work in
	emitted  func()      // see emit; nil where there is none
}

// A ProductShape describes a [Product].
type ProductShape struct {
	Rows     Offsets // where in A each row begins
	Out      Offsets // where in C each row begins, one for each of Rows
	Terms    Terms   // of one leaf, at least one
	LeafStep int     // how far A moves from one leaf to the next
	Columns  int     // of B and C, at least 1
	Rectify  bool    // whether what is negative in the end becomes 0
}

// MaxLeaves is the most leaves that a sum can have.
const MaxLeaves = 8

// NewProduct prepares a product. Its arguments are trusted, but for what would
// let it reach beyond a slice, which Run checks.
func NewProduct(s ProductShape) *Product {
	if s.Rows.Len() != s.Out.Len() || s.Terms.Len() < 1 || s.Columns < 1 {
		panic("kernel: a product needs as many rows in A as in C, a term and a column")
	}
	p := &Product{rows: s.Rows, out: s.Out, terms: s.Terms, leafStep: s.LeafStep, columns: s.Columns, rectify: s.Rectify}
	p.at, p.ends = s.Terms.offsets()
	p.reach = int(slices.Max(p.at))
	p.emitted = emit(p)
	return p
}

// Run computes the first rows of C, from so many leaves. bias is nil or has a
// number for each column. b needs [Margin] floats of capacity beyond its end
// (see [Make]).
//
// Run panics if a matrix reaches beyond its slice.
func (p *Product) Run(c, a, b, bias []float32, rows, leaves int) {
	if rows == 0 {
		return
	}
	all, out := p.rows, p.out
	if rows < all.Len() {
		all, out = all.First(rows), out.First(rows)
	}
	reach := all.end + p.reach + (leaves-1)*p.leafStep
	switch {
	case leaves < 1 || leaves > MaxLeaves:
		panic("kernel: a product has from 1 to 8 leaves")
	case out.end-1+p.columns > len(c):
		panic("kernel: the product's C reaches beyond its slice")
	case reach > len(a):
		panic("kernel: the product's A reaches beyond its slice")
	case leaves*len(p.at)*p.columns > len(b):
		panic("kernel: the product's B reaches beyond its slice")
	case leaves*len(p.at)*p.columns+Margin > cap(b):
		panic("kernel: the product's B has no margin, see Make")
	case bias != nil && len(bias) < p.columns:
		panic("kernel: the product's bias is shorter than its rows")
	}
	if p.emitted != nil {
		arguments = [...]uint32{address(c), address(a), address(b), address(bias), addressOf(all.at), addressOf(out.at), uint32(rows), uint32(leaves)}
		p.emitted()
		runtime.KeepAlive(b) // which may be nobody else's: addresses do not keep it
		return
	}
	p.run(c, a, b, bias, rows, leaves)
}

// plain is the specification of [Product.Run]. It computes four columns side
// by side: four sums that do not wait for each other.
func (p *Product) plain(c, a, b, bias []float32, rows, leaves int) {
	for i := range rows {
		row, to := a[p.rows.at[i]:], c[p.out.at[i]:][:p.columns]
		for j := 0; j < p.columns; j += 4 {
			sum := p.sum(row, b[j:], min(4, p.columns-j), leaves)
			for x := range min(4, p.columns-j) {
				y := sum[x]
				if bias != nil {
					y += bias[j+x]
				}
				if p.rectify && y < 0 {
					y = 0
				}
				to[j+x] = y
			}
		}
	}
}

// sum returns a row's sums for up to four columns of B.
func (p *Product) sum(row, b []float32, columns, leaves int) [4]float32 {
	var waiting [4][4]float32 // for a partner
	depth := 0
	for leaf := range leaves {
		total := p.leaf(row[leaf*p.leafStep:], b[leaf*len(p.at)*p.columns:], columns)
		for pairs := leaf; pairs&1 == 1; pairs >>= 1 {
			depth--
			total = plus(waiting[depth], total)
		}
		waiting[depth] = total
		depth++
	}
	total := waiting[depth-1]
	for depth--; depth > 0; depth-- {
		total = plus(waiting[depth-1], total)
	}
	return total
}

// leaf returns the sums of one leaf.
func (p *Product) leaf(row, b []float32, columns int) (total [4]float32) {
	first := 0
	for _, end := range p.ends {
		var s [4]float32
		if columns == 4 {
			s = fourColumns(row, p.at[first:end], b[first*p.columns:], p.columns)
		} else {
			for q, at := range p.at[first:end] {
				for j := range columns {
					s[j] += float32(row[at] * b[(first+q)*p.columns+j])
				}
			}
		}
		total = plus(total, s)
		first = int(end)
	}
	return total
}

func fourColumns(row []float32, at []int32, b []float32, columns int) [4]float32 {
	var s0, s1, s2, s3 float32
	for q, at := range at {
		x, y := row[at], b[q*columns:][:4]
		s0 += float32(x * y[0])
		s1 += float32(x * y[1])
		s2 += float32(x * y[2])
		s3 += float32(x * y[3])
	}
	return [4]float32{s0, s1, s2, s3}
}

func plus(x, y [4]float32) [4]float32 {
	return [4]float32{x[0] + y[0], x[1] + y[1], x[2] + y[2], x[3] + y[3]}
}

// arguments are what emitted code reads: addresses in the program's memory of
// c, a, b, bias (0 if there is none), rows, out; then the rows and leaves.
var arguments [8]uint32

func address(x []float32) uint32 { return uint32(uintptr(unsafe.Pointer(unsafe.SliceData(x)))) }
func addressOf(x []int32) uint32 { return uint32(uintptr(unsafe.Pointer(unsafe.SliceData(x)))) }
