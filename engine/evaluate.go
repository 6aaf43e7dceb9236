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
	a, err := evaluate([]*Model{m}, Variants{}, images, goOn, false)
	return a.Score, err
}

// EvaluateTogether classifies by the mean of the probabilities that several
// models find: it is right more often than each of them where they err
// differently (Hansen and Salamon 1990). Of one model it gives what [Evaluate]
// gives, and the loss.
func EvaluateTogether(models []*Model, images Images, goOn func() bool) (Assessment, error) {
	return evaluate(models, Variants{}, images, goOn, true)
}

// EvaluateVaried does the same by the mean of the probabilities that one or
// several models find for each variant of an image: test-time augmentation
// (Krizhevsky, Sutskever and Hinton 2012).
func EvaluateVaried(models []*Model, v Variants, images Images, goOn func() bool) (Assessment, error) {
	if v.Count < 1 || v.Vary == nil {
		return Assessment{}, problem.New(v.Count, " variants of each image: there must be 1 or more, and a function that makes them")
	}
	return evaluate(models, v, images, goOn, true)
}

// Variants say what is looked at in place of an image. Vary changes the pixels
// of image i, 8 bits each, into those of its variant v, from 0 to below Count;
// one of them may be the image itself.
type Variants struct {
	Count int
	Vary  func(pixels []byte, i, v int)
}

// evaluate measures the loss only if it is asked to: it takes a twentieth of the
// stride network's time.
func evaluate(models []*Model, v Variants, images Images, goOn func() bool, loss bool) (Assessment, error) {
	if err := alike(models); err != nil {
		return Assessment{}, err
	}
	m := models[0]
	classes := m.Classes()
	a := Assessment{Score: Score{Count: images.Len(), Confusion: make([]int, classes*classes)}}
	if a.Count == 0 {
		return Assessment{}, errors.New("there are no images to evaluate")
	}
	passes := len(models) * max(1, v.Count)
	var sums []float64 // of an image's probabilities in all passes
	if passes > 1 {
		sums = make([]float64, m.batch*classes)
	}
	pixels := make([]byte, m.input.shape.Size())
	for first := 0; first < a.Count; first += m.batch {
		n := min(m.batch, a.Count-first)
		clear(sums)
		for pass := range passes {
			if first+pass > 0 && goOn != nil && !goOn() {
				return Assessment{}, ErrStopped
			}
			m = models[pass%len(models)]
			m.look(pixels, images, first, n, v, pass/len(models))
			if passes > 1 {
				m.addProbabilities(sums, n)
			}
		}
		for i := range n {
			label := images.Label(first + i)
			if label < 0 || label >= classes {
				return Assessment{}, problem.New("image ", first+i, " has label ", label, ": the network has classes 0 to ", classes-1)
			}
			logits := m.logits().image(m.logits().values, i)
			switch {
			case passes > 1:
				sum := sums[i*classes:][:classes]
				a.count(label, largest(sum), classes)
				a.Loss += log(float64(passes)) - log(sum[label])
			case loss:
				peak, logSum := softmax(m.double, logits)
				a.Loss -= logs{logits, peak, logSum}.at(label)
				fallthrough
			default:
				a.count(label, largest(logits), classes)
			}
		}
	}
	a.Loss /= float64(a.Count)
	return a, nil
}

// look evaluates n images from the first one on, or a variant of them.
func (m *Model) look(pixels []byte, images Images, first, n int, v Variants, variant int) {
	for i := range n {
		images.Pixels(pixels, first+i)
		if v.Vary != nil {
			v.Vary(pixels, first+i, variant)
		}
		m.setImage(i, pixels)
	}
	m.forward(pass{images: n})
}

// addProbabilities adds those of the batch's first n images to sums.
func (m *Model) addProbabilities(sums []float64, n int) {
	for i := range n {
		softmax(m.double, m.logits().image(m.logits().values, i))
		for j, p := range m.double {
			sums[i*len(m.double)+j] += p
		}
	}
}

// alike checks that models can be evaluated together.
func alike(models []*Model) error {
	if len(models) == 0 {
		return errors.New("there is no model to evaluate: it takes one or more")
	}
	m := models[0]
	for i, other := range models {
		if other.input.shape != m.input.shape || other.Classes() != m.Classes() || other.batch != m.batch {
			return problem.New("model ", i+1, " takes batches of ", other.batch, " images of ", other.input.shape, " and has ", other.Classes(),
				" classes: with the first one it can be evaluated if they are ", m.batch, " of ", m.input.shape, " and ", m.Classes())
		}
	}
	return nil
}
