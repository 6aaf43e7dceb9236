package engine

import (
	"errors"

	"glyphlab/engine/problem"
)

// Score is how many of some images a model classifies as they are labelled.
type Score struct{ Correct, Count int }

// Accuracy returns the share that is right, in %.
func (s Score) Accuracy() float64 { return 100 * float64(s.Correct) / float64(s.Count) }

// ErrStopped is what Evaluate returns when it was told to go no further.
var ErrStopped = errors.New("the evaluation was stopped")

// Evaluate classifies all images, a batch of the model at a time. Between two
// batches it asks goOn, unless that is nil, and returns ErrStopped if the
// answer is no (see also Model.Between). Dropout is off. The batch's size
// changes nothing but the time between two questions.
func Evaluate(m *Model, images Images, goOn func() bool) (Score, error) {
	score := Score{Count: images.Len()}
	if score.Count == 0 {
		return Score{}, errors.New("there are no images to evaluate")
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
			label := images.Label(first + i)
			if label < 0 || label >= m.Classes() {
				return Score{}, problem.New("image ", first+i, " has label ", label, ": the network has classes 0 to ", m.Classes()-1)
			}
			if largest(m.logits().image(m.logits().values, i)) == label {
				score.Correct++
			}
		}
	}
	return score, nil
}
