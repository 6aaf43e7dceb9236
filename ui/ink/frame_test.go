package ink

import (
	"bytes"
	"testing"
)

// boxes are images of 28×28 pixels, each with a filled box in its middle.
func boxes(sizes ...[2]int) (images []byte) {
	for _, size := range sizes {
		image := make([]byte, 28*28)
		for y := range size[0] {
			for x := range size[1] {
				image[((28-size[0])/2+y)*28+(28-size[1])/2+x] = 255
			}
		}
		images = append(images, image...)
	}
	return images
}

func TestFrameOf(t *testing.T) {
	for name, test := range map[string]struct {
		images []byte
		want   float64
	}{
		"none":            {nil, 0},
		"dark":            {make([]byte, 28*28), 0},
		"filled":          {boxes([2]int{28, 28}, [2]int{27, 28}), 0},
		"as in MNIST":     {boxes([2]int{20, 20}, [2]int{20, 4}, [2]int{10, 20}), 0.71},
		"filled, aspect":  {boxes([2]int{28, 14}, [2]int{28, 7}), 1},
		"half of another": {boxes([2]int{14, 14})[:28*28], 0.5},
	} {
		if got := FrameOf(test.images, 28, 28).Size; got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

func TestADrawingInAFrame(t *testing.T) {
	stroke := Drawing{{{0.5, 0.2}, {0.5, 0.8}}}
	if got := stroke.In(Frame{}, 28); !bytes.Equal(got, stroke.Image(28, 28)) {
		t.Error("filled, it is another image than Image's")
	}
	image := stroke.In(Frame{20.0 / 28}, 28)
	if h, w := extent(image, 28, 28); h != 20.0/28 || w > 4.0/28 {
		t.Errorf("the stroke is %v high and %v wide", 28*h, 28*w)
	}
	if image[14*28+14] < 200 || image[14*28+18] != 0 || image[3*28+14] != 0 {
		t.Error("the stroke is not in the middle")
	}
	if FrameOf(image, 28, 28).Size != 0.71 {
		t.Errorf("its frame is %v", FrameOf(image, 28, 28))
	}
	if (Drawing{}).In(Frame{0.5}, 28) != nil {
		t.Error("there is an image of nothing")
	}
}

func TestACloneStaysAsItIs(t *testing.T) {
	var d Drawing
	d.Begin(Point{0.1, 0.1})
	d.Move(Point{0.2, 0.2})
	c := d.Clone()
	d.Move(Point{0.9, 0.9})
	d[0][0] = Point{0.5, 0.5}
	if len(c[0]) != 2 || c[0][0] != (Point{0.1, 0.1}) {
		t.Errorf("the clone is %v", c)
	}
}
