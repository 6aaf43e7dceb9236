package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"glyphlab/engine"
	"glyphlab/engine/dataset"
	"glyphlab/engine/experiment"
	"glyphlab/engine/run"
	"glyphlab/engine/search"
)

// A tried is what became of a trial.
type tried struct {
	trial    search.Trial
	accuracy float64 // on the validation set, in %
	err      error   // why there is none; ctx's if it was interrupted
}

// try trains a run of these settings on one core and returns its accuracy on
// the validation set. The test set is not looked at. It calls stepped after
// every step.
func try(ctx context.Context, s run.Settings, set *dataset.Set, stepped func()) (accuracy float64, err error) {
	e, err := experiment.New(s, set)
	if err != nil {
		return 0, err
	}
	goOn := func() bool { return ctx.Err() == nil }
	for !e.Done() {
		if !goOn() {
			return 0, ctx.Err()
		}
		if _, err := e.Step(); err != nil {
			return 0, err
		}
		stepped()
		// A run without patience goes its way whatever its validations say.
		if due := e.Due(); s.Patience > 0 && len(due) > 0 && due[0] == dataset.Validation {
			if _, err := validate(ctx, e, goOn); err != nil {
				return 0, err
			}
		}
	}
	score, err := validate(ctx, e, goOn)
	return score.Accuracy(), err
}

func validate(ctx context.Context, e *experiment.Experiment, goOn func() bool) (engine.Score, error) {
	score, err := e.Evaluate(dataset.Validation, goOn)
	if errors.Is(err, engine.ErrStopped) {
		err = ctx.Err()
	}
	return score, err
}

// probeSteps is how long a run is that measures the machine's speed.
const probeSteps = 101

// stepsPerSecond measures how many steps so many workers take a second, each
// trained and validated alone as a trial is.
func stepsPerSecond(ctx context.Context, s run.Settings, set *dataset.Set, workers int) (float64, error) {
	s.Steps, s.Patience = min(s.Steps, probeSteps), 0
	errs := make([]error, workers)
	begun := time.Now()
	var all sync.WaitGroup
	for i := range workers {
		all.Go(func() { _, errs[i] = try(ctx, s, set, func() {}) })
	}
	all.Wait()
	return float64(workers*s.Steps) / time.Since(begun).Seconds(), errors.Join(errs...)
}
