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
		l.assemble()
		for i := 0; i < len(l.trial.Due()); i++ { // a validation may end the run
			split := l.trial.Due()[i]
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

// breathe is called between two layers. Once a slice is over it rests.
func (l *Lab) breathe() {
	if l.host.Now()-l.lastBreak >= slice {
		l.rest()
	}
}

// rest lets the browser work and answers what has arrived.
func (l *Lab) rest() {
	l.reporter.offer(l.trial, l.seconds)
	l.host.Breathe()
	l.lastBreak = l.host.Now()
	for next := l.host.Next(false); next != nil; next = l.host.Next(false) {
		l.take(next)
	}
}

// layers describes the network to the page.
func layers(t *experiment.Experiment) (out []message.Layer) {
	for _, layer := range t.Layers() {
		m := message.Layer{Name: layer.Name, About: layer.Description, Parameters: layer.Weights}
		if s := layer.Output; s.Height == 1 && s.Width == 1 {
			m.Output = []int{s.Channels}
		} else {
			m.Output = []int{s.Height, s.Width, s.Channels}
		}
		out = append(out, m)
	}
	return out
}
