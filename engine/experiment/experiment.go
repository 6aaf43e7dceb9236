// Package experiment is a whole run from its settings to its last figure: the
// network and trainer that [run.Settings] describe, the validation accuracy
// every [ValidateEvery] steps, the test accuracy at the end. The worker and
// the command line both run experiments, so that the same settings and data
// give both the same weights, bit for bit.
package experiment

import (
	"glyphlab/engine"
	"glyphlab/engine/dataset"
	"glyphlab/engine/problem"
	"glyphlab/engine/run"
	"glyphlab/engine/sha256"
)

// ValidateEvery is the number of steps from one validation to the next, as in
// the assignment: after steps 0, 50, 100 and so on.
const ValidateEvery = 50

// EvaluationBatch is how many images are evaluated at a time. It changes how
// often an evaluation asks whether to go on, never its result.
const EvaluationBatch = 64

// An Experiment goes through one run, a step at a time. It keeps no clock and
// starts no goroutine. It is not safe for concurrent use, but see SetBetween.
type Experiment struct {
	Settings run.Settings

	data      *dataset.Set
	trainer   *engine.Trainer
	team      engine.Team
	model     *engine.Model // of a training batch
	evaluator *engine.Model // of EvaluationBatch images
	single    *engine.Model // of one image, the evaluator's weights
	apart     bool          // these are copies of Weights; else they are the model's
	past      *engine.Model // an evaluator with weights of its own; nil until EvaluateWith
	best      best
}

// New returns an experiment at step 0. The data's header must have been read;
// its images may still be arriving (see Ready). The error names every setting
// that is out of bounds, or the layer that the data's images do not fit.
func New(s run.Settings, data *dataset.Set) (*Experiment, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	info := data.Info
	if info.Counts[dataset.Validation] == 0 || info.Counts[dataset.Test] == 0 {
		return nil, problem.New("the data “", info.Name, "” has ",
			info.Counts[dataset.Validation], " validation and ", info.Counts[dataset.Test], " test images; a run needs some of each")
	}
	model, err := Compile(s, info.Height, info.Width, len(info.Classes))
	if err != nil {
		return nil, err
	}
	e := &Experiment{Settings: s, data: data, model: model, apart: s.Average > 0 || s.Patience > 0}
	if e.apart {
		e.evaluator, err = engine.Compile(model.Network(), EvaluationBatch)
	} else {
		e.evaluator, err = model.WithBatch(EvaluationBatch)
	}
	if err != nil {
		return nil, err
	}
	if e.single, err = e.evaluator.WithBatch(1); err != nil {
		return nil, err
	}
	if err := e.Restart(); err != nil {
		return nil, err
	}
	return e, nil
}

// Compile returns the model that the settings name, for batches of training
// images of that size. Its weights are zero.
func Compile(s run.Settings, height, width, classes int) (*engine.Model, error) {
	network, err := Network(s, engine.Shape{Height: height, Width: width, Channels: 1}, classes)
	if err != nil {
		return nil, err
	}
	model, err := engine.Compile(network, s.Batch)
	if err != nil {
		return nil, err
	}
	return model, model.SetLoss(loss(s))
}

// Restart goes back to step 0, to the first weights of the same seed. Its
// error is one that New would have returned.
func (e *Experiment) Restart() error {
	config, err := config(e.Settings, e.data)
	if err != nil {
		return err
	}
	trainer, err := engine.NewTrainer(e.model, config, e.data.Splits[dataset.Training])
	if err != nil {
		return err
	}
	e.trainer, e.best = trainer, best{}
	e.trainer.SetTeam(e.team)
	e.model.Initialize(e.Settings.Seed)
	return nil
}

// Data returns the data set that the experiment lives on.
func (e *Experiment) Data() *dataset.Set { return e.data }

// Model returns the model that is trained.
func (e *Experiment) Model() *engine.Model { return e.model }

// Weights returns the weights that evaluations and Classify use, and that a
// person takes away, in the order of [engine.Model.Weights]: those that are
// trained; where the settings have an average, that of the weights; and where
// they have patience, once the run is done, the ones that were most accurate on
// the validation set. SHA256 is of those that are trained, whatever the
// settings, as these determine the next step.
func (e *Experiment) Weights() []float32 {
	if e.best.weights != nil && e.Done() && !e.decides() {
		return e.best.weights
	}
	return e.trainer.Averaged()
}

// show lets the evaluator and the single model have Weights.
func (e *Experiment) show() {
	if e.apart {
		copy(e.evaluator.Weights(), e.Weights())
	}
}

// SetTeam lets a team share the steps from the next one on; see
// [engine.Trainer.SetTeam].
func (e *Experiment) SetTeam(team engine.Team) {
	e.team = team
	e.trainer.SetTeam(team)
}

// SetBetween sets a function that is called between two layers of a step and
// of an evaluation. It may call Classify, Taken, Done, SHA256, Layers and
// Filters: the weights do not move while it runs.
func (e *Experiment) SetBetween(between func()) {
	e.model.Between = between
	e.evaluator.Between = between
}

