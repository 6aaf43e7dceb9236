package engine

import "strconv"

// Shape is the size of one image, or of one layer's output for one image. A
// flat output of n units is 1×1×n.
type Shape struct {
	Height   int `json:"height"`
	Width    int `json:"width"`
	Channels int `json:"channels"`
}

// Size returns the number of values.
func (s Shape) Size() int { return s.Height * s.Width * s.Channels }

// String returns the shape as 28×28×1 (height, width, channels), or as the
// number of units if it is flat.
func (s Shape) String() string {
	if s.flat() {
		return strconv.Itoa(s.Channels)
	}
	return strconv.Itoa(s.Height) + "×" + strconv.Itoa(s.Width) + "×" + strconv.Itoa(s.Channels)
}

func (s Shape) flat() bool { return s.Height == 1 && s.Width == 1 }

// Padding says what a window does at an image's borders.
type Padding string

// TensorFlow's two paddings.
const (
	// Same pads the image so that the output has ceil(in/stride) places; of an
	// odd total, the smaller half comes before.
	Same Padding = "SAME"
	// Valid does not pad: the window stays inside the image.
	Valid Padding = "VALID"
)

// window is the square of values that a convolution or a pooling looks at, and
// how it moves.
type window struct {
	size, stride int
	padding      Padding
}

// places returns how many places the window has along an axis of the given
// length, and how far the first one reaches before the axis. With [Valid], a
// window longer than the axis has none.
func (w window) places(length int) (n, before int) {
	if w.padding == Valid {
		if length < w.size {
			return 0, 0
		}
		return (length-w.size)/w.stride + 1, 0
	}
	n = (length + w.stride - 1) / w.stride
	return n, max((n-1)*w.stride+w.size-length, 0) / 2
}

func (w window) String() string {
	n := strconv.Itoa(w.size)
	return n + "×" + n + ", stride " + strconv.Itoa(w.stride) + ", " + string(w.padding)
}
