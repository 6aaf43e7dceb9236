package twins

import (
	"bytes"
	"math/bits"
	"math/rand/v2"
	"testing"
)

// strokes returns a picture of a few bars, as different as glyphs are.
func strokes(random *rand.Rand, height, width int) []byte {
	pixels := make([]byte, height*width)
	for range 4 {
		top, left := random.IntN(height), random.IntN(width)
		for y := top; y < min(height, top+1+random.IntN(height)); y++ {
			for x := left; x < min(width, left+1+random.IntN(4)); x++ {
				pixels[y*width+x] = 255
			}
		}
	}
	return pixels
}

// blurred returns a picture that differs from another by noise of up to amount.
func blurred(random *rand.Rand, pixels []byte, amount int) []byte {
	out := make([]byte, len(pixels))
	for i, p := range pixels {
		out[i] = byte(min(255, max(0, int(p)+random.IntN(2*amount+1)-amount)))
	}
	return out
}

func TestPrintHasTheBlocksMeans(t *testing.T) {
	for _, size := range [][2]int{{28, 28}, {8, 16}, {5, 3}, {1, 1}} {
		height, width := size[0], size[1]
		pixels := strokes(rand.New(rand.NewPCG(1, 2)), height, width)
		got := NewPrinter(height, width).Print(pixels)
		for i := range Blocks {
			// An eighth of a row and of a column at a time.
			sum := 0
			for y := i / 8 * height; y < (i/8+1)*height; y++ {
				for x := i % 8 * width; x < (i%8+1)*width; x++ {
					sum += int(pixels[y/8*width+x/8])
				}
			}
			mean := float64(sum) / float64(height*width)
			if want := byte(mean + 0.5); got.Means[i] != want || (got.Hash>>i&1 == 1) != (mean > 127.5) {
				t.Errorf("%v: block %d has mean %d and bit %d, want %v", size, i, got.Means[i], got.Hash>>i&1, mean)
			}
		}
	}
}

func TestMeansNeverRuleOutWhatIsAlike(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	printer := NewPrinter(28, 28)
	for amount := 1; amount < 60; amount++ {
		a := strokes(random, 28, 28)
		b := blurred(random, a, amount)
		p, q := printer.Print(a), printer.Print(b)
		if Alike(a, b) && !mayBeAlike(&p.Means, &q.Means) {
			t.Errorf("noise of %d: the pixels are alike and the means say no", amount)
		}
	}
}

func TestMasksFindEveryPairWithinTheRadius(t *testing.T) {
	if len(masks) != 10 {
		t.Fatalf("%d masks", len(masks))
	}
	random := rand.New(rand.NewPCG(5, 6))
	for range 20_000 {
		var x uint64
		for range Radius {
			x |= 1 << random.IntN(64)
		}
		hit := false
		for _, mask := range masks {
			hit = hit || x&mask == 0
		}
		if !hit {
			t.Fatalf("hashes that differ in %064b meet in no order", x)
		}
	}
}

// The index finds what comparing every two images finds.
func TestSearchIsThatOfAllPairs(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	printer := NewPrinter(28, 28)
	var images [][]byte
	var prints []Print
	var groups []int
	for i := range 1500 {
		image := strokes(random, 28, 28)
		if i > 0 && i%3 == 0 {
			image = blurred(random, images[random.IntN(i)], 1+random.IntN(20))
		}
		images, prints, groups = append(images, image), append(prints, printer.Print(image)), append(groups, random.IntN(3))
	}
	for name, compared := range map[string]func(a, b int) bool{
		"all":            func(a, b int) bool { return true },
		"with the first": func(a, b int) bool { return a == 0 && b > 0 },
	} {
		s := Search{
			Images: len(images), Print: func(i int) *Print { return &prints[i] }, Group: func(i int) int { return groups[i] },
			Compared: compared, Size: 28 * 28, Pixels: func(dst []byte, i int) error { copy(dst, images[i]); return nil },
		}
		got, err := s.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		twins := 0
		for i := range images {
			var want uint8
			for j := range images {
				before := groups[j] < groups[i] || groups[j] == groups[i] && j < i
				if before && compared(groups[j], groups[i]) && bits.OnesCount64(prints[i].Hash^prints[j].Hash) <= Radius &&
					Alike(images[i], images[j]) && !bytes.Equal(images[i], images[j]) {
					want |= 1 << groups[j]
				}
			}
			if got[i] != want {
				t.Fatalf("%s: image %d has twins in groups %03b, want %03b", name, i, got[i], want)
			}
			if want != 0 {
				twins++
			}
		}
		if twins < 100 {
			t.Errorf("%s: only %d images have twins; the test says little", name, twins)
		}
	}
}

func BenchmarkPrint(b *testing.B) {
	printer, image := NewPrinter(28, 28), strokes(rand.New(rand.NewPCG(1, 1)), 28, 28)
	for b.Loop() {
		printer.Print(image)
	}
}