// Taken returns the number of steps taken.
func (e *Experiment) Taken() int { return e.trainer.Next() }

// Done reports whether the run is over: all steps have been taken, or there
// was no better accuracy on the validation set for as many validations as the
// settings have patience for.
func (e *Experiment) Done() bool { return e.Taken() >= e.Settings.Steps || e.outOfPatience() }

func (e *Experiment) outOfPatience() bool {
	return e.Settings.Patience > 0 && e.best.waits >= e.Settings.Patience
}

// decides reports whether there is a validation still to come that the run goes
// by: the one after the last step.
func (e *Experiment) decides() bool {
	last := e.Taken() - 1
	return e.Settings.Patience > 0 && e.validates(last) && (e.best.weights == nil || e.best.last < last)
}

// Ready reports whether enough images have arrived for the next step and the
// evaluations after it.
func (e *Experiment) Ready() bool {
	next := e.Taken()
	if e.data.Splits[dataset.Training].Len() < e.trainer.Need() {
		return false
	}
	validates := e.validates(next)
	tests := next == e.Settings.Steps-1 || validates && e.Settings.Patience > 0 && e.best.waits+1 >= e.Settings.Patience
	return (!validates || e.Arrived(dataset.Validation)) && (!tests || e.Arrived(dataset.Test))
}

// Arrived reports whether all images of a split have arrived.
func (e *Experiment) Arrived(split dataset.Split) bool {
	return e.data.Splits[split].Len() == e.data.Info.Counts[split]
}

// Step takes one training step. It allocates nothing. After an error the
// weights are those before the step.
func (e *Experiment) Step() (engine.Minibatch, error) {
	if e.Done() {
		return engine.Minibatch{}, problem.New("the run is done after ", e.Taken(), " of ", e.Settings.Steps, " steps")
	}
	return e.trainer.Step()
}

// Due returns the splits that are to be evaluated after the last step, in
// order: as the assignment has it, validation after every 50th, counted from
// step 0, and the test set once the run is done. With patience it may be the
// validation that ends the run; then there is one more to evaluate than before.
func (e *Experiment) Due() []dataset.Split {
	from, to := 1, 1
	if e.validates(e.Taken() - 1) {
		from = 0
	}
	if e.Done() {
		to = 2
	}
	return dueSplits[from:to]
}

var dueSplits = [...]dataset.Split{dataset.Validation, dataset.Test}

// validates reports whether a validation is due after a step.
func (e *Experiment) validates(step int) bool { return step >= 0 && step%ValidateEvery == 0 }

// Evaluate measures the accuracy on a split with the weights as they are (see
// Weights). It asks goOn every few images; if the answer is no, the error is
// [engine.ErrStopped]. Where the settings have patience, the run goes by the
// validations that are due: it is not to go on before they are done.
func (e *Experiment) Evaluate(split dataset.Split, goOn func() bool) (engine.Score, error) {
	e.show()
	score, err := engine.Evaluate(e.evaluator, e.data.Splits[split], goOn)
	if err == nil && split == dataset.Validation && e.decides() {
		e.best.take(e.Taken()-1, score.Correct, e.evaluator.Weights())
	}
	return score, err
}

// EvaluateWith does the same with other weights, in the order of
// [engine.Model.Weights].
func (e *Experiment) EvaluateWith(weights []float32, split dataset.Split, goOn func() bool) (engine.Score, error) {
	if want := len(e.model.Weights()); len(weights) != want {
		return engine.Score{}, problem.New(len(weights), " weights to evaluate with: the network has ", want)
	}
	if e.past == nil {
		past, err := engine.Compile(e.model.Network(), EvaluationBatch)
		if err != nil {
			return engine.Score{}, err
		}
		e.past = past
	}
	e.past.Between = e.evaluator.Between
	copy(e.past.Weights(), weights)
	return engine.Evaluate(e.past, e.data.Splits[split], goOn)
}

// Count returns how many images of a split there are when all have arrived.
func (e *Experiment) Count(split dataset.Split) int { return e.data.Info.Counts[split] }

// Classify returns the probability of each class for an image of 8-bit pixels,
// white ink on black, row by row.
func (e *Experiment) Classify(pixels []byte) ([]float32, error) {
	e.show()
	return e.single.Classify(pixels)
}

// Layers describes the network, layer by layer.
func (e *Experiment) Layers() []engine.LayerInfo { return e.model.Layers() }

// Filters returns the first convolution's weights, [height, width, in, out],
// which move as the network learns; ok is false if it has no convolution.
func (e *Experiment) Filters() (p engine.Parameter, ok bool) {
	for _, p := range e.model.Parameters() {
		if len(p.Shape) == 4 {
			return p, true
		}
	}
	return engine.Parameter{}, false
}

// SHA256 returns the hash of all weights that are trained in lower-case hex:
// see [engine.Model.SHA256].
func (e *Experiment) SHA256() string { return sha256.Hex(e.model.SHA256()) }
