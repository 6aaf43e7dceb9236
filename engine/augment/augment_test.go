package augment

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"strings"
	"testing"
)

func mustNew(t testing.TB, a Augmentation, height, width int) *Augmenter {
	t.Helper()
	augmenter, err := New(a, height, width, 1)
	if err != nil {
		t.Fatal(err)
	}
	return augmenter
}

// drawn is an image that no change of place but the identity keeps: a letter
// of two bars with soft edges.
func drawn(height, width int) []byte {
	image := make([]byte, height*width)
	for y := range height {
		for x := range width {
			switch {
			case x >= width/5 && x < 2*width/5, y >= height/2 && y < 2*height/3 && x < 4*width/5:
				image[y*width+x] = byte(255 - (x*7+y*3)%64)
			case x == 2*width/5:
				image[y*width+x] = 100
			}
		}
	}
	return image
}

// each are augmentations of one kind each, of some strength, and of all.
var each = []struct {
	name   string
	a      Augmentation
	sha256 string // of a hundred images
}{
	{"shift", Augmentation{Shift: 2}, "37fd9a055a1318199c83470e277edbd3cc77cc513a3dd13cfe333fd845f64951"},
	{"rotation", Augmentation{Rotation: 10}, "08b5d474e76902bd0ec3088c342c7ae6517c150a76744d35459fc213662d5ce7"},
	{"scale", Augmentation{Scale: 0.1}, "49933c177c0082568e16777ac49288588f03efbeb2f6cf54c9b09c3253002d41"},
	{"stretch", Augmentation{Stretch: 0.1}, "6ca40fd15037d615f1b595e3de39821aa64cb3bc5d373d3f57009dc1c25b5776"},
	{"shear", Augmentation{Shear: 0.15}, "6bf81e9f1923d7f8ece083fd0c5c3e0ab0cee63207a9acf8a61200353520ac95"},
	{"elastic", Augmentation{Elastic: 0.7}, "1792ed3da60773e2ade28e0853714dd1550c87a4ea1023ba121663f092afce68"},
	{"thickness", Augmentation{Thickness: 1.5}, "1abffa1ae895162a0ede8457fee3e0464f92f1c5e246b0381fb439c6d67862fe"},
	{"erasing", Augmentation{Erasing: 0.2}, "1f27ea5c5fc3de55c11e0f1e077086aec8f0f4ef6718a7e17596d0bdcb9804ec"},
	{"noise", Augmentation{Noise: 0.1}, "46159b152a3c4f9e12dff2df345064c7510745c21b43d67bd054b7150d0ba1dc"},
	{"all", Augmentation{2, 10, 0.1, 0.1, 0.15, 0.7, 1.5, 0.2, 0.1}, "52c1bae39b37e9d9370e43f7909dafa7ae2b18c8b2640f9f33d6adc1601532c0"},
}

// The same constants hold for every build: native and WebAssembly, with and
// without SIMD, on every machine.
func TestImagesHaveTheSameBitsOnEveryBuild(t *testing.T) {
	src := drawn(28, 28)
	for _, c := range each {
		augmenter := mustNew(t, c.a, 28, 28)
		hash, dst := sha256.New(), make([]byte, 28*28)
		for image := range 100 {
			augmenter.Apply(dst, src, image/10, image)
			hash.Write(dst)
		}
		if got := hex.EncodeToString(hash.Sum(nil)); got != c.sha256 {
			t.Errorf("%s: SHA-256 %s, want %s", c.name, got, c.sha256)
		}
	}
}

func TestWithoutStrengthsAnImageStays(t *testing.T) {
	src := drawn(20, 30)
	dst := make([]byte, len(src))
	mustNew(t, Augmentation{}, 20, 30).Apply(dst, src, 3, 4)
	if !bytes.Equal(dst, src) {
		t.Error("an augmentation of no strength changes the image")
	}
}

