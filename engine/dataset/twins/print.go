// Package twins finds images that are nearly the same: one glyph rasterised
// twice, or two fonts that differ by a hair.
//
// Two images are twins when three things hold, each cheaper to look at than
// the next:
//
//   - their hashes, 64 bits each, differ in at most [Radius] of them;
//   - the means of their 8×8 blocks differ by at most [Limit] on average;
//   - their pixels do.
//
// The hash alone is not enough. Glyphs are stretched to fill their square, so
// that every plain I is a white square and most plain Ls agree: of notMNIST's
// pairs within three bits, half have different labels. The pixels decide, and
// the hash finds whom to ask. Of pairs whose pixels differ by less than 4 all
// have the same label; by 4 to 6, 97 in a hundred; by 6 to 8, 94.
package twins

// Limit is the greatest mean difference of twins' pixels, of 255.
const Limit = 4

// Blocks is how many blocks an image is cut into, along each axis 8.
const Blocks = side * side

const side = 8

// A Print is what is remembered of an image.
type Print struct {
	Hash  uint64       // bit i is whether Means[i] is above the middle
	Means [Blocks]byte // of the image's blocks, row by row
}

// A Printer makes prints of images of one size.
type Printer struct {
	height, width int
	rows, columns [side][]share
}

// A share is a row or a column that lies, in part, in a block.
type share struct {
	at     int
	weight int // eighths of it that do
}

// NewPrinter returns a Printer for images of this size.
func NewPrinter(height, width int) *Printer {
	return &Printer{height: height, width: width, rows: shares(height), columns: shares(width)}
}

// shares cuts n rows into 8 blocks of n eighths of a row each.
func shares(n int) (blocks [side][]share) {
	for b := range blocks {
		for at := b * n / side; at < n && at*side < (b+1)*n; at++ {
			blocks[b] = append(blocks[b], share{at, min((b+1)*n, (at+1)*side) - max(b*n, at*side)})
		}
	}
	return blocks
}

// Print returns an image's print. It may be called by several goroutines.
func (p *Printer) Print(pixels []byte) Print {
	var out Print
	var sums [side]int // of a row, by block
	area := p.height * p.width
	for by, rows := range p.rows {
		var block [side]int
		for _, row := range rows {
			line := pixels[row.at*p.width:][:p.width]
			for bx, columns := range p.columns {
				sums[bx] = 0
				for _, c := range columns {
					sums[bx] += c.weight * int(line[c.at])
				}
				block[bx] += row.weight * sums[bx]
			}
		}
		for bx, sum := range block {
			i := by*side + bx
			out.Means[i] = byte((2*sum + area) / (2 * area))
			if 2*sum > 255*area {
				out.Hash |= 1 << i
			}
		}
	}
	return out
}

// Alike says whether two images' pixels differ by at most [Limit] on average.
func Alike(a, b []byte) bool {
	left := Limit * len(a)
	for i, p := range a {
		if d := int(p) - int(b[i]); d < 0 {
			left += d
		} else {
			left -= d
		}
	}
	return left >= 0
}

// mostApart is how far the means of twins' blocks are apart, all together:
// blocks' means never differ by more than their pixels do on average, but for
// half a unit of rounding each.
const mostApart = (Limit + 1) * Blocks

// mayBeAlike says whether images with these means can be [Alike].
func mayBeAlike(a, b *[Blocks]byte) bool {
	left := mostApart
	for i := 0; i < Blocks && left >= 0; i += side {
		x, y := (*[side]byte)(a[i:]), (*[side]byte)(b[i:])
		for j, p := range x {
			d := int(p) - int(y[j])
			left -= max(d, -d)
		}
	}
	return left >= 0
}
