package state

import (
	"strings"
	"testing"

	"glyphlab/engine/run"
	"glyphlab/wasm/message"
)

var speeds = &message.Benched{PeakGflops: 50, Workers: 1, Kernel: "test", Presets: []string{"stride"}, Speeds: []run.Speed{{MS: 2, Share: 0.5}}}

func TestSpeedIsMeasuredOnDemandAndCanBeStopped(t *testing.T) {
	p, w := idle(t, "")
	if got := p.MeasureAction(); got != (Action{"Measure", true}) {
		t.Fatalf("the button is %+v", got)
	}
	p.PressMeasure()
	want(t, w.take(), &message.Bench{Plan: run.Bench{Presets: run.BenchPresets, Workers: 1}})
	if p.Primary().Enabled || p.CanStep() || p.MeasureAction() != (Action{"Stop", true}) {
		t.Errorf("train %v, one step %v, the button is %+v", p.Primary().Enabled, p.CanStep(), p.MeasureAction())
	}
	p.Receive(&message.Benching{Done: 1, All: 72})
	p.PressMeasure()
	want(t, w.take(), &message.StopBench{})
	p.Receive(&message.Benched{})
	if p.Bench.Speeds != nil || p.Bench.Running || !p.Primary().Enabled {
		t.Errorf("stopped: %+v, train %v", p.Bench, p.Primary().Enabled)
	}
	p.PressMeasure()
	w.take()
	p.Receive(speeds)
	if s := p.Bench.Speeds; s == nil || s.PeakGflops != 50 || s.Presets["stride"].Share != 0.5 || p.MeasureAction().Title != "Measure again" {
		t.Errorf("measured %+v, the button is %+v", s, p.MeasureAction())
	}
	if got, want := p.BenchStatus(), "Measured with 1 worker, test; a step allocates nothing"; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
}

func TestSpeedIsNotMeasuredWhileARunIsUnderWay(t *testing.T) {
	p, w := training(t)
	p.PressMeasure()
	want(t, w.take())
	if p.MeasureAction().Enabled || !strings.Contains(p.BenchStatus(), "pause") {
		t.Errorf("the button is %+v, it says %q", p.MeasureAction(), p.BenchStatus())
	}
}

func TestBenchInTheAddressMeasuresAtOnceAndTrainsAfterwards(t *testing.T) {
	p, w := opened("?bench=stride&workers=1&steps=5&run")
	want(t, w.take(), &message.Workers{Count: 1}, &message.Load{Name: "open", URL: "/data/open.1.glyphs"}, &message.Configure{Settings: p.Settings},
		&message.Bench{Plan: run.Bench{Presets: []string{"stride"}, Workers: 1}})
	if w.address != "" {
		t.Errorf("the address became %q", w.address)
	}
	configured(p)
	want(t, w.take())
	p.Receive(speeds)
	want(t, w.take(), &message.Train{})
}

func TestAMeasurementThatFailsSaysWhy(t *testing.T) {
	p, _ := idle(t, "")
	p.PressMeasure()
	p.Receive(&message.Failed{Doing: "bench", Message: "a run is under way"})
	if p.Bench.Running || p.Refused != "" || !strings.Contains(p.BenchStatus(), "under way") {
		t.Errorf("%+v, it says %q", p.Bench, p.BenchStatus())
	}
	p.PressMeasure()
	p.WorkerStopped("out of memory")
	if p.Bench.Running || p.CanMeasure() || !strings.Contains(p.BenchStatus(), "out of memory") {
		t.Errorf("%+v, it says %q", p.Bench, p.BenchStatus())
	}
}
