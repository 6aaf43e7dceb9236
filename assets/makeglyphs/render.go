package main

import (
	"errors"
	"fmt"
	"image"
	"image/draw"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

const (
	side    = 28          // pixels, both ways
	area    = side * side // pixels of one image
	letters = "ABCDEFGHIJ"
	classes = len(letters)
)

// Glyph is one letter as notMNIST's recipe draws it: 28×28 pixels, row by
// row, 0 paper (black) to 255 ink (white), the outline's bounding box
// stretched to the whole image.
type Glyph [area]byte

// levels is the glyph in the 16 levels that the data set keeps.
func (g *Glyph) levels() (out Glyph) {
	for i, v := range g {
		out[i] = byte((int(v) + 8) / 17 * 17)
	}
	return out
}

// Alphabet is a face's letters A to J.
type Alphabet [classes]Glyph

// pieces is how many chords stand for one curve. At 28 pixels the error of
// 16 chords is far below a grey level.
const pieces = 16

// point is a place on the outline in font units, y downwards as sfnt has it.
type point struct{ x, y float32 }

// polygon turns a glyph's segments into closed rings of points, curves
// replaced by chords.
func polygon(segments sfnt.Segments) [][]point {
	var rings [][]point
	var ring []point
	at := func(p fixed.Point26_6) point { return point{float32(p.X), float32(p.Y)} }
	for _, s := range segments {
		a := s.Args
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if len(ring) > 0 {
				rings = append(rings, ring)
			}
			ring = []point{at(a[0])}
		case sfnt.SegmentOpLineTo:
			ring = append(ring, at(a[0]))
		case sfnt.SegmentOpQuadTo:
			// A quadratic Bézier curve as the cubic that is equal to it.
			p, q, r := ring[len(ring)-1], at(a[0]), at(a[1])
			ring = curve(ring, p, between(p, q, 2.0/3), between(r, q, 2.0/3), r)
		case sfnt.SegmentOpCubeTo:
			ring = curve(ring, ring[len(ring)-1], at(a[0]), at(a[1]), at(a[2]))
		}
	}
	if len(ring) > 0 {
		rings = append(rings, ring)
	}
	return rings
}

// curve appends the chords of the cubic Bézier curve p, q, r, s by
// de Casteljau's construction.
func curve(ring []point, p, q, r, s point) []point {
	for i := 1; i < pieces; i++ {
		t := float32(i) / pieces
		pq, qr, rs := between(p, q, t), between(q, r, t), between(r, s, t)
		ring = append(ring, between(between(pq, qr, t), between(qr, rs, t), t))
	}
	return append(ring, s)
}

// between is the point at fraction t of the way from p to q. The conversions
// keep the compiler from fusing multiply and add, so that every machine draws
// the same bytes.
func between(p, q point, t float32) point {
	return point{p.x + float32(t*(q.x-p.x)), p.y + float32(t*(q.y-p.y))}
}

// stretch draws the rings so that their bounding box fills the whole image,
// each axis on its own; every pixel is the share of it that is covered.
// It reports false for an outline without area.
func stretch(rings [][]point) (Glyph, bool) {
	var glyph Glyph
	if len(rings) == 0 {
		return glyph, false
	}
	low, high := rings[0][0], rings[0][0]
	for _, ring := range rings {
		for _, p := range ring {
			low = point{min(low.x, p.x), min(low.y, p.y)}
			high = point{max(high.x, p.x), max(high.y, p.y)}
		}
	}
	if low.x == high.x || low.y == high.y {
		return glyph, false
	}
	fit := func(p point) (x, y float32) {
		return side * ((p.x - low.x) / (high.x - low.x)), side * ((p.y - low.y) / (high.y - low.y))
	}
	raster := vector.NewRasterizer(side, side)
	raster.DrawOp = draw.Src
	for _, ring := range rings {
		raster.MoveTo(fit(ring[0]))
		for _, p := range ring[1:] {
			raster.LineTo(fit(p))
		}
		raster.ClosePath()
	}
	coverage := &image.Alpha{Pix: glyph[:], Stride: side, Rect: image.Rect(0, 0, side, side)}
	raster.Draw(coverage, coverage.Rect, image.Opaque, image.Point{})
	return glyph, true
}

// A typeface gives the outlines of its letters.
type typeface interface {
	// outline returns a letter's outline, y downwards, in units of the
	// font's own; errNoLetter if there is none.
	outline(letter rune) (sfnt.Segments, error)
}

var errNoLetter = errors.New("not in the character map")

// openType is a TrueType or OpenType font.
type openType struct{ *sfnt.Font }

func (f openType) outline(letter rune) (sfnt.Segments, error) {
	var buffer sfnt.Buffer
	index, err := f.GlyphIndex(&buffer, letter)
	if err != nil {
		return nil, err
	}
	if index == 0 {
		return nil, errNoLetter
	}
	// At this size sfnt's coordinates are the font's own units, unrounded.
	return f.LoadGlyph(&buffer, index, fixed.Int26_6(f.UnitsPerEm()), nil)
}

// render draws a face's letters A to J. The error says which letter is
// missing, broken or blank.
func render(face typeface) (Alphabet, error) {
	var alphabet Alphabet
	for class, letter := range letters {
		segments, err := face.outline(letter)
		if err != nil {
			return alphabet, fmt.Errorf("%c: %w", letter, err)
		}
		glyph, ok := stretch(polygon(segments))
		if !ok {
			return alphabet, fmt.Errorf("%c: blank", letter)
		}
		alphabet[class] = glyph
	}
	return alphabet, nil
}
