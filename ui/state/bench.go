package state

import (
	"math"

	"glyphlab/engine/run"
	"glyphlab/wasm/message"
)

// Bench is the measurement of how fast this machine is.
type Bench struct {
	Asked     bool        // the address asks for one
	Running   bool        //
	Done, All int         // measurements, while it runs
	Speeds    *run.Speeds // of the last one that came to its end; nil before
	Problem   string      // why there is no measurement
}

// CanMeasure reports whether a measurement can begin.
func (p *Page) CanMeasure() bool {
	return p.ready && p.Stopped == "" && !p.Bench.Running && !p.Locked() && !p.SearchIsUnderWay()
}

func (p *Page) measure(plan run.Bench) {
	p.Bench.Running, p.Bench.Done, p.Bench.All, p.Bench.Problem = true, 0, 0, ""
	p.world.Send(&message.Bench{Plan: plan})
	p.changed()
}

func (p *Page) benching(m *message.Benching) {
	p.Bench.Done, p.Bench.All = m.Done, m.All
	p.Frames++
}

func (p *Page) benched(m *message.Benched) {
	if len(m.Presets) > 0 {
		speeds := &run.Speeds{
			PeakGflops: m.PeakGflops, Workers: m.Workers, Kernel: m.Kernel,
			Presets: map[string]run.Speed{},
		}
		for i, preset := range m.Presets {
			speeds.Presets[preset] = m.Speeds[i]
		}
		p.Bench.Speeds = speeds
	}
	p.endBench("")
}

// endBench ends the measurement that runs, for a reason if it has failed, and
// begins the training that has waited for it.
func (p *Page) endBench(problem string) {
	waited := p.Bench.Running && p.wanted && p.begun
	p.Bench.Running, p.Bench.Problem = false, problem
	if waited && p.FormIsRight() {
		p.train(0)
	}
	p.changed()
}

// PressMeasure measures all presets that speed is measured with, or ends the
// measurement that runs.
func (p *Page) PressMeasure() {
	if p.Bench.Running {
		p.world.Send(&message.StopBench{})
	} else if p.CanMeasure() {
		p.measure(run.Bench{Presets: run.BenchPresets, Workers: max(1, p.Workers.Count)})
	}
}

// MeasureAction returns what the button does that measures.
func (p *Page) MeasureAction() Action {
	switch {
	case p.Bench.Running:
		return Action{"Stop", true}
	case p.Bench.Speeds != nil:
		return Action{"Measure again", p.CanMeasure()}
	}
	return Action{"Measure", p.CanMeasure()}
}

// BenchStatus says in a few words where the measurement stands.
func (p *Page) BenchStatus() string {
	switch {
	case p.Bench.Running:
		return "Measuring"
	case p.Bench.Problem != "":
		return "Not measured: " + p.Bench.Problem
	case p.SearchIsUnderWay():
		return "To measure, pause the search"
	case p.Locked():
		return "To measure, pause the training"
	case p.Bench.Speeds != nil:
		return "Measured with " + Plural(p.Bench.Speeds.Workers, "worker") + ", " + p.Bench.Speeds.Kernel + "; a step allocates " + allocated(*p.Bench.Speeds)
	}
	return "Measuring takes some ten seconds"
}

// allocated says how much memory a step asks for, of the preset that asks for
// most.
func allocated(speeds run.Speeds) string {
	most := 0.0
	for _, s := range speeds.Presets {
		most = max(most, s.Bytes)
	}
	if most < 0.5 {
		return "nothing"
	}
	return "up to " + Plural(int(math.Round(most)), "byte")
}
