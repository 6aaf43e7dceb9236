package lab

import (
	"glyphlab/engine/dataset"
	"glyphlab/engine/experiment"
	"glyphlab/wasm/message"
)

// slice is how long, in seconds, the browser goes without the thread. A page
// that asks for something waits this long at most, plus one layer.
const slice = 0.008

// step takes one training step, with the evaluations that fall due after it.
func (l *Lab) step() {
	begun := l.host.Now()
	l.busy, l.abandon = true, false
	minibatch, err := l.trial.Step()
	if err == nil {
		l.reporter.add(minibatch)
		for _, split := range l.trial.Due() {
			if err = l.evaluate(split, false); err != nil || l.abandon {
				break
			}
		}
	}
	l.busy = false
	l.seconds += l.host.Now() - begun
	if err != nil {
		l.failed = err
		l.host.Send(&message.Failed{Doing: "train", Message: err.Error(), RunOver: true})
	}
	l.reporter.offer(l.trial, l.seconds)
	l.announce()
}

// evaluateNow obeys an Evaluate, between two steps.
func (l *Lab) evaluateNow(split message.Split) {
	if l.trial == nil {
		l.refuse("evaluate", errorString("there is no network yet to evaluate"))
		return
	}
	if !l.trial.Arrived(dataset.Split(split)) {
		l.refuse("evaluate", errorString("the images to evaluate have not all arrived yet"))
		return
	}
	l.busy, l.abandon = true, false
	err := l.evaluate(dataset.Split(split), true)
	l.busy = false
	if err != nil {
		l.refuse("evaluate", err)
	}
}

// evaluate measures the accuracy on a split and sends it, unless the run is
// given up meanwhile.
func (l *Lab) evaluate(split dataset.Split, asked bool) error {
	correct, count, err := l.trial.Evaluate(split, func() bool {
		l.breathe()
		return !l.abandon
	})
	if err != nil || l.abandon {
		return err
	}
	l.reporter.flush(l.trial, l.seconds)
	l.host.Send(&message.Evaluated{
		Split: message.Split(split), Step: max(0, l.trial.Taken()-1),
		Correct: correct, Count: count, Asked: asked,
	})
	return nil
}

// breathe is called between two layers. Once a slice is over it lets the
// browser work and answers what has arrived.
func (l *Lab) breathe() {
	now := l.host.Now()
	if now-l.lastBreak < slice {
		return
	}
	l.reporter.offer(l.trial, l.seconds)
	l.host.Breathe()
	l.lastBreak = l.host.Now()
	for next := l.host.Next(false); next != nil; next = l.host.Next(false) {
		l.take(next)
	}
}

func layers(t *experiment.Experiment) []message.Layer {
	infos := t.Layers()
	out := make([]message.Layer, len(infos))
	for i, layer := range infos {
		out[i] = message.Layer{Name: layer.Name, About: layer.About, Output: layer.Output, Parameters: layer.Parameters}
	}
	return out
}
