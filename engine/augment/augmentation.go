// Package augment makes other images of training images, each a little
// different every epoch, so that a network learns what they have in common
// rather than the images by heart.
//
// What becomes of an image depends on the augmentation, the run's seed, the
// epoch and the image's place in the data alone, with the same bits on every
// machine: random numbers come from generators seeded by these (package pcg),
// the few float64 numbers of an image are rounded after every product, and
// pixels are computed in whole numbers. Each strength has draws of its own, so
// that changing one leaves what the others do as it is.
package augment

import "glyphlab/engine/problem"

// Augmentation says how strongly images are changed, each way by a strength of
// its own; 0 is not at all. Numbers are drawn evenly from their range for each
// image. An image's changes happen in the order of the fields, but for the
// first six, which are one change of place. Beyond an image's border is
// background, which is 0: as the letters of notMNIST fill their images, ink
// that is moved out is lost.
type Augmentation struct {
	Shift     float64 `json:"shift"`     // pixels that an image moves at most, along each axis
	Rotation  float64 `json:"rotation"`  // degrees that it turns at most, either way
	Scale     float64 `json:"scale"`     // 0.1: it grows or shrinks by a tenth at most
	Stretch   float64 `json:"stretch"`   // 0.1: its width is multiplied by 0.9 to 1.1 and its height divided by the same
	Shear     float64 `json:"shear"`     // 0.1: it leans by a tenth of its height at most
	Elastic   float64 `json:"elastic"`   // pixels that its parts are displaced along each axis, root mean square, smoothly
	Thickness float64 `json:"thickness"` // pixels by which ink grows or shrinks at most, at each of its edges
	Erasing   float64 `json:"erasing"`   // 0.1: a rectangle of a tenth of its area at most is erased
	Noise     float64 `json:"noise"`     // standard deviation of what is added to each pixel, 1 being white
}

// The largest strengths.
const (
	MaxShift     = 10
	MaxRotation  = 180
	MaxScale     = 0.5
	MaxStretch   = 0.5
	MaxShear     = 1
	MaxElastic   = 3
	MaxThickness = 2
	MaxErasing   = 0.5
	MaxNoise     = 0.5
)

var largest = [...]struct {
	name     string
	strength float64
}{
	{"shift", MaxShift}, {"rotation", MaxRotation}, {"scale", MaxScale}, {"stretch", MaxStretch}, {"shear", MaxShear},
	{"elastic", MaxElastic}, {"thickness", MaxThickness}, {"erasing", MaxErasing}, {"noise", MaxNoise},
}

// Check returns an error that names the first strength that is not from 0 to
// the largest.
func (a Augmentation) Check() error {
	strengths := [len(largest)]float64{a.Shift, a.Rotation, a.Scale, a.Stretch, a.Shear, a.Elastic, a.Thickness, a.Erasing, a.Noise}
	for i := range largest {
		if !(strengths[i] >= 0 && strengths[i] <= largest[i].strength) {
			return problem.New("augmentation: ", largest[i].name, " is ", strengths[i], ": it must be from 0 to ", largest[i].strength)
		}
	}
	return nil
}
