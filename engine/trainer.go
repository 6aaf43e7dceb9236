package engine

import (
	"errors"
	"math"
	"slices"
	"strconv"

	"glyphlab/engine/problem"
)

// Images are labelled images of 8-bit pixels, some of which may still be on
// their way.
type Images interface {
	Len() int                 // how many have arrived
	Label(i int) int          // the class of image i
	Pixels(dst []byte, i int) // image i, row after row
}

// An Augmenter makes another image of a training image: dst, which may be src,
// of the image at that place, the same whenever it is asked about that place
// in that epoch. It allocates nothing. Package augment has one.
type Augmenter interface {
	Apply(dst, src []byte, epoch, image int)
}

// Config says how a model is trained. The batch is the model's.
type Config struct {
	Images    int       // the training images there will be when all have arrived
	Order     Order     // which of them make up a step's batch
	Window    int       // how many neighbours [Shuffled] shuffles together; 0 for all of them
	Optimizer Optimizer // nil is plain SGD
	Schedule  Schedule  // of the learning rate
	L2        float64   // penalty on the squares of weights, from 0, none (see [Trainer.Step])
	Clip      float64   // the longest gradient, above 0; 0 takes every gradient as it is
	Average   float64   // what the average of the weights keeps of itself at a step, from 0, no average, to below 1
	Seed      uint64    // of dropout and the order of images
	Step      int       // the first step; above 0 to go on with the weights of an earlier run
	Augment   Augmenter // what the images go through; nil leaves them as they are
}

// Trainer trains a model, a step at a time.
type Trainer struct {
	model   *Model
	config  Config
	images  Images
	batches *batches
	mover   *mover
	step    int
	places  []int // of the batch's images
	batch   Batch
	team    Team
	share   []Node    // of one worker
	losses  []float64 // of the batch's images
	sum     *sum      // of nodes
	stopped error
}

// Minibatch is what a step found on its batch, before it moved the weights.
type Minibatch struct {
	Step     int
	Loss     float64 // mean of the images' (see [Model.SetLoss]), without a penalty on the weights
	Accuracy float64 // in %
	Rate     float64 // the learning rate with which the weights moved
}

// NotFiniteError stops a run: a number is too large, or none.
type NotFiniteError struct {
	Step  int
	Layer string // where the first such number appeared, as conv1
	What  string // its output, its gradient or its weights
}

// Error says what happened and what helps.
func (e *NotFiniteError) Error() string {
	return "step " + strconv.Itoa(e.Step) + ": " + e.What + " of " + e.Layer + " are no longer finite; the weights from before this step are kept: try a smaller learning rate"
}

// NewTrainer returns a trainer of the model on the images. It does not touch
// the weights: see [Model.Initialize]. The images are read as the steps need
// them (see [Trainer.Need]).
func NewTrainer(m *Model, c Config, images Images) (*Trainer, error) {
	if images == nil {
		return nil, errors.New("there are no images to train on")
	}
	if c.Schedule == nil {
		return nil, errors.New("the learning rate has no schedule")
	}
	if c.Step < 0 {
		return nil, problem.New("the first step is ", c.Step, ": it must be 0 or more")
	}
	mover, err := newMover(c, m.weights)
	if err != nil {
		return nil, err
	}
	batches, err := newBatches(c, m.batch)
	if err != nil {
		return nil, err
	}
	t := &Trainer{
		model: m, config: c, images: images, batches: batches, mover: mover, step: c.Step,
		places: make([]int, m.batch),
		batch: Batch{
			Seed:   c.Seed,
			Pixels: make([]byte, m.batch*m.input.shape.Size()),
			Labels: make([]int, m.batch),
		},
		share:  make([]Node, 0, MostWorkers),
		losses: make([]float64, m.batch),
		sum:    newSum(),
	}
	if _, err := t.rate(); err != nil {
		return nil, err
	}
	m.allocateGradients()
	return t, nil
}

// SetTeam lets a team share the steps from the next one on; without one, or
// with nil, the trainer computes them by itself.
func (t *Trainer) SetTeam(team Team) { t.team = team }

// Need returns how many training images must have arrived before the next
// [Trainer.Step].
func (t *Trainer) Need() int { return t.batches.need(t.step) }

// Next returns the number of the next step.
func (t *Trainer) Next() int { return t.step }

// Memory returns what the optimizer remembers, none, one or two numbers of each
// weight, and the average of the weights if one is kept: slices in the order of
// [Model.Weights], the trainer's own. Together with the weights and the number
// of the next step they are all that a run carries from step to step.
func (t *Trainer) Memory() [][]float32 {
	memory := slices.Clone(t.mover.slots)
	if t.mover.averaged != nil {
		memory = append(memory, t.mover.averaged)
	}
	return memory
}

