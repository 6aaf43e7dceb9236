package lab

import (
	"glyphlab/engine/dataset"
	"glyphlab/wasm/message"
)

// samplesPerClass is how many training images of each class the page is shown.
const samplesPerClass = 12

// A sample is the training images of a feed that the page is shown: the first
// of each class.
type sample struct {
	seen    int   // training images that were looked at
	found   []int // by class
	message *message.Samples
	whole   bool // there will be no more
}

// look looks at the training images that are new. It reports whether the sample
// has become whole.
func (s *sample) look(set *dataset.Set) bool {
	if s.whole {
		return false
	}
	if s.message == nil {
		s.message, s.found = new(message.Samples), make([]int, len(set.Info.Classes))
	}
	training, size := set.Splits[dataset.Training], set.Info.Height*set.Info.Width
	all := len(s.found) * samplesPerClass
	for ; s.seen < training.Len() && len(s.message.Labels) < all; s.seen++ {
		label := training.Label(s.seen)
		if s.found[label] == samplesPerClass {
			continue
		}
		s.found[label]++
		at := len(s.message.Images)
		s.message.Images = append(s.message.Images, make([]byte, size)...)
		training.Pixels(s.message.Images[at:], s.seen)
		s.message.Labels = append(s.message.Labels, byte(label))
	}
	s.whole = len(s.message.Labels) == all || training.Len() == set.Info.Counts[dataset.Training]
	return s.whole
}
