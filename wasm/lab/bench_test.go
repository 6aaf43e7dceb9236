package lab

import (
	"slices"
	"strings"
	"testing"

	"glyphlab/engine/run"
	"glyphlab/wasm/message"
)

// quick measures the preset that takes the least time.
var quick = &message.Bench{Plan: run.Bench{Presets: []string{"stride"}, Workers: 1}}

// short is a run of a few steps.
var short = func() run.Settings {
	s := settings
	s.Steps = 5
	return s
}()

// slow makes every look at the clock a tenth of a second, so that there is
// little to do in one measurement.
func slow(p *page) *page {
	p.tick = 0.1
	return p
}

func TestSpeedIsMeasuredAndProgressTold(t *testing.T) {
	p := slow(&page{t: t})
	p.say(quick)
	p.run()
	next := 0
	for _, e := range all[*message.Benching](p) {
		if e.Done < next || e.All < e.Done {
			t.Errorf("%d of %d done, want at least %d", e.Done, e.All, next)
		}
		next = e.Done + 1
	}
	if e := last[*message.Benching](p); e.Done != e.All {
		t.Errorf("in the end %d of %d are done", e.Done, e.All)
	}
	b := last[*message.Benched](p)
	if next < 2 || !slices.Equal(b.Presets, quick.Plan.Presets) || len(b.Speeds) != 1 || !(b.Speeds[0].MS > 0 && b.PeakGflops > 0) || b.Workers != 1 || b.Kernel == "" {
		t.Errorf("after %d events got %+v", next, b)
	}
}

func TestAMeasurementCanBeStoppedAndBegunAgain(t *testing.T) {
	p := slow(&page{t: t})
	p.say(quick)
	stops := 0
	p.onEvent = func(m message.Message) {
		switch m := m.(type) {
		case *message.Benching:
			if m.Done >= 1 && stops == 0 {
				stops++
				p.say(&message.StopBench{})
			}
		case *message.Benched:
			if len(m.Presets) == 0 {
				p.say(quick)
			}
		}
	}
	p.run()
	events := all[*message.Benched](p)
	if len(events) != 2 || len(events[0].Presets) != 0 || len(events[1].Presets) != 1 {
		t.Errorf("got %d results, want one that was stopped and one that is whole", len(events))
	}
}

func TestARunWaitsUntilTheMeasurementIsOverAndItsWeightsAreTheSame(t *testing.T) {
	p := slow(loaded(t))
	p.say(&message.Configure{Settings: short}, quick, &message.Train{})
	p.onEvent = func(m message.Message) {
		if s, ok := m.(*message.StateChanged); ok && s.State == run.Training && len(all[*message.Benched](p)) == 0 {
			t.Error("training began before the measurement was over")
		}
	}
	p.run()
	sha, _ := alone(t, short)
	if end := last[*message.StateChanged](p); end.State != run.Done || end.SHA256 != sha {
		t.Errorf("ended with %+v, want done with %s", end, sha)
	}
}

func TestSpeedIsNotMeasuredWhileARunIsUnderWay(t *testing.T) {
	p := loaded(t)
	p.say(&message.Configure{Settings: short}, &message.Train{}, quick)
	p.run()
	if f := last[*message.Failed](p); f.Doing != "bench" || !strings.Contains(f.Message, "pause") || f.RunOver {
		t.Errorf("got %+v", f)
	}
	if s := last[*message.StateChanged](p); s.State != run.Done {
		t.Errorf("the run is %s, want done", s.State)
	}
}

func TestAWrongMeasurementIsRefused(t *testing.T) {
	p := &page{t: t}
	p.say(&message.Bench{Plan: run.Bench{Presets: []string{"giant"}, Workers: 1}})
	p.run()
	if f := last[*message.Failed](p); f.Doing != "bench" || !strings.Contains(f.Message, "giant") {
		t.Errorf("got %+v", f)
	}
}
