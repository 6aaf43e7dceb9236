package lab

import (
	"glyphlab/engine"
	"glyphlab/engine/bench"
	"glyphlab/engine/dataset"
	"glyphlab/engine/run"
	"glyphlab/wasm/message"
)

// betweenNews is how many seconds pass at least from one word about a
// measurement's progress to the next: showing it takes from what is measured.
const betweenNews = 0.5

// bench measures the machine's speed. Between two measurements it rests, so
// that the page hears how far it has come, and can stop it.
func (l *Lab) bench(plan run.Bench) {
	if l.failed == nil && l.goal > l.taken() || len(l.exams) > 0 {
		l.refuse("bench", errorString("a run is under way, which would share the machine: pause it first"))
		return
	}
	machine := bench.Machine{Now: l.host.Now}
	if plan.Workers = min(plan.Workers, l.cores); plan.Workers > 1 {
		machine.Team = l.gather
		l.disband() // from here on the crew works for the measurement
		defer l.assembleInPeace()
	}
	l.measuring, l.enough = true, false
	next := 0.0 // time for news
	speeds, err := bench.Measure(plan, machine, func(done, all int) bool {
		if now := l.host.Now(); now >= next || done == all {
			next = now + betweenNews
			l.host.Send(&message.Benching{Done: done, All: all})
		}
		l.rest()
		return !l.enough
	})
	l.measuring = false
	if err == engine.ErrStopped {
		l.host.Send(&message.Benched{})
		return
	}
	if err != nil {
		l.refuse("bench", err)
		return
	}
	benched := &message.Benched{
		PeakGflops: speeds.PeakGflops, Workers: speeds.Workers, Kernel: speeds.Kernel,
		Presets: plan.Presets,
	}
	for _, preset := range plan.Presets {
		benched.Speeds = append(benched.Speeds, speeds.Presets[preset])
	}
	l.host.Send(benched)
}

// gather briefs the crew for a measurement, and waits until so many members
// are ready.
func (l *Lab) gather(s run.Settings, m *engine.Model, members int) (engine.Team, func(), error) {
	images := m.Network().Input
	data := &dataset.Set{Info: dataset.Info{Height: images.Height, Width: images.Width, Classes: make([]string, m.Classes())}}
	l.crew.Brief(s, data, members, l.breathe)
	for l.crew.Size() < members {
		next := l.host.Next(true)
		if lost, ok := next.(Lost); ok || next == nil {
			return nil, nil, errorString("the other workers are not there: " + lost.Words)
		}
		if l.take(next); l.enough {
			return nil, nil, engine.ErrStopped
		}
	}
	return l.crew, func() {}, nil
}
