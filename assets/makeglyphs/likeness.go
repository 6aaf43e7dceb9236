package main

// tile is the side, in pixels, of the squares whose sums are compared before
// the pixels are.
const (
	tile      = 4
	tiles     = side / tile // of a row
	tileCount = tiles * tiles
)

// Tiled is an image's sums over squares of tile×tile pixels. The difference
// of two images' sums is at most the difference of their pixels, so most pairs
// need no closer look.
type Tiled [tileCount]int32

func (g *Glyph) tiled() (t Tiled) {
	for i, v := range g {
		t[i/side/tile*tiles+i%side/tile] += int32(v)
	}
	return t
}

// distance is the sum of the absolute differences of the images' pixels, or
// any number of at least limit as soon as the sum reaches that.
func (g *Glyph) distance(h *Glyph, limit int) int {
	sum := 0
	for row := 0; row < area && sum < limit; row += side {
		a, b := g[row:row+side], h[row:row+side]
		for i := range a {
			d := int(a[i]) - int(b[i])
			sum += max(d, -d)
		}
	}
	return sum
}

// bound is at most the distance of the two images.
func (t *Tiled) bound(u *Tiled) int {
	sum := int32(0)
	for i := range t {
		d := t[i] - u[i]
		sum += max(d, -d)
	}
	return int(sum)
}

// nearDuplicate is the mean difference of two faces' pixels, in grey levels
// of 255 over all ten letters, below which the later one is left out.
const nearDuplicate = 6

// duplicates finds for each face the first kept face that it nearly repeats,
// or -1 if it is to be kept itself. Faces are taken in order.
func duplicates(faces []Face) []int {
	const limit = nearDuplicate * area * classes
	tiled := make([][classes]Tiled, len(faces))
	first := make([]int, len(faces))
	var kept []int
	for i := range faces {
		for c := range classes {
			tiled[i][c] = faces[i].Letters[c].tiled()
		}
		first[i] = -1
		for _, k := range kept {
			if near(&faces[i], &faces[k], &tiled[i], &tiled[k], limit) {
				first[i] = k
				break
			}
		}
		if first[i] < 0 {
			kept = append(kept, i)
		}
	}
	return first
}

// near reports whether the two faces' distance over all letters is below
// limit.
func near(a, b *Face, ta, tb *[classes]Tiled, limit int) bool {
	bound := 0
	for c := range classes {
		if bound += ta[c].bound(&tb[c]); bound >= limit {
			return false
		}
	}
	sum := 0
	for c := range classes {
		if sum += a.Letters[c].distance(&b.Letters[c], limit-sum); sum >= limit {
			return false
		}
	}
	return true
}
