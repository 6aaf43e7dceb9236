package engine

import (
	"errors"

	"glyphlab/engine/problem"
)

// Assessment is a Score, how sure the answers were, and which were wrong.
type Assessment struct {
	Score
	// Loss is the negative log-likelihood, the mean of -log p[label]. It is
	// infinite if a probability is so small that it is 0.
	Loss     float64
	Mistakes []Mistake // in the order of the images
}

// A Mistake is an image that is not classified as it is labelled.
type Mistake struct {
	Image       int // its place
	Label       int
	Answer      int
	Probability float64 // of the answer
}

// Append adds the assessment of more images, those that follow, by the same
// models.
func (a *Assessment) Append(more Assessment) {
	for _, m := range more.Mistakes {
		m.Image += a.Count
		a.Mistakes = append(a.Mistakes, m)
	}
	a.Loss = (a.Loss*float64(a.Count) + more.Loss*float64(more.Count)) / float64(a.Count+more.Count)
	a.Correct += more.Correct
	a.Count += more.Count
	for i, n := range more.Confusion {
		a.Confusion[i] += n
	}
}

// EvaluateTogether classifies by the mean of the probabilities that several
// models find: it is right more often than each of them where they err
// differently (Hansen and Salamon 1990). Of one model it gives what [Evaluate]
// gives, and the loss.
func EvaluateTogether(models []*Model, images Images, goOn func() bool) (Assessment, error) {
	return together(models, Variants{1, func([]byte, int, int) {}}, images, goOn)
}

// EvaluateVaried does the same by the mean of the probabilities that one or
// several models find for each variant of an image: test-time augmentation
// (Krizhevsky, Sutskever and Hinton 2012).
func EvaluateVaried(models []*Model, v Variants, images Images, goOn func() bool) (Assessment, error) {
	if v.Count < 1 || v.Vary == nil {
		return Assessment{}, problem.New(v.Count, " variants of each image: there must be 1 or more, and a function that makes them")
	}
	return together(models, v, images, goOn)
}

// Variants say what is looked at in place of an image. Vary changes the pixels
// of image i, 8 bits each, into those of its variant v, from 0 to below Count;
// one of them may be the image itself.
type Variants struct {
	Count int
	Vary  func(pixels []byte, i, v int)
}

func together(models []*Model, v Variants, images Images, goOn func() bool) (Assessment, error) {
	if err := alike(models); err != nil {
		return Assessment{}, err
	}
	batch, classes := models[0].batch, models[0].Classes()
	score, err := newScore(images, classes)
	if err != nil {
		return Assessment{}, err
	}
	a := Assessment{Score: score}
	pixels := make([]byte, models[0].input.shape.Size())
	sums := make([]float64, batch*classes) // of the probabilities of a batch's images
	for first := 0; first < a.Count; first += batch {
		n := min(batch, a.Count-first)
		clear(sums)
		for variant := range v.Count {
			for i, m := range models {
				if first+variant+i > 0 && goOn != nil && !goOn() {
					return Assessment{}, ErrStopped
				}
				m.addProbabilities(sums, pixels, images, first, n, v, variant)
			}
		}
		for i := range n {
			sum := sums[i*classes:][:classes]
			answer, label, of := largest(sum), images.Label(first+i), float64(v.Count*len(models))
			if err := a.add(images, first+i, answer); err != nil {
				return Assessment{}, err
			}
			if answer != label {
				a.Mistakes = append(a.Mistakes, Mistake{first + i, label, answer, sum[answer] / of})
			}
			a.Loss -= log(sum[label] / of)
		}
	}
	a.Loss /= float64(a.Count)
	return a, nil
}

// addProbabilities adds those of a variant of n images from the first one on.
func (m *Model) addProbabilities(sums []float64, pixels []byte, images Images, first, n int, v Variants, variant int) {
	for i := range n {
		images.Pixels(pixels, first+i)
		v.Vary(pixels, first+i, variant)
		m.setImage(i, pixels)
	}
	m.forward(pass{images: n})
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
