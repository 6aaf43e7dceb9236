package ink

import (
	"math"
	"math/rand/v2"
	"testing"
)

func draw(strokes ...[]Point) Drawing {
	var d Drawing
	for _, s := range strokes {
		d.Begin(s[0])
		for _, p := range s[1:] {
			d.Move(p)
		}
	}
	return d
}

func TestAnEmptyPadHasNoImage(t *testing.T) {
	if got := (Drawing{}).Image(28, 28); got != nil {
		t.Errorf("got %d pixels, want none", len(got))
	}
}

func TestInkTouchesAllFourBorders(t *testing.T) {
	d := draw([]Point{{0.3, 0.7}, {0.5, 0.2}, {0.7, 0.7}}, []Point{{0.4, 0.5}, {0.6, 0.5}})
	image := d.Image(28, 28)
	brightest := func(at func(i int) int) (b byte) {
		for i := range 28 {
			b = max(b, image[at(i)])
		}
		return b
	}
	for name, at := range map[string]func(int) int{
		"top":    func(i int) int { return i },
		"bottom": func(i int) int { return 27*28 + i },
		"left":   func(i int) int { return 28 * i },
		"right":  func(i int) int { return 28*i + 27 },
	} {
		if b := brightest(at); b < 60 {
			t.Errorf("%s: the brightest pixel is %d, want ink", name, b)
		}
	}
}

func TestWhereTheDrawingStandsAndHowLargeItIsMakesNoDifferenceButForThePen(t *testing.T) {
	l := func(x, y float64) Drawing {
		return draw([]Point{{0.2 + x, 0.2 + y}, {0.2 + x, 0.6 + y}, {0.5 + x, 0.6 + y}})
	}
	a, b := l(0, 0).Image(28, 28), l(0.25, 0.3).Image(28, 28)
	for i := range a {
		if diff := int(a[i]) - int(b[i]); diff < -1 || diff > 1 {
			t.Fatalf("pixel %d: %d here, %d elsewhere", i, a[i], b[i])
		}
	}
}

func TestAnUprightStrokeFillsTheImage(t *testing.T) {
	image := draw([]Point{{0.5, 0.1}, {0.5, 0.9}}).Image(28, 28)
	ink := 0
	for _, p := range image {
		ink += int(p)
	}
	if share := float64(ink) / (255 * 28 * 28); share < 0.95 {
		t.Errorf("%.3f of the image is ink, want nearly all of it", share)
	}
	if image[14*28] != 255 || image[14*28+27] != 255 {
		t.Errorf("the middle's ends are %d and %d, want 255", image[14*28], image[14*28+27])
	}
}

func TestADotBecomesADisc(t *testing.T) {
	image := draw([]Point{{0.5, 0.5}}).Image(28, 28)
	ink := 0.0
	for _, p := range image {
		ink += float64(p) / 255
	}
	if got, want := ink/(28*28), math.Pi/4; math.Abs(got-want) > 0.003 {
		t.Errorf("the disc covers %.4f of its square, want π/4 = %.4f", got, want)
	}
}

// TestCoverageIsTheShareUnderInk measures pixels of random drawings by
// throwing darts at them.
func TestCoverageIsTheShareUnderInk(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for round := range 20 {
		var d Drawing
		for range 1 + random.IntN(3) {
			d.Begin(Point{random.Float64(), random.Float64()})
			for range random.IntN(6) {
				d.Move(Point{random.Float64(), random.Float64()})
			}
		}
		const size = 9
		image := d.Image(size, size)
		low, high := d.bounds()
		for range 10 {
			x, y := random.IntN(size), random.IntN(size)
			hits := 0
			const darts = 4000
			for range darts {
				p := Point{
					low.X + (float64(x)+random.Float64())/size*(high.X-low.X),
					low.Y + (float64(y)+random.Float64())/size*(high.Y-low.Y),
				}
				if d.inked(p) {
					hits++
				}
			}
			got, want := float64(image[y*size+x])/255, float64(hits)/darts
			if math.Abs(got-want) > 0.05 {
				t.Errorf("drawing %d, pixel %d,%d: covered %.3f, darts say %.3f", round, x, y, got, want)
			}
		}
	}
}

// inked reports whether a point is within the pen's radius of a stroke: the
// definition, segment by segment.
func (d Drawing) inked(p Point) bool {
	for _, s := range d {
		for i, b := range s {
			a := s[max(0, i-1)]
			dx, dy := b.X-a.X, b.Y-a.Y
			along := 0.0
			if length := dx*dx + dy*dy; length > 0 {
				along = max(0, min(1, ((p.X-a.X)*dx+(p.Y-a.Y)*dy)/length))
			}
			if math.Hypot(p.X-a.X-along*dx, p.Y-a.Y-along*dy) <= Radius {
				return true
			}
		}
	}
	return false
}

func TestUndoTakesOneStrokeBackAndClearAll(t *testing.T) {
	d := draw([]Point{{0.1, 0.1}, {0.1, 0.9}}, []Point{{0.5, 0.5}})
	one := draw([]Point{{0.1, 0.1}, {0.1, 0.9}}).Image(28, 28)
	d.Undo()
	if got := d.Image(28, 28); string(got) != string(one) {
		t.Error("after undo the image is not that of the first stroke")
	}
	d.Undo()
	d.Undo() // of nothing
	if len(d) != 0 {
		t.Errorf("%d strokes are left", len(d))
	}
	d.Begin(Point{0.5, 0.5})
	d.Clear()
	if d.Image(28, 28) != nil {
		t.Error("there is an image after clear")
	}
}

func TestATremorAddsNoPoints(t *testing.T) {
	d := draw([]Point{{0.5, 0.5}})
	if d.Move(Point{0.5001, 0.5}) || len(d[0]) != 1 {
		t.Errorf("a movement of 0.0001 counted: %v", d[0])
	}
	if !d.Move(Point{0.6, 0.5}) {
		t.Error("a movement of 0.1 did not count")
	}
}

func BenchmarkImage(b *testing.B) {
	var d Drawing
	d.Begin(Point{0.1, 0.5})
	for i := range 400 {
		a := float64(i) / 40
		d.Move(Point{0.5 + 0.4*math.Cos(a), 0.5 + 0.4*math.Sin(1.3*a)})
	}
	for b.Loop() {
		d.Image(28, 28)
	}
}
