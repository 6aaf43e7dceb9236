package bench

import (
	"runtime"
	"slices"

	"glyphlab/engine"
	"glyphlab/engine/experiment"
	"glyphlab/engine/run"
)

// evaluationBatch is how many images are evaluated at a time, as in a run.
const evaluationBatch = 64

// rate is so small that the weights hardly move: a network that has learned
// its few images by heart would multiply zeros.
const rate = 1e-4

// subject is a preset that is measured.
type subject struct {
	settings  run.Settings
	trainer   *engine.Trainer
	model     *engine.Model // of a training batch
	evaluator *engine.Model // the same weights
	images    *noise

	steps, batches int       // in one measurement; 0 before the first
	training       []float64 // seconds a step, of each measurement
	evaluation     []float64 // seconds a batch
	taken          int       // steps, in all of them
	bytes, allocs  uint64    // in all these steps
}

func newSubject(preset string) (*subject, error) {
	p, err := run.FindPreset(preset)
	if err != nil {
		return nil, err
	}
	s := &subject{images: newNoise(), settings: p.Defaults}
	s.settings.Batch, s.settings.Seed = run.BenchBatch(preset), seed
	network, err := experiment.Network(p.Defaults, shape, classes)
	if err != nil {
		return nil, err
	}
	if s.model, err = engine.Compile(network, s.settings.Batch); err != nil {
		return nil, err
	}
	if s.evaluator, err = s.model.WithBatch(evaluationBatch); err != nil {
		return nil, err
	}
	s.model.Initialize(seed)
	s.trainer, err = engine.NewTrainer(s.model, engine.Config{
		Images:    s.images.Len(),
		Optimizer: engine.SGD{Momentum: p.Defaults.Momentum},
		Schedule:  engine.ConstantRate{Rate: rate},
		Seed:      seed,
	}, s.images)
	return s, err
}

// measureShared measures training by so many workers.
func (s *subject) measureShared(c clock, machine Machine, workers int) error {
	if workers > 1 {
		team, end, err := machine.Team(s.settings, s.model, workers-1)
		if err != nil {
			return err
		}
		defer end()
		s.trainer.SetTeam(team)
		// The members' first steps take what their memory takes.
		if err := s.train(2); err != nil {
			return err
		}
	}
	return s.measureTraining(c)
}

func (s *subject) train(steps int) error {
	for range steps {
		if _, err := s.trainer.Step(); err != nil {
			return err
		}
	}
	return nil
}

func (s *subject) evaluate(batches int) error {
	_, err := engine.Evaluate(s.evaluator, repeated{s.images, batches * evaluationBatch}, nil)
	return err
}

func (s *subject) measureTraining(c clock) (err error) {
	if s.steps == 0 {
		s.steps, err = c.fit(trainingTime, 1<<12, s.train)
		return err
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	took, err := c.time(s.steps, s.train)
	runtime.ReadMemStats(&after)
	s.training = append(s.training, took/float64(s.steps))
	s.taken += s.steps
	s.bytes += after.TotalAlloc - before.TotalAlloc
	s.allocs += after.Mallocs - before.Mallocs
	return err
}

func (s *subject) measureEvaluation(c clock) (err error) {
	if s.batches == 0 {
		s.batches, err = c.fit(evaluationTime, 1<<12, s.evaluate)
		return err
	}
	took, err := c.time(s.batches, s.evaluate)
	s.evaluation = append(s.evaluation, took/float64(s.batches))
	return err
}

// speed sums up what was measured. Peak is one worker's, in operations a second.
func (s *subject) speed(workers int, peak float64) run.Speed {
	step, batch := median(s.training), median(s.evaluation)
	flops := s.model.FLOPs()
	images := float64(s.model.Batch()) / step
	evaluated := evaluationBatch / batch
	return run.Speed{
		MS:          1e3 * step,
		MSMin:       1e3 * slices.Min(s.training),
		MSMax:       1e3 * slices.Max(s.training),
		TrainImages: images,
		EvalImages:  evaluated,
		GFLOPS:      images * flops.Step() / 1e9,
		Share:       images * flops.Step() / (float64(workers) * peak),
		EvalShare:   evaluated * flops.Forward / peak,
		Bytes:       float64(s.bytes) / float64(s.taken),
		Allocs:      float64(s.allocs) / float64(s.taken),
	}
}
