//go:build goexperiment.simd && amd64

package kernel

import "unsafe"

// The largest tile that any machine here uses.
const (
	maxTileRows    = 6
	maxTileColumns = 32
	maxTile        = 96
)

// sums are a tile's sums, row after row.
type sums [maxTile]float32

// pointers are where a tile's rows begin in A.
type pointers [maxTileRows]unsafe.Pointer

// A tiling is the size of a machine's tiles. What computes them is
//
//	tiling.group(s *sums, first bool, a *pointers, at *int32, n int, b unsafe.Pointer, step uintptr)
//	tiling.add(s, x *sums)
//	tiling.finish(c, s, bias unsafe.Pointer, rectify bool)
//
// group adds the sums of a group of terms, which begin at zero, to the tile's,
// or puts them there if the group is the first. The terms are a[r] + at[q], q < n, in floats, times the tile's columns of the
// rows of B, which lie step bytes apart. add adds another tile's sums. finish writes one row of a tile, all
// its columns, to C; bias may be nil.
type tiling struct{ rows, columns int }

// cover computes a product by covering C with tiles. The last tiles of the
// rows and of the columns overlap those before them. Where C is narrower than a
// tile, what B has to the right of its last column are other floats of its
// slice or its margin.
func (p *Product) cover(t tiling, c, a, b, bias []float32, rows, leaves int) {
	terms := leaves * len(p.at)
	var slots [4]sums
	for j := 0; j < p.columns; j += t.columns {
		j := max(0, min(j, p.columns-t.columns))
		bj, step := b[j:], p.columns
		if p.columns > t.columns && rows >= 8*t.rows {
			bj, step = p.pack(bj, terms, t.columns), t.columns
		}
		for i := 0; i < rows; i += t.rows {
			i := max(0, min(i, rows-t.rows))
			p.tile(&slots, t, a, bj, step, i, min(rows, i+t.rows), leaves)
			p.write(&slots[0], t, c, bias, j, i, min(rows, i+t.rows))
		}
	}
}

// memory returns n floats of one of the pieces of the product's memory: the
// first for some columns of B side by side, the others for tiles that wait. They
// keep what is in them as long as n is the same.
func (p *Product) memory(piece, n int) []float32 {
	for len(p.scratch) <= piece {
		p.scratch = append(p.scratch, nil)
	}
	if len(p.scratch[piece]) < n {
		p.scratch[piece] = Make(n)
	}
	return p.scratch[piece][:n]
}

// pack copies a block of B's columns side by side.
func (p *Product) pack(b []float32, terms, columns int) []float32 {
	packed := p.memory(0, terms*columns)
	for k := range terms {
		copy(packed[k*columns:][:columns], b[k*p.columns:])
	}
	return packed
}

// tile sums the rows from first to last. The sum is in the first slot in the
// end; those behind it are for sums that wait for a partner.
func (p *Product) tile(slots *[4]sums, t tiling, a, b []float32, step, first, last, leaves int) {
	var ap pointers
	for r := range t.rows {
		ap[r] = unsafe.Pointer(&a[p.rows.at[min(first+r, last-1)]])
	}
	depth := 0
	for leaf := range leaves {
		p.leafTile(&slots[depth], t, &ap, b[leaf*len(p.at)*step:], step)
		for pairs := leaf; pairs&1 == 1; pairs >>= 1 {
			t.add(&slots[depth-1], &slots[depth])
			depth--
		}
		depth++
		if leaf < leaves-1 {
			for r := range t.rows {
				ap[r] = unsafe.Add(ap[r], 4*p.leafStep)
			}
		}
	}
	for ; depth > 1; depth-- {
		t.add(&slots[depth-2], &slots[depth-1])
	}
}

// leafTile sums one leaf, group by group.
func (p *Product) leafTile(s *sums, t tiling, a *pointers, b []float32, step int) {
	begin := 0
	for _, end := range p.ends {
		t.group(s, begin == 0, a, &p.at[begin], int(end)-begin, unsafe.Pointer(&b[begin*step]), 4*uintptr(step))
		begin = int(end)
	}
}

// write writes a tile's sums to C.
func (p *Product) write(s *sums, t tiling, c, bias []float32, column, first, last int) {
	if p.columns < t.columns {
		p.writeNarrow(s, t, c, bias, first, last)
		return
	}
	var from unsafe.Pointer
	if bias != nil {
		from = unsafe.Pointer(&bias[column])
	}
	for r := range last - first {
		t.finish(unsafe.Pointer(&c[int(p.out.at[first+r])+column]), unsafe.Pointer(&s[r*t.columns]), from, p.rectify)
	}
}

// writeNarrow does so where C has fewer columns than a tile.
func (p *Product) writeNarrow(s *sums, t tiling, c, bias []float32, first, last int) {
	var padded, row [maxTileColumns]float32
	var from unsafe.Pointer
	if bias != nil {
		copy(padded[:p.columns], bias)
		from = unsafe.Pointer(&padded)
	}
	for r := range last - first {
		t.finish(unsafe.Pointer(&row), unsafe.Pointer(&s[r*t.columns]), from, p.rectify)
		y := c[p.out.at[first+r]:][:p.columns]
		for j := range y {
			y[j] = row[j]
		}
	}
}
