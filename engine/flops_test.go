package engine

import "testing"

func TestFLOPsAreThoseCountedByHand(t *testing.T) {
	images := Shape{28, 28, 1}
	for _, c := range []struct {
		network Network
		// multiplications of one image: those of the first layer that has
		// weights, and those of the others
		first, rest float64
	}{
		{Strides(images, 10),
			14 * 14 * 5 * 5 * 16,
			7*7*5*5*16*16 + 7*7*16*64 + 64*10},
		{MaxPooling(images, 10),
			28 * 28 * 5 * 5 * 16,
			14*14*5*5*16*16 + 7*7*16*64 + 64*10},
		{LeNet5(images, 10, 0.25),
			28 * 28 * 5 * 5 * 6,
			10*10*5*5*6*16 + 5*5*16*120 + 120*84 + 84*10},
		{Wide(images, 10, 0.5),
			28 * 28 * 5 * 5 * 32,
			14*14*5*5*32*64 + 7*7*64*512 + 512*10},
		{Network{"linear", Shape{3, 4, 1}, []Layer{Flatten{}, Dense{2, He()}, Bias{}}},
			3 * 4 * 2,
			0},
	} {
		got := mustCompile(t, c.network, 3).FLOPs()
		want := FLOPs{2 * (c.first + c.rest), 2 * (c.first + c.rest), 2 * c.rest}
		if got != want {
			t.Errorf("%s: %+v, want %+v", c.network.Name, got, want)
		}
	}
}

func TestFLOPsOfAStep(t *testing.T) {
	images := Shape{28, 28, 1}
	for _, c := range []struct {
		network Network
		batch   int
		mega    float64 // of a whole batch, rounded
	}{
		{Strides(images, 10), 16, 40},
		{MaxPooling(images, 10), 16, 145},
		{Wide(images, 10, 0.5), 64, 4633},
	} {
		got := mustCompile(t, c.network, c.batch).FLOPs().Step() * float64(c.batch) / 1e6
		if got < c.mega-0.5 || got >= c.mega+0.5 {
			t.Errorf("%s: %.2f MFLOP a step of %d, want %v", c.network.Name, got, c.batch, c.mega)
		}
	}
}
