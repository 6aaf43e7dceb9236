// Package ink is what a person draws on the pad, as geometry: strokes of a
// round pen, and the small image that the network sees of them.
package ink

import "math"

// Point is a place on the pad, from (0, 0) at the upper left to (1, 1) at the
// lower right.
type Point struct{ X, Y float64 }

// Radius is half the pen's width, as a share of the pad's.
const Radius = 0.042

// apart is how far the pen moves before a stroke has another point: finer
// movements add nothing that can be seen.
const apart = 0.006

// Stroke is the way of the pen from touching the pad to leaving it.
type Stroke []Point

// Drawing is the strokes on the pad, in the order in which they were drawn.
type Drawing []Stroke

// Begin starts a stroke.
func (d *Drawing) Begin(p Point) { *d = append(*d, Stroke{p}) }

// Move draws the last stroke on to a point, and reports whether that is far
// enough from where the pen was to count.
func (d *Drawing) Move(p Point) bool {
	if len(*d) == 0 {
		return false
	}
	stroke := &(*d)[len(*d)-1]
	last := (*stroke)[len(*stroke)-1]
	if math.Hypot(p.X-last.X, p.Y-last.Y) < apart {
		return false
	}
	*stroke = append(*stroke, p)
	return true
}

// Undo takes the last stroke back.
func (d *Drawing) Undo() {
	if len(*d) > 0 {
		*d = (*d)[:len(*d)-1]
	}
}

// Clear empties the pad.
func (d *Drawing) Clear() { *d = nil }

// bounds returns the smallest upright rectangle that holds all ink.
func (d Drawing) bounds() (low, high Point) {
	low = Point{math.Inf(1), math.Inf(1)}
	high = Point{math.Inf(-1), math.Inf(-1)}
	for _, stroke := range d {
		for _, p := range stroke {
			low.X, low.Y = min(low.X, p.X-Radius), min(low.Y, p.Y-Radius)
			high.X, high.Y = max(high.X, p.X+Radius), max(high.Y, p.Y+Radius)
		}
	}
	return low, high
}
