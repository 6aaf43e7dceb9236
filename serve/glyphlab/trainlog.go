package main

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"glyphlab/engine"
	"glyphlab/engine/dataset"
	"glyphlab/engine/experiment"
	"glyphlab/engine/run"
)

// An assignmentLog prints the lines that the assignment's code prints, above a
// progress bar where there is a terminal.
type assignmentLog struct {
	out io.Writer
	bar bar
}

func (l *assignmentLog) minibatch(m engine.Minibatch) {
	if m.Step%experiment.ValidateEvery == 0 {
		l.bar.clear()
		for _, line := range run.MinibatchLines(m.Step, m.Loss, m.Accuracy) {
			fmt.Fprintln(l.out, line)
		}
	}
	l.bar.show(m.Step + 1)
}

func (l *assignmentLog) evaluated(split dataset.Split, _ int, accuracy float64) {
	l.bar.clear()
	if split == dataset.Test {
		fmt.Fprintln(l.out, run.TestLine(accuracy))
	} else {
		fmt.Fprintln(l.out, run.ValidationLine(accuracy))
	}
}

func (l *assignmentLog) finish(r run.Record) error {
	l.bar.clear()
	if r.State != run.Done && r.State != run.Failed {
		fmt.Fprintf(l.out, "Stopped after %d of %d steps\n", r.Step, r.Settings.Steps)
	}
	_, err := fmt.Fprintf(l.out, "%d steps in %v, sha256 of the weights %s\n", r.Step, seconds(r.Seconds), r.SHA256)
	return err
}

func seconds(s float64) time.Duration {
	return time.Duration(s * float64(time.Second)).Round(10 * time.Millisecond)
}

// jsonLines prints one object a line: a line a step, a line an evaluation, and
// the run's record at the end.
type jsonLines struct {
	encoder *json.Encoder
	err     error // the first one
}

func (l *jsonLines) line(v any) {
	if err := l.encoder.Encode(v); err != nil && l.err == nil {
		l.err = err
	}
}

func (l *jsonLines) minibatch(m engine.Minibatch) {
	l.line(struct {
		Step     int     `json:"step"`
		Loss     float64 `json:"loss"`
		Accuracy float64 `json:"accuracy"` // in %
		Rate     float64 `json:"rate"`
	}{m.Step, m.Loss, m.Accuracy, m.Rate})
}

func (l *jsonLines) evaluated(split dataset.Split, step int, accuracy float64) {
	l.line(struct {
		Split    string  `json:"split"`
		Step     int     `json:"step"`
		Accuracy float64 `json:"accuracy"` // in %
	}{split.String(), step, accuracy})
}

func (l *jsonLines) finish(r run.Record) error {
	l.line(r)
	return l.err
}