func TestEveryStrengthChangesImagesDifferentlyEachEpoch(t *testing.T) {
	src := drawn(28, 28)
	for _, c := range each {
		augmenter := mustNew(t, c.a, 28, 28)
		apply := func(epoch, image int) []byte {
			dst := make([]byte, len(src))
			augmenter.Apply(dst, src, epoch, image)
			return dst
		}
		first := apply(0, 0)
		other, err := New(c.a, 28, 28, 2)
		if err != nil {
			t.Fatal(err)
		}
		seeded := make([]byte, len(src))
		other.Apply(seeded, src, 0, 0)
		if bytes.Equal(first, src) || bytes.Equal(first, apply(1, 0)) || bytes.Equal(first, apply(0, 1)) || bytes.Equal(first, seeded) {
			t.Errorf("%s: the image stays the same, or is the same in another epoch, place or run", c.name)
		}
		if !bytes.Equal(first, apply(0, 0)) {
			t.Errorf("%s: an image depends on those that were changed before it", c.name)
		}
		in := bytes.Clone(src)
		augmenter.Apply(in, in, 0, 0)
		if !bytes.Equal(first, in) {
			t.Errorf("%s: an image changed in its place is another one", c.name)
		}
		if n := testing.AllocsPerRun(10, func() { augmenter.Apply(in, src, 2, 3) }); n != 0 {
			t.Errorf("%s: %v allocations an image", c.name, n)
		}
	}
}

func TestAStrengthLeavesTheOthersDrawsAlone(t *testing.T) {
	src := make([]byte, 28*28) // black: erasing leaves it as it is
	one, both := make([]byte, len(src)), make([]byte, len(src))
	mustNew(t, Augmentation{Noise: 0.1}, 28, 28).Apply(one, src, 5, 6)
	mustNew(t, Augmentation{Noise: 0.1, Erasing: 0.3, Elastic: 1, Rotation: 5}, 28, 28).Apply(both, src, 5, 6)
	if !bytes.Equal(one, both) {
		t.Error("the noise depends on the other strengths")
	}
}

func TestStrengthsOutOfRangeAreRefused(t *testing.T) {
	for _, c := range []struct {
		a             Augmentation
		height, width int
		want          string
	}{
		{Augmentation{Rotation: 181}, 28, 28, "rotation is 181: it must be from 0 to 180"},
		{Augmentation{Shift: -1, Noise: math.NaN()}, 28, 28, "shift is -1"},
		{Augmentation{Noise: math.NaN()}, 28, 28, "noise is NaN"},
		{Augmentation{}, 0, 28, "images are 0×28"},
		{Augmentation{}, 28, 1025, "images are 28×1025"},
	} {
		if _, err := New(c.a, c.height, c.width, 1); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: error %v, want %q", c.a, err, c.want)
		}
	}
}

// place resamples an image by known numbers.
func place(t *testing.T, height, width int, src []byte, right, down, turn, scale, stretch, lean float64) []byte {
	a := mustNew(t, Augmentation{}, height, width)
	dst := make([]byte, len(src))
	a.paper.put(src, 0)
	a.resample(dst, a.placement(right, down, turn, scale, stretch, lean))
	return dst
}

func TestKnownChangesOfPlace(t *testing.T) {
	const n = 28
	src := drawn(n, n)
	for _, c := range []struct {
		name                                    string
		right, down, turn, scale, stretch, lean float64
		from                                    func(x, y int) (int, int) // where a pixel comes from
	}{
		{"none", 0, 0, 0, 1, 1, 0, func(x, y int) (int, int) { return x, y }},
		{"shift", 3, -2, 0, 1, 1, 0, func(x, y int) (int, int) { return x - 3, y + 2 }},
		{"a quarter turn clockwise", 0, 0, 90, 1, 1, 0, func(x, y int) (int, int) { return y, n - 1 - x }},
		{"a quarter turn back", 0, 0, -90, 1, 1, 0, func(x, y int) (int, int) { return n - 1 - y, x }},
		{"half a turn", 0, 0, 180, 1, 1, 0, func(x, y int) (int, int) { return n - 1 - x, n - 1 - y }},
		{"a turn, then a shift", 1, 0, 90, 1, 1, 0, func(x, y int) (int, int) { return y, n - x }},
	} {
		got := place(t, n, n, src, c.right, c.down, c.turn, c.scale, c.stretch, c.lean)
		for y := range n {
			for x := range n {
				want := byte(0)
				if u, v := c.from(x, y); u >= 0 && u < n && v >= 0 && v < n {
					want = src[v*n+u]
				}
				if got[y*n+x] != want {
					t.Fatalf("%s: the pixel at (%d, %d) is %d, want %d", c.name, x, y, got[y*n+x], want)
				}
			}
		}
	}
}

