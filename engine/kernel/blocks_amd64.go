//go:build goexperiment.simd && amd64

package kernel

import "unsafe"

// coverInBlocks computes a product whose terms have several outer blocks, such
// as the images of a batch in the gradient of a convolution's weights. It goes
// through all tiles with one block, whose part of A and of B stays in the
// caches, before it turns to the next; the tiles' sums wait in memory.
func (p *Product) coverInBlocks(t tiling, c, a, b, bias []float32, rows, leaves int) {
	tiles := (rows + t.rows - 1) / t.rows
	terms, groups := len(p.at)/p.terms.Outer, len(p.ends)/p.terms.Outer
	for j := 0; j < p.columns; j += t.columns {
		j := max(0, min(j, p.columns-t.columns))
		depth := 0
		for leaf := range leaves {
			slot := p.slot(depth, tiles)
			for outer := range p.terms.Outer {
				bj, step := b[(leaf*len(p.at)+outer*terms)*p.columns+j:], p.columns
				if p.columns > t.columns {
					bj, step = p.pack(bj, terms, t.columns), t.columns
				}
				for i := range tiles {
					first := max(0, min(i*t.rows, rows-t.rows))
					var ap pointers
					for r := range t.rows {
						ap[r] = unsafe.Pointer(&a[int(p.rows.at[min(first+r, rows-1)])+leaf*p.leafStep])
					}
					p.block(&slot[i], t, &ap, outer*groups, groups, bj, step)
				}
			}
			for pairs := leaf; pairs&1 == 1; pairs >>= 1 {
				addTiles(t, p.slot(depth-1, tiles), p.slot(depth, tiles))
				depth--
			}
			depth++
		}
		for ; depth > 1; depth-- {
			addTiles(t, p.slot(depth-2, tiles), p.slot(depth-1, tiles))
		}
		for i := range tiles {
			first := max(0, min(i*t.rows, rows-t.rows))
			p.write(&p.slot(0, tiles)[i], t, c, bias, j, first, min(rows, first+t.rows))
		}
	}
}

// block adds the sums of one outer block, whose groups begin with the given
// one, to a tile's.
func (p *Product) block(s *sums, t tiling, a *pointers, group, groups int, b []float32, step int) {
	begin := 0
	if group > 0 {
		begin = int(p.ends[group-1])
	}
	origin := begin
	for _, end := range p.ends[group:][:groups] {
		t.group(s, group == 0 && begin == 0, a, &p.at[begin], int(end)-begin, unsafe.Pointer(&b[(begin-origin)*step]), 4*uintptr(step))
		begin = int(end)
	}
}

// slot returns the tiles whose sums wait at a depth of the tree of leaves.
func (p *Product) slot(depth, tiles int) []sums {
	memory := p.memory(1+depth, tiles*maxTile)
	return unsafe.Slice((*sums)(unsafe.Pointer(&memory[0])), tiles)
}

func addTiles(t tiling, to, from []sums) {
	for i := range to {
		t.add(&to[i], &from[i])
	}
}
