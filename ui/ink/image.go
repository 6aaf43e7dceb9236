package ink

import (
	"math"
	"slices"
)

// lines is how many lines across a row of pixels are measured; along a line
// the coverage is exact.
const lines = 8

// Image returns the drawing as notMNIST and the bundled data have their
// letters: the ink's bounding box, stretched along each axis on its own to
// fill height × width pixels, white on black, each pixel as bright as the
// share of it that ink covers. It is nil if there is no ink.
//
// A drawing that is one straight upright stroke therefore becomes an image
// full of ink, as a sans-serif I does in the data.
func (d Drawing) Image(height, width int) []byte {
	if len(d) == 0 || height < 1 || width < 1 {
		return nil
	}
	low, high := d.bounds()
	scaleX := float64(width) / (high.X - low.X)
	stepY := (high.Y - low.Y) / float64(height*lines)

	pixels := make([]byte, height*width)
	row := make([]float64, width)
	var inked []span
	for y := range height {
		clear(row)
		for line := range lines {
			at := low.Y + (float64(y*lines+line)+0.5)*stepY
			inked = d.across(at, inked[:0])
			for _, s := range inked {
				cover(row, (s.from-low.X)*scaleX, (s.to-low.X)*scaleX)
			}
		}
		for x, covered := range row {
			pixels[y*width+x] = byte(math.Round(255 * min(1, covered/lines)))
		}
	}
	return pixels
}

// span is a piece of a horizontal line.
type span struct{ from, to float64 }

// across appends the pieces of the line at height y that lie under ink, from
// left to right and apart from each other.
func (d Drawing) across(y float64, to []span) []span {
	for _, stroke := range d {
		for i, b := range stroke {
			a := stroke[max(0, i-1)] // the first point is a dot
			if s, ok := penAcross(a, b, y); ok {
				to = append(to, s)
			}
		}
	}
	slices.SortFunc(to, func(a, b span) int {
		switch {
		case a.from < b.from:
			return -1
		case a.from > b.from:
			return 1
		}
		return 0
	})
	apart := to[:0]
	for _, s := range to {
		if n := len(apart); n > 0 && s.from <= apart[n-1].to {
			apart[n-1].to = max(apart[n-1].to, s.to)
		} else {
			apart = append(apart, s)
		}
	}
	return apart
}

// penAcross returns the piece of the line at height y that the pen covers on
// its way from a to b. What it covers is convex (two discs and the rectangle
// between them), so it is one piece.
func penAcross(a, b Point, y float64) (span, bool) {
	s := span{math.Inf(1), math.Inf(-1)}
	if y < min(a.Y, b.Y)-Radius || y > max(a.Y, b.Y)+Radius {
		return s, false
	}
	include := func(x float64) { s.from, s.to = min(s.from, x), max(s.to, x) }
	for _, centre := range [2]Point{a, b} {
		if h := y - centre.Y; math.Abs(h) <= Radius {
			half := math.Sqrt(Radius*Radius - h*h)
			include(centre.X - half)
			include(centre.X + half)
		}
	}
	if length := math.Hypot(b.X-a.X, b.Y-a.Y); length > 0 {
		aside := Point{-(b.Y - a.Y) / length * Radius, (b.X - a.X) / length * Radius}
		corners := [4]Point{
			{a.X + aside.X, a.Y + aside.Y}, {b.X + aside.X, b.Y + aside.Y},
			{b.X - aside.X, b.Y - aside.Y}, {a.X - aside.X, a.Y - aside.Y},
		}
		for i, p := range corners {
			q := corners[(i+1)%4]
			if (p.Y <= y) != (q.Y <= y) {
				include(p.X + (y-p.Y)/(q.Y-p.Y)*(q.X-p.X))
			}
		}
	}
	return s, s.from <= s.to
}

// cover adds to every pixel of a row the share of it that lies between from
// and to, both in pixels.
func cover(row []float64, from, to float64) {
	from, to = max(0, from), min(float64(len(row)), to)
	for x := int(from); x < len(row) && float64(x) < to; x++ {
		row[x] += max(0, min(to, float64(x+1))-max(from, float64(x)))
	}
}