func TestHalfAPixelIsTheMeanOfTwo(t *testing.T) {
	got := place(t, 1, 4, []byte{0, 200, 100, 0}, 0.5, 0, 0, 1, 1, 0)
	if want := []byte{0, 100, 150, 50}; !bytes.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestScaleStretchAndLean(t *testing.T) {
	const n = 40
	square := make([]byte, n*n) // 16 × 16 in the middle
	for y := 12; y < 28; y++ {
		for x := 12; x < 28; x++ {
			square[y*n+x] = 255
		}
	}
	size := func(image []byte) (width, height, lean float64) { // by its moments
		var sum, xx, yy, xy float64
		for i, p := range image {
			x, y := float64(i%n)-(n-1)/2.0, float64(i/n)-(n-1)/2.0
			sum += float64(p)
			xx += float64(p) * x * x
			yy += float64(p) * y * y
			xy += float64(p) * x * y
		}
		return math.Sqrt(12 * xx / sum), math.Sqrt(12 * yy / sum), -xy / yy
	}
	for _, c := range []struct{ scale, stretch, lean, width, height float64 }{
		{1.25, 1, 0, 20, 20},
		{0.75, 1, 0, 12, 12},
		{1, 1.25, 0, 20, 12.8},
		{1.25, 0.8, 0, 16, 25},
		{1, 1, 0.25, 16.5, 16},
	} {
		width, height, lean := size(place(t, n, n, square, 0, 0, 0, c.scale, c.stretch, c.lean))
		if math.Abs(width-c.width) > 0.2 || math.Abs(height-c.height) > 0.2 || math.Abs(lean-c.lean) > 0.01 {
			t.Errorf("%+v: it is %.2f wide and %.2f high and leans by %.3f", c, width, height, lean)
		}
	}
}

func TestElasticDisplacementsAreAsStrongAsTheySay(t *testing.T) {
	const n, fields = 28, 400
	e := newElastic(n, n, 1.5)
	u, v := make([]int32, n), make([]int32, n)
	var sum, steps float64
	for field := range fields {
		a := Augmenter{seed: 1}
		e.draw(a.draw(forElastic, 0, field))
		for y := range n {
			clear(u)
			clear(v)
			e.displace(u, v, y)
			for x := range n {
				sum += math.Pow(float64(u[x])/(1<<16), 2) + math.Pow(float64(v[x])/(1<<16), 2)
				if x > 0 {
					steps = max(steps, math.Abs(float64(u[x]-u[x-1]))/(1<<16))
				}
			}
		}
	}
	if rms := math.Sqrt(sum / (2 * n * n * fields)); math.Abs(rms-1.5) > 0.03 {
		t.Errorf("the root mean square is %v, want 1.5", rms)
	}
	if steps > 1.5 {
		t.Errorf("neighbours are displaced differently by %v pixels", steps)
	}
}

func TestKnownThicknesses(t *testing.T) {
	dot := func(by float64) []byte {
		image := make([]byte, 25)
		image[12] = 255
		mustNew(t, Augmentation{}, 5, 5).thicken(image, by)
		return image
	}
	for _, c := range []struct {
		by   float64
		want []byte
	}{
		{0, []byte{
			0, 0, 0, 0, 0,
			0, 0, 0, 0, 0,
			0, 0, 255, 0, 0,
			0, 0, 0, 0, 0,
			0, 0, 0, 0, 0}},
		{0.5, []byte{
			0, 0, 0, 0, 0,
			0, 32, 128, 32, 0,
			0, 128, 255, 128, 0,
			0, 32, 128, 32, 0,
			0, 0, 0, 0, 0}},
		{1, []byte{
			0, 0, 0, 0, 0,
			0, 128, 255, 128, 0,
			0, 255, 255, 255, 0,
			0, 128, 255, 128, 0,
			0, 0, 0, 0, 0}},
		{-1, make([]byte, 25)},
	} {
		if got := dot(c.by); !bytes.Equal(got, c.want) {
			t.Errorf("a dot thickened by %v is %v, want %v", c.by, got, c.want)
		}
	}

	// An edge moves by as much as was asked for, straight and on a diagonal.
	const n = 32
	a := mustNew(t, Augmentation{}, n, n)
	for _, by := range []float64{-2, -1.3, -0.4, 0.4, 1, 1.7} {
		for name, ink := range map[string]func(x, y int) int{
			"straight": func(x, y int) int { return 255 * min(1, max(0, n/2-x)) },
			"diagonal": func(x, y int) int { return min(255, max(0, 128+128*(n-1-x-y))) },
		} {
			image := make([]byte, n*n)
			for i := range image {
				image[i] = byte(ink(i%n, i/n))
			}
			row := func() (sum float64) {
				for _, p := range image[n/2*n:][2 : n-2] {
					sum += float64(p) / 255
				}
				return sum
			}
			before := row()
			a.thicken(image, by)
			want := by
			if name == "diagonal" {
				want *= math.Sqrt2
			}
			if moved := row() - before; math.Abs(moved-want) > 0.25 {
				t.Errorf("a %s edge has moved by %.2f along a row, want %.2f", name, moved, want)
			}
		}
	}
}

func TestErasingLeavesARectangleOfNoMoreThanItsArea(t *testing.T) {
	const height, width, most = 28, 36, 0.3
	white := bytes.Repeat([]byte{255}, height*width)
	a := mustNew(t, Augmentation{Erasing: most}, height, width)
	dst := make([]byte, len(white))
	var mean float64
	const images = 500
	for image := range images {
		a.Apply(dst, white, 0, image)
		left, right, top, bottom, erased := width, 0, height, 0, 0
		for i, p := range dst {
			if p == 0 {
				left, right = min(left, i%width), max(right, i%width+1)
				top, bottom = min(top, i/width), max(bottom, i/width+1)
				erased++
			}
		}
		if erased > 0 && erased != (right-left)*(bottom-top) {
			t.Fatalf("image %d: %d pixels are erased, which are no rectangle", image, erased)
		}
		share := float64(erased) / (height * width)
		if share > most+0.05 {
			t.Errorf("image %d: %v of it are erased", image, share)
		}
		mean += share / images
	}
	if math.Abs(mean-most/2) > 0.02 {
		t.Errorf("in the mean %v are erased, want %v", mean, most/2)
	}
}

func TestNoiseHasItsDeviation(t *testing.T) {
	grey := bytes.Repeat([]byte{128}, 100*100)
	dst := make([]byte, len(grey))
	mustNew(t, Augmentation{Noise: 0.1}, 100, 100).Apply(dst, grey, 0, 0)
	var sum, squares float64
	for _, p := range dst {
		d := (float64(p) - 128) / 255
		sum += d
		squares += d * d
	}
	if mean, deviation := sum/1e4, math.Sqrt(squares/1e4); math.Abs(mean) > 0.003 || math.Abs(deviation-0.1) > 0.003 {
		t.Errorf("mean %v, deviation %v; want 0 and 0.1", mean, deviation)
	}
}

func FuzzApply(f *testing.F) {
	f.Add(uint8(28), uint8(28), uint64(1), 2.0, 10.0, 0.1, 0.1, 0.15, 0.7, 1.5, 0.2, 0.1)
	f.Add(uint8(1), uint8(1), uint64(2), 10.0, 180.0, 0.5, 0.5, 1.0, 3.0, 2.0, 0.5, 0.5)
	f.Add(uint8(1), uint8(255), uint64(3), 10.0, 180.0, 0.5, 0.5, 1.0, 3.0, 2.0, 0.5, 0.5)
	f.Fuzz(func(t *testing.T, height, width uint8, seed uint64, shift, rotation, scale, stretch, shear, elastic, thickness, erasing, noise float64) {
		a, err := New(Augmentation{shift, rotation, scale, stretch, shear, elastic, thickness, erasing, noise}, int(height), int(width), seed)
		if err != nil {
			return
		}
		n := int(height) * int(width)
		src, dst := drawn(int(height), int(width)), bytes.Repeat([]byte{7}, n+1)
		for epoch := range 3 {
			a.Apply(dst, src, epoch, int(seed>>1))
		}
		if dst[n] != 7 {
			t.Error("a byte after the image has changed")
		}
	})
}

func BenchmarkApply(b *testing.B) {
	for _, c := range append(each,
		struct {
			name   string
			a      Augmentation
			sha256 string
		}{"affine+thickness", Augmentation{Shift: 2, Rotation: 10, Scale: 0.1, Stretch: 0.1, Shear: 0.15, Thickness: 0.7}, ""}) {
		b.Run(c.name, func(b *testing.B) {
			src := drawn(28, 28)
			dst := make([]byte, len(src))
			a := mustNew(b, c.a, 28, 28)
			image := 0
			for b.Loop() {
				a.Apply(dst, src, 0, image)
				image++
			}
		})
	}
}
