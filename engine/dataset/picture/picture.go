// Package picture brings pictures of any size and colour to the small grey
// squares that networks are trained on.
//
// A picture is made grey, shrunk or grown so that its longer side fills the
// square, and centred; what remains on two sides has the colour of its own
// border. Shrinking takes the mean of all pixels that one is made of, in
// effect, so that thin strokes become grey and none is skipped. A grey picture
// that has the size already keeps its pixels.
package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	_ "image/gif" // decoded as PNG and JPEG are
	_ "image/jpeg"
	_ "image/png"
	"path"
	"slices"
	"strings"

	"golang.org/x/image/draw"
)

// MostPixels is the size beyond which a picture is not decoded: what a file of
// a few bytes can announce would otherwise take all memory there is.
const MostPixels = 1 << 24

// Formats names what can be decoded, for a person.
const Formats = "PNG, JPEG or GIF"

// Named reports whether a file is called as a picture that can be decoded.
func Named(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".png", ".jpg", ".jpeg", ".gif":
		return true
	}
	return false
}

// Decode returns a picture's side×side pixels, row by row, 0 black to 255
// white. Of an animation it takes the first image. What is transparent is
// white if the rest is dark, and black if the rest is bright. Fitted is whether
// the picture had another size. The error is why the file cannot be used.
func Decode(data []byte, side int) (pixels []byte, fitted bool, err error) {
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, false, damaged(err)
	}
	if config.Width < 1 || config.Height < 1 {
		return nil, false, fmt.Errorf("%d×%d pixels are no picture", config.Height, config.Width)
	}
	if config.Width > MostPixels/config.Height {
		return nil, false, fmt.Errorf("too large: %d×%d pixels, and at most %d million are decoded", config.Height, config.Width, MostPixels>>20)
	}
	decoded, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, false, damaged(err)
	}
	return Fit(decoded, side), decoded.Bounds().Dy() != side || decoded.Bounds().Dx() != side, nil
}

func damaged(err error) error {
	if errors.Is(err, image.ErrFormat) {
		return errors.New("not a " + Formats + " image by its content")
	}
	// image/png says png: of itself, and so do the others.
	return fmt.Errorf("not a whole image: %w", err)
}

// Fit returns a picture as side×side pixels, as [Decode] does.
func Fit(im image.Image, side int) []byte {
	bounds := im.Bounds()
	height, width := bounds.Dy(), bounds.Dx()
	longer := max(height, width)
	h, w := max(1, (height*side+longer/2)/longer), max(1, (width*side+longer/2)/longer)
	small := im
	if h != height || w != width {
		// In colour, for which the scaler is made; it knows what is transparent.
		scaled := image.NewRGBA(image.Rect(0, 0, w, h))
		scaler := draw.Scaler(draw.CatmullRom) // sharper where pixels become one
		if side > longer {
			scaler = draw.BiLinear // no brighter or darker than what it lies between
		}
		scaler.Scale(scaled, scaled.Rect, im, bounds, draw.Src, nil)
		small = scaled
	}
	on := sheet(small)
	pixels := on.grey(small)
	if h == side && w == side {
		return pixels
	}
	square := bytes.Repeat([]byte{on.ground(im)}, side*side)
	top, left := (side-h)/2, (side-w)/2
	for y := range h {
		copy(square[(top+y)*side+left:], pixels[y*w:][:w])
	}
	return square
}

// paper is the brightness of what lies behind a picture that is transparent in
// part, of 0xffff.
type paper uint32

// sheet returns what contrasts with what can be seen of a picture.
func sheet(im image.Image) paper {
	if o, ok := im.(interface{ Opaque() bool }); ok && !o.Opaque() && !bright(im) {
		return 0xffff
	}
	return 0
}

// bright reports whether what can be seen of a picture is brighter than the
// middle, on average.
func bright(im image.Image) bool {
	var light, seen uint64
	bounds := im.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			r, g, b, a := im.At(x, y).RGBA() // the colours are multiplied by a
			light += uint64(luminance(r, g, b))
			seen += uint64(a >> 8)
		}
	}
	return 2*light > seen
}

// grey returns a picture's brightness, row by row.
func (on paper) grey(im image.Image) []byte {
	bounds := im.Bounds()
	if g, ok := im.(*image.Gray); ok && g.Stride == bounds.Dx() {
		return g.Pix[:bounds.Dx()*bounds.Dy()]
	}
	pixels := make([]byte, 0, bounds.Dx()*bounds.Dy())
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			pixels = append(pixels, on.at(im, x, y))
		}
	}
	return pixels
}

func (on paper) at(im image.Image, x, y int) byte {
	r, g, b, a := im.At(x, y).RGBA()
	shines := (0xffff - a) * uint32(on) / 0xffff
	return luminance(r+shines, g+shines, b+shines)
}

// ground returns the brightness of a picture's border: half of its pixels are
// no brighter.
func (on paper) ground(im image.Image) byte {
	var border []byte
	bounds := im.Bounds()
	for x := bounds.Min.X; x < bounds.Max.X; x++ {
		border = append(border, on.at(im, x, bounds.Min.Y), on.at(im, x, bounds.Max.Y-1))
	}
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		border = append(border, on.at(im, bounds.Min.X, y), on.at(im, bounds.Max.X-1, y))
	}
	slices.Sort(border)
	return border[len(border)/2]
}

// luminance weighs colours as JPEG does and Go's color.GrayModel; 8-bit grey
// comes out of it as it went in.
func luminance(r, g, b uint32) byte {
	return byte((19595*min(r, 0xffff) + 38470*min(g, 0xffff) + 7471*min(b, 0xffff) + 1<<15) >> 24)
}

// Border appends the pixels along the edges of an image of this size, each
// once.
func Border(to, pixels []byte, height, width int) []byte {
	for y := range height {
		row := pixels[y*width:][:width]
		switch {
		case y == 0 || y == height-1:
			to = append(to, row...)
		case width == 1:
			to = append(to, row[0])
		default:
			to = append(to, row[0], row[width-1])
		}
	}
	return to
}
