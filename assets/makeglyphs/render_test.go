package main

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"testing"

	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

func alphabet(t testing.TB, ttf []byte) Alphabet {
	t.Helper()
	font, err := sfnt.Parse(ttf)
	if err != nil {
		t.Fatal(err)
	}
	letters, err := render(openType{font})
	if err != nil {
		t.Fatal(err)
	}
	return letters
}

func TestLettersTouchAllFourBorders(t *testing.T) {
	for name, ttf := range map[string][]byte{"regular": goregular.TTF, "bold": gobold.TTF, "italic": goitalic.TTF, "mono": gomono.TTF} {
		faceLetters := alphabet(t, ttf)
		for c := range classes {
			g := &faceLetters[c]
			var top, bottom, left, right int
			for i := range side {
				top += int(g[i])
				bottom += int(g[area-side+i])
				left += int(g[i*side])
				right += int(g[i*side+side-1])
			}
			if top == 0 || bottom == 0 || left == 0 || right == 0 {
				t.Errorf("%s %c: ink along top, bottom, left, right is %d, %d, %d, %d; none may be 0", name, letters[c], top, bottom, left, right)
			}
		}
	}
}

func TestInkIsWhiteOnBlack(t *testing.T) {
	faceLetters := alphabet(t, goregular.TTF)
	row := faceLetters['C'-'A'][side/2*side:][:side]
	if row[1] != 255 || row[side/2] != 0 || row[side-1] != 0 {
		t.Errorf("C's middle row is %v: expected ink at its left end only", row)
	}
}

func TestSameFontMakesSameBytes(t *testing.T) {
	const want = "0b630dae443155ce531c18d5594ce17048e57645bfbdf64da10f50302c0deab9"
	sum := sha256.New()
	faceLetters := alphabet(t, goregular.TTF)
	for c := range classes {
		sum.Write(faceLetters[c][:])
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != want {
		t.Errorf("Go Regular's letters have SHA-256 %s, expected %s: the bundled set would change", got, want)
	}
}

func TestPixelsAreTheShareThatIsCovered(t *testing.T) {
	// Of the half of a box below its diagonal every pixel's share is known.
	triangle := []point{{0, 0}, {0, 100}, {100, 100}}
	glyph, ok := stretch([][]point{triangle})
	if !ok {
		t.Fatal("a triangle was taken for blank")
	}
	for y := range side {
		for x := range side {
			want := 0
			if x < y {
				want = 255
			} else if x == y {
				want = 127
			}
			if got := int(glyph[y*side+x]); got < want-1 || got > want+1 {
				t.Fatalf("pixel %d,%d is %d, expected %d", x, y, got, want)
			}
		}
	}
}

func TestCountersStayOpen(t *testing.T) {
	box := []point{{0, 0}, {280, 0}, {280, 280}, {0, 280}}
	counter := []point{{70, 70}, {70, 210}, {210, 210}, {210, 70}}
	glyph, _ := stretch([][]point{box, counter})
	for y := range side {
		for x := range side {
			inside := x >= 7 && x < 21 && y >= 7 && y < 21
			if ink := glyph[y*side+x] == 255; ink == inside {
				t.Fatalf("pixel %d,%d is %d", x, y, glyph[y*side+x])
			}
		}
	}
}

func TestCurvesReachTheirExtremes(t *testing.T) {
	// A quadratic arch's highest point lies half way to its control point.
	segments := sfnt.Segments{
		{Op: sfnt.SegmentOpMoveTo, Args: args(0, 0)},
		{Op: sfnt.SegmentOpQuadTo, Args: args(50, 100, 100, 0)},
	}
	rings := polygon(segments)
	if len(rings) != 1 || len(rings[0]) != 1+pieces {
		t.Fatalf("an arch became %v", rings)
	}
	top := rings[0][pieces/2]
	if math.Abs(float64(top.x)-50) > 1e-4 || math.Abs(float64(top.y)-50) > 1e-4 {
		t.Errorf("the arch's highest point is %v, expected {50 50}", top)
	}
}

func TestOutlineWithoutAreaIsBlank(t *testing.T) {
	for _, rings := range [][][]point{nil, {{{3, 3}}}, {{{0, 0}, {10, 0}}}, {{{0, 0}, {0, 10}}}} {
		if _, ok := stretch(rings); ok {
			t.Errorf("%v was drawn", rings)
		}
	}
}

// args are a segment's points from their coordinates.
func args(xy ...fixed.Int26_6) (points [3]fixed.Point26_6) {
	for i := 0; i < len(xy); i += 2 {
		points[i/2] = fixed.Point26_6{X: xy[i], Y: xy[i+1]}
	}
	return points
}
