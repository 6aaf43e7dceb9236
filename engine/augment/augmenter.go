package augment

import (
	"math/rand/v2"

	"glyphlab/engine/pcg"
	"glyphlab/engine/problem"
)

// An Augmenter changes images of one size. It is not safe for concurrent use.
type Augmenter struct {
	strengths     Augmentation
	height, width int
	seed          uint64
	random        rand.PCG
	paper         paper
	u, v          []int32  // where a row's pixels come from, in 1/65536 of a pixel
	elastic       *elastic // nil without
}

// New returns an augmenter of images of that size, of a run with that seed.
func New(a Augmentation, height, width int, seed uint64) (*Augmenter, error) {
	if err := a.Check(); err != nil {
		return nil, err
	}
	const most = 1 << 10 // so that places fit in 16 bits, in the most distorted image too
	if height < 1 || width < 1 || height > most || width > most {
		return nil, problem.New("augmentation: images are ", height, "×", width, ": each side must be from 1 to ", most)
	}
	augmenter := &Augmenter{
		strengths: a, height: height, width: width, seed: seed,
		paper: newPaper(height, width),
		u:     make([]int32, width),
		v:     make([]int32, width),
	}
	if a.Elastic > 0 {
		augmenter.elastic = newElastic(height, width, a.Elastic)
	}
	return augmenter, nil
}

// purpose is what an augmenter's generators are for, beside those of package
// engine, which count from 1: "augment" in ASCII.
const purpose = 0x6175676d656e74

// The generators of an image.
const (
	forShape = iota // shift to shear, thickness
	forElastic
	forErasing
	forNoise
)

// draw starts one of an image's generators.
func (a *Augmenter) draw(generator uint64, epoch, image int) *rand.PCG {
	pcg.Seed(&a.random, a.seed, purpose, generator, uint64(epoch), uint64(image))
	return &a.random
}

// uniform returns a number from 0 to below 1.
func uniform(random *rand.PCG) float64 { return float64(random.Uint64()>>11) * 0x1p-53 }

// within returns a number from -most to most.
func within(random *rand.PCG, most float64) float64 {
	return float64(float64(int64(random.Uint64())>>11) * 0x1p-52 * most)
}

// Apply writes to dst what becomes of src, an image of 8-bit pixels, row after
// row, in an epoch; image is its place in the data. Dst can be src. It
// allocates nothing. It panics if either is shorter than an image.
func (a *Augmenter) Apply(dst, src []byte, epoch, image int) {
	dst, src = dst[:a.height*a.width], src[:a.height*a.width]
	random := a.draw(forShape, epoch, image)
	place := a.drawPlacement(random)
	thickness := within(random, a.strengths.Thickness)

	s := &a.strengths
	if s.Shift != 0 || s.Rotation != 0 || s.Scale != 0 || s.Stretch != 0 || s.Shear != 0 || s.Elastic != 0 {
		if a.elastic != nil {
			a.elastic.draw(a.draw(forElastic, epoch, image))
		}
		a.paper.put(src, 0)
		a.resample(dst, place)
	} else {
		copy(dst, src)
	}
	if s.Thickness != 0 {
		a.thicken(dst, thickness)
	}
	if s.Erasing != 0 {
		a.erase(dst, a.draw(forErasing, epoch, image))
	}
	if s.Noise != 0 {
		addNoise(dst, s.Noise, a.draw(forNoise, epoch, image))
	}
}
