// Package bench measures how fast this machine trains and evaluates the
// presets, and what share that is of what it can multiply and add at most (see
// package peak). Like all of the engine it has no clock; it is handed one.
//
// The measurements take turns: one of the peak and one of each preset, again
// and again. So what else the machine does meanwhile falls on all of them, and
// the medians can be compared.
package bench

import (
	"math"

	"glyphlab/engine"
	"glyphlab/engine/bench/peak"
	"glyphlab/engine/kernel"
	"glyphlab/engine/run"
)

// rounds is how often everything is measured. One more round goes before, in
// which it is found out how much to do in one measurement; a browser compiles
// what is used often once more, and better, meanwhile.
const rounds = 7

// How long one measurement takes, about, in seconds: long beside a clock's
// tick, short beside a person's patience.
const (
	trainingTime   = 0.12
	evaluationTime = 0.06
	peakTime       = 0.01
)

// A Machine is what is measured.
type Machine struct {
	// Now tells the seconds since some moment in the past.
	Now func() float64
	// Team returns so many members that share the steps of a model, which was
	// compiled as the settings say, once they are ready, and what ends them. It
	// is asked before each measurement of training, one at a time. Without it
	// one worker does all.
	Team func(s run.Settings, m *engine.Model, members int) (team engine.Team, end func(), err error)
}

// Measure measures what the plan names. Between two measurements, a fraction
// of a second apart, it calls goOn, if that is not nil, with how many of them
// are done; if the answer is no the error is [engine.ErrStopped]. Another error
// says what is wrong with the plan, or why there is no team. It takes some
// seconds for each preset.
func Measure(plan run.Bench, machine Machine, goOn func(done, all int) bool) (run.Speeds, error) {
	if err := plan.Check(); err != nil {
		return run.Speeds{}, err
	}
	workers := plan.Workers
	if machine.Team == nil {
		workers = 1
	}
	clock := clock{machine.Now}
	summit := newSummit()
	subjects := make([]*subject, len(plan.Presets))
	for i, preset := range plan.Presets {
		var err error
		if subjects[i], err = newSubject(preset); err != nil {
			return run.Speeds{}, err
		}
	}

	measurements := []func() error{func() error { return summit.measure(clock) }}
	for _, s := range subjects {
		measurements = append(measurements,
			func() error { return s.measureShared(clock, machine, workers) },
			func() error { return s.measureEvaluation(clock) })
	}
	done, all := 0, (1+rounds)*len(measurements)
	for range 1 + rounds {
		for _, measure := range measurements {
			if goOn != nil && !goOn(done, all) {
				return run.Speeds{}, engine.ErrStopped
			}
			if err := measure(); err != nil {
				return run.Speeds{}, err
			}
			done++
		}
	}
	if goOn != nil {
		goOn(done, all)
	}

	speeds := run.Speeds{
		PeakGflops: summit.best / 1e9,
		Workers:    workers,
		Kernel:     kernel.Name(),
		Presets:    map[string]run.Speed{},
	}
	for i, s := range subjects {
		speeds.Presets[plan.Presets[i]] = s.speed(workers, summit.best)
	}
	return speeds, nil
}

// clock measures how long work takes.
type clock struct{ now func() float64 }

// time returns the seconds that work on n takes.
func (c clock) time(n int, work func(n int) error) (float64, error) {
	begun := c.now()
	err := work(n)
	return c.now() - begun, err
}

// fit returns the n for which work takes about so many seconds, from 1 to most.
// It finds it out by doubling.
func (c clock) fit(seconds float64, most int, work func(n int) error) (int, error) {
	for n := 1; ; n *= 2 {
		took, err := c.time(n, work)
		if err != nil {
			return 0, err
		}
		if took >= seconds/2 || n >= most {
			return int(max(1, min(float64(most), math.Round(float64(n)*seconds/took)))), nil
		}
	}
}

// summit is the machine's multiply-add peak.
type summit struct {
	loops []peak.Loop
	turns []int   // of each loop in one measurement; nil before the first
	best  float64 // operations a second
}

func newSummit() *summit { return &summit{loops: peak.Loops()} }

func (s *summit) measure(c clock) error {
	const most = 1 << 30
	for i, loop := range s.loops {
		work := func(n int) error { loop.Run(n); return nil }
		if len(s.turns) == i {
			turns, err := c.fit(peakTime, most, work)
			if err != nil {
				return err
			}
			s.turns = append(s.turns, turns)
			continue
		}
		took, err := c.time(s.turns[i], work)
		if err != nil {
			return err
		}
		s.best = max(s.best, loop.FLOPs*float64(s.turns[i])/took)
	}
	return nil
}

// median returns the middle of an odd number of values.
func median(values []float64) float64 {
	sorted := append([]float64(nil), values...)
	for i := range sorted { // they are few
		for ; i > 0 && sorted[i] < sorted[i-1]; i-- {
			sorted[i], sorted[i-1] = sorted[i-1], sorted[i]
		}
	}
	return sorted[len(sorted)/2]
}
