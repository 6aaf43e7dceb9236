package ink

import (
	"math"
	"slices"
)

// A Frame is how a data set's images hold what they show. In notMNIST's and in
// the bundled ones it fills the image, stretched along both axes; in MNIST's it
// keeps its aspect and has a margin.
type Frame struct {
	// Size is the longer side of what is shown, as a share of the image's; 0 if
	// it fills the image.
	Size float64
}

// inked is how bright a pixel is that shows something.
const inked = 80

// FrameOf finds out the frame of images of height×width pixels, one after the
// other, white on black. It is that which fills the image if there are none.
func FrameOf(images []byte, height, width int) Frame {
	var heights, widths, longer float64
	n := 0.0
	for ; len(images) >= height*width && height*width > 0; images = images[height*width:] {
		h, w := extent(images[:height*width], height, width)
		if h == 0 {
			continue
		}
		heights, widths, longer = heights+h, widths+w, longer+max(h, w)
		n++
	}
	const fills = 0.93 // two pixels of 28 may be dark in most images
	if n == 0 || heights/n >= fills && widths/n >= fills {
		return Frame{}
	}
	return Frame{Size: math.Round(100*longer/n) / 100}
}

// extent returns how much of an image's height and width what it shows takes.
func extent(image []byte, height, width int) (h, w float64) {
	top, bottom, left, right := height, -1, width, -1
	for y := range height {
		for x, v := range image[y*width:][:width] {
			if v >= inked {
				top, bottom, left, right = min(top, y), max(bottom, y), min(left, x), max(right, x)
			}
		}
	}
	if bottom < 0 {
		return 0, 0
	}
	return float64(bottom-top+1) / float64(height), float64(right-left+1) / float64(width)
}

// In returns the drawing as images of side×side pixels with that frame have
// it. It is nil if there is no ink.
func (d Drawing) In(f Frame, side int) []byte {
	if f.Size == 0 || len(d) == 0 {
		return d.Image(side, side)
	}
	low, high := d.bounds()
	height, width := high.Y-low.Y, high.X-low.X
	scale := f.Size * float64(side) / max(height, width)
	pixels := func(length float64) int { return max(1, min(side, int(math.Round(length*scale)))) }
	h, w := pixels(height), pixels(width)
	inner, image := d.Image(h, w), make([]byte, side*side)
	for y := range h {
		copy(image[((side-h)/2+y)*side+(side-w)/2:], inner[y*w:][:w])
	}
	return image
}

// Clone returns a copy that does not change with the drawing.
func (d Drawing) Clone() Drawing {
	c := slices.Clone(d)
	for i, stroke := range c {
		c[i] = slices.Clone(stroke)
	}
	return c
}
