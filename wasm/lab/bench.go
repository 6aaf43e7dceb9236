package lab

import (
	"glyphlab/engine"
	"glyphlab/engine/bench"
	"glyphlab/engine/run"
	"glyphlab/wasm/message"
)

// bench measures the machine's speed. Between two measurements it rests, so
// that the page hears how far it has come, and can stop it.
func (l *Lab) bench(plan run.Bench) {
	if l.failed == nil && l.goal > l.taken() {
		l.refuse("bench", errorString("a run is under way, which would share the machine: pause it first"))
		return
	}
	l.measuring, l.enough = true, false
	speeds, err := bench.Measure(plan, bench.Machine{Now: l.host.Now}, func(done, all int) bool {
		l.host.Send(&message.Benching{Done: done, All: all})
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
