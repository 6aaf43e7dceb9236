package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"glyphlab/engine/dataset"
	"glyphlab/engine/experiment"
	"glyphlab/engine/run"
	"glyphlab/engine/weights"
)

// followAndSave goes through the run and writes the weights that it is
// evaluated with, those so far if it is stopped. That the file can be written
// is found out before the first step. Of a run that has failed, or has taken no
// step, nothing is written.
func followAndSave(ctx context.Context, e *experiment.Experiment, out progress, o trainOptions, log io.Writer) error {
	var stopped error
	err := writeWhole(o.save, func(file io.Writer) error {
		record, err := follow(ctx, e, out)
		err = errors.Join(err, ending(record, ""))
		if record.State != run.Done && record.State != run.Paused {
			return err
		}
		if record.State == run.Paused {
			stopped = ending(record, "; the weights so far are in "+o.save)
		}
		return save(file, e, record.State == run.Done, o.half, log)
	})
	if err == nil && stopped == nil {
		fmt.Fprintf(log, "The weights are in %s\n", o.save)
	}
	return errors.Join(err, stopped)
}

// save writes an experiment's weights. Those of a run that is done are tested
// as the file has them.
func save(file io.Writer, e *experiment.Experiment, done, half bool, log io.Writer) error {
	w := weights.Of(e)
	if half {
		if err := w.Halve(); err != nil {
			fmt.Fprintf(log, "%v: they are saved as float32\n", err)
		}
	}
	if done {
		score, err := e.EvaluateWith(w.Values, dataset.Test, nil)
		if err != nil {
			return err
		}
		w.Done, w.Correct, w.Tested = true, score.Correct, score.Count
	}
	encoded, err := w.Encode()
	if err != nil {
		return err
	}
	_, err = file.Write(encoded)
	return err
}
