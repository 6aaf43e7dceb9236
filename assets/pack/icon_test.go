package main

import (
	"bytes"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// smallIcon is a black square in the middle of a white one, with a red hole.
const smallIcon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">
	<rect width="8" height="8" fill="#ffffff"/>
	<path fill="#000000" d="M2 2h4v4H2z"/>
	<path fill="#ff0000" d="m3.5 3.5.5-.5 1 .0V5L3 5z"/>
</svg>`

func draws(t *testing.T, svg string) ([]source, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "icon.svg")
	if err := os.WriteFile(path, []byte(svg), 0o666); err != nil {
		t.Fatal(err)
	}
	return icons(path)
}

func TestIconsAreTheDrawingInItsSizes(t *testing.T) {
	drawn, err := draws(t, smallIcon)
	if err != nil {
		t.Fatal(err)
	}
	white, black, red := color.RGBA{255, 255, 255, 255}, color.RGBA{0, 0, 0, 255}, color.RGBA{255, 0, 0, 255}
	for i, size := range []int{192, 512} {
		picture, err := png.Decode(bytes.NewReader(drawn[i].data))
		if err != nil {
			t.Fatal(err)
		}
		if b := picture.Bounds(); b.Dx() != size || b.Dy() != size {
			t.Fatalf("%s has the size %v", drawn[i].name, b.Size())
		}
		for _, p := range []struct {
			x, y float64 // in the drawing
			want color.RGBA
		}{
			{1, 1, white}, {7, 4, white}, {4, 7, white},
			{2.2, 2.2, black}, {5.8, 5.8, black}, {5.2, 4, black},
			{4.5, 3.2, red}, {4.8, 4.8, red}, {3.4, 4.8, red}, {3.1, 3.2, black},
		} {
			if got := picture.At(int(p.x*float64(size)/8), int(p.y*float64(size)/8)); got != p.want {
				t.Errorf("%s: at %g, %g is %v, want %v", drawn[i].name, p.x, p.y, got, p.want)
			}
		}
	}
}

func TestIconsThatCannotBeDrawnAreNamed(t *testing.T) {
	for change, want := range map[string]string{
		"0 0 8 8→0 0 8 9": "a square",
		"#000000→black":   "#rrggbb",
		"M2 2h4→M2 2c4":   "which pack does not draw",
		"h4v4→h4v":        "no number",
		"</svg>→":         "no SVG",
	} {
		from, to, _ := strings.Cut(change, "→")
		if _, err := draws(t, strings.Replace(smallIcon, from, to, 1)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: the error is %v, want %q in it", change, err, want)
		}
	}
}
