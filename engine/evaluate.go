package engine

import (
	"errors"

	"glyphlab/engine/problem"
)

// ErrStopped is what Evaluate returns when it was told to go no further.
var ErrStopped = errors.New("the evaluation was stopped")

// Evaluate classifies all images, a batch of the model at a time. Between two
// batches it asks goOn, unless that is nil, and returns ErrStopped if the
// answer is no (see also Model.Between). Dropout is off. The batch's size
// changes nothing but the time between two questions.
func Evaluate(m *Model, images Images, goOn func() bool) (Score, error) {
	score, err := newScore(images, m.Classes())
	if err != nil {
		return Score{}, err
	}
	pixels := make([]byte, m.input.shape.Size())
	for first := 0; first < score.Count; first += m.batch {
		if first > 0 && goOn != nil && !goOn() {
			return Score{}, ErrStopped
		}
		n := min(m.batch, score.Count-first)
		for i := range n {
			images.Pixels(pixels, first+i)
			m.setImage(i, pixels)
		}
		m.forward(pass{images: n})
		for i := range n {
			if err := score.add(images, first+i, largest(m.logits().image(m.logits().values, i))); err != nil {
				return Score{}, err
			}
		}
	}
	return score, nil
}

// newScore returns the score of images before any is classified.
func newScore(images Images, classes int) (Score, error) {
	if images.Len() == 0 {
		return Score{}, errors.New("there are no images to evaluate")
	}
	return Score{Count: images.Len(), Confusion: make([]int, classes*classes), classes: classes}, nil
}

// add takes the answer to image i.
func (s *Score) add(images Images, i, answer int) error {
	label := images.Label(i)
	if label < 0 || label >= s.classes {
		return problem.New("image ", i, " has label ", label, ": the network has classes 0 to ", s.classes-1)
	}
	if answer == label {
		s.Correct++
	}
	s.Confusion[label*s.classes+answer]++
	return nil
}