// Averaged returns the weights to evaluate with: their exponential moving
// average if one is kept and a step has been taken, else the weights
// themselves. An average over the last steps generalises better than the
// weights where a noisy gradient has just left them (Polyak and Juditsky 1992).
// It is not trained on: without it the weights would be the same.
func (t *Trainer) Averaged() []float32 {
	if t.mover.averaged != nil && t.step > 0 {
		return t.mover.averaged
	}
	return t.model.weights.values
}

// Step trains on one minibatch. It allocates nothing. An error changes
// neither weights nor step: images that have not arrived or have a label out
// of range, a rate that is no rate, or a [NotFiniteError], after which the
// trainer goes no further.
//
// The gradient of the penalty L2·½Σw², over the weights that are factors and
// not over biases, is added to the batch's; then it is clipped, so that its
// norm over all weights is Clip at most; then the optimizer moves the weights.
func (t *Trainer) Step() (Minibatch, error) {
	if t.stopped != nil {
		return Minibatch{}, t.stopped
	}
	rate, err := t.rate()
	if err != nil {
		return Minibatch{}, err
	}
	if err := t.load(); err != nil {
		return Minibatch{}, err
	}

	m := t.model
	correct := t.gradient()
	var loss float64
	for _, l := range t.losses {
		loss += l
	}
	loss /= float64(m.batch)
	if math.IsNaN(loss) || math.IsInf(loss, 0) {
		return Minibatch{}, t.stop(m.notFiniteForward(&t.batch))
	}
	if !t.mover.move(rate, t.step) {
		parameter, what := m.notFiniteParameter()
		t.mover.back()
		if layer, found := m.notFiniteBackward(&t.batch); found {
			return Minibatch{}, t.stop(layer, "gradients")
		}
		return Minibatch{}, t.stop(parameter, what)
	}

	t.mover.follow(t.step)
	minibatch := Minibatch{t.step, loss, 100 * float64(correct) / float64(m.batch), rate}
	t.step++
	return minibatch, nil
}

// gradient leaves the gradient of the batch's mean loss in the model, and the
// losses of the images in the trainer.
func (t *Trainer) gradient() (correct int) {
	m := t.model
	workers := 1
	if t.team != nil {
		workers = min(1+t.team.Size(), Workers(m.batch))
	}
	if workers > 1 {
		t.team.Begin(&t.batch, m.weights.values, workers)
	}
	var collected Part
	for worker := range workers {
		t.share = AppendShare(t.share[:0], m.batch, workers, worker)
		for i, n := range t.share {
			part, done := Part{}, false
			if worker > 0 {
				t.sum.free(collected.Gradient)
				part, done = t.team.Collect(worker, i, n)
				collected = part
			}
			if !done {
				t.sum.free(m.weights.gradients)
				part = m.Part(&t.batch, n)
			}
			copy(t.losses[n.First:], part.Losses)
			correct += part.Correct
			if n.Images < m.batch {
				t.sum.add(n, part.Gradient)
			}
		}
	}
	if workers > 1 {
		t.sum.take(m.weights.gradients)
	}
	return correct
}

// rate returns the next step's learning rate.
func (t *Trainer) rate() (float64, error) {
	rate := t.config.Schedule.At(t.step)
	if !(rate >= 0 && rate <= math.MaxFloat32) {
		return 0, problem.New("the learning rate of step ", t.step, " is ", rate, ": it must be a number from 0 on")
	}
	return rate, nil
}

// load fetches the next batch.
func (t *Trainer) load() error {
	if need, got := t.Need(), t.images.Len(); got < need {
		return problem.New("step ", t.step, " needs the first ", need, " training images, but only ", got, " have arrived")
	}
	t.batches.pick(t.places, t.step)
	t.batch.Step = t.step
	for i, place := range t.places {
		label := t.images.Label(place)
		if label < 0 || label >= t.model.Classes() {
			return problem.New("training image ", place, " has label ", label, ": the network has classes 0 to ", t.model.Classes()-1)
		}
		t.batch.Labels[i] = label
	}
	size, epoch := t.model.input.shape.Size(), t.batches.epochOf(t.step)
	for i, place := range t.places {
		pixels := t.batch.Pixels[i*size:][:size]
		t.images.Pixels(pixels, place)
		if t.config.Augment != nil {
			t.config.Augment.Apply(pixels, pixels, epoch, place)
		}
	}
	return nil
}

func (t *Trainer) stop(layer, what string) error {
	t.stopped = &NotFiniteError{Step: t.step, Layer: layer, What: what}
	return t.stopped
}
