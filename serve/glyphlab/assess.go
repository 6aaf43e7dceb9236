package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"

	"glyphlab/engine"
	"glyphlab/engine/dataset"
	"glyphlab/engine/experiment"
	"glyphlab/engine/weights"
)

// sectionImages are assessed by one goroutine at a time. That the sections are
// the same on every machine makes the figures the same, to the last digit.
const sectionImages = 4 * experiment.EvaluationBatch

// A section is some of the images.
type section struct {
	engine.Images
	first, count int
}

func (s section) Len() int                 { return s.count }
func (s section) Label(i int) int          { return s.Images.Label(s.first + i) }
func (s section) Pixels(dst []byte, i int) { s.Images.Pixels(dst, s.first+i) }

// assess evaluates the networks together on variants of the images, on all
// cores.
func assess(ctx context.Context, networks []*weights.Weights, variants int, data dataset.Info, images engine.Images, stderr io.Writer) (engine.Assessment, error) {
	var sections []section
	batches := 0
	for first := 0; first < images.Len(); first += sectionImages {
		s := section{images, first, min(sectionImages, images.Len()-first)}
		sections = append(sections, s)
		batches += (s.count + experiment.EvaluationBatch - 1) / experiment.EvaluationBatch
	}
	if len(sections) == 0 {
		return engine.Assessment{}, errors.New("there are no images to evaluate")
	}
	batches *= variants * len(networks)

	var (
		progress = newBar(stderr, batches, "batches")
		parts    = make([]engine.Assessment, len(sections))
		errs     = make([]error, len(sections))
		next     atomic.Int64 // section
		done     atomic.Int64 // batches
		workers  sync.WaitGroup
	)
	evaluate := func(models []*engine.Model, s section) (engine.Assessment, error) {
		v, err := variantsOf(data, variants)
		if err != nil {
			return engine.Assessment{}, err
		}
		if ctx.Err() != nil {
			return engine.Assessment{}, engine.ErrStopped
		}
		a, err := engine.EvaluateVaried(models, v, s, func() bool { // between two batches
			done.Add(1)
			progress.add(1)
			return ctx.Err() == nil
		})
		if err == nil {
			done.Add(1)
			progress.add(1)
		}
		return a, err
	}
	for range min(runtime.GOMAXPROCS(0), len(sections)) {
		var models []*engine.Model
		for _, n := range networks {
			model, err := n.Model(experiment.EvaluationBatch)
			if err != nil {
				return engine.Assessment{}, err
			}
			models = append(models, model)
		}
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(sections); i = int(next.Add(1)) - 1 {
				parts[i], errs[i] = evaluate(models, sections[i])
			}
		})
	}
	workers.Wait()
	progress.clear()

	if err := errors.Join(errs...); errors.Is(err, engine.ErrStopped) {
		return engine.Assessment{}, fmt.Errorf("stopped after %d of %d batches of images", done.Load(), batches)
	} else if err != nil {
		return engine.Assessment{}, err
	}
	whole := parts[0]
	for _, part := range parts[1:] {
		whole.Append(part)
	}
	return whole, nil
}
