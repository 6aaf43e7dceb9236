package bench

import (
	"math"
	"testing"

	"glyphlab/engine"
	"glyphlab/engine/run"
	"glyphlab/engine/team"
)

// ticking is a machine that takes a second for everything.
func ticking() Machine {
	seconds := 0.0
	return Machine{Now: func() float64 {
		seconds++
		return seconds
	}}
}

func TestASpeedIsWhatTheClockSays(t *testing.T) {
	plan := run.Bench{Presets: []string{"stride", "lenet5"}, Workers: 1}
	speeds, err := Measure(plan, ticking(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(speeds.Presets) != 2 || speeds.Workers != 1 || speeds.Kernel == "" || !(speeds.PeakGflops > 0) {
		t.Errorf("got %+v", speeds)
	}
	// By this clock one step, and one batch of 64 images, take a second.
	s, ok := speeds.Presets["stride"]
	want := run.Speed{
		MS: 1000, MSMin: 1000, MSMax: 1000,
		TrainImages: 16, EvalImages: 64, GFLOPS: 0.040001536,
		Share: 0.040001536 / speeds.PeakGflops, EvalShare: 64 * 885632 / 1e9 / speeds.PeakGflops,
		Bytes: s.Bytes, Allocs: s.Allocs,
	}
	for _, pair := range [][2]float64{{s.GFLOPS, want.GFLOPS}, {s.Share, want.Share}, {s.EvalShare, want.EvalShare}} {
		if math.Abs(pair[0]/pair[1]-1) > 1e-12 {
			t.Errorf("got %v, want %v", pair[0], pair[1])
		}
	}
	s.GFLOPS, s.Share, s.EvalShare = want.GFLOPS, want.Share, want.EvalShare
	if !ok || s != want {
		t.Errorf("got %+v, want %+v", s, want)
	}
}

func TestATeamSharesTheSteps(t *testing.T) {
	machine := ticking()
	begun, ended := 0, 0
	machine.Team = func(_ run.Settings, m *engine.Model, members int) (engine.Team, func(), error) {
		if members != 1 {
			t.Errorf("%d members beside the trainer, want 1", members)
		}
		begun++
		crew, err := team.New(m, members)
		return crew, func() { crew.Close(); ended++ }, err
	}
	plan := run.Bench{Presets: []string{"stride", "maxpool"}, Workers: 2}
	speeds, err := Measure(plan, machine, nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := len(plan.Presets) * (1 + rounds); speeds.Workers != 2 || begun != want || ended != want {
		t.Errorf("%d workers; %d teams have begun and %d ended, want %d", speeds.Workers, begun, ended, want)
	}
	s := speeds.Presets["stride"]
	if got, want := s.Share, s.GFLOPS/2/speeds.PeakGflops; math.Abs(got/want-1) > 1e-12 {
		t.Errorf("the share of two workers' peak is %v, want %v", got, want)
	}
	alone, err := Measure(plan, ticking(), nil)
	if err != nil || alone.Workers != 1 {
		t.Errorf("where there is no team, %d workers, %v", alone.Workers, err)
	}
}

func TestMeasurementsAreAsLongAsTheClockNeeds(t *testing.T) {
	now := 0.0
	c := clock{func() float64 { return now }}
	for _, each := range []float64{1e-6, 0.003, 0.07, 5} {
		n, err := c.fit(0.12, 1000, func(n int) error {
			now += each * float64(n)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if want := int(max(1, min(1000, math.Round(0.12/each)))); n != want {
			t.Errorf("%v s each: %d in a measurement, want %d", each, n, want)
		}
	}
}

func TestTheMedianIsTakenOfWhatWasMeasured(t *testing.T) {
	if got := median([]float64{9, 1, 5, 2, 7}); got != 5 {
		t.Errorf("the median is %v, want 5", got)
	}
}

func TestProgressIsToldAndAStopHeard(t *testing.T) {
	plan := run.Bench{Presets: []string{"stride"}, Workers: 1}
	next, last := 0, 0
	if _, err := Measure(plan, ticking(), func(done, all int) bool {
		if done != next {
			t.Errorf("%d of %d done, want %d", done, all, next)
		}
		next, last = done+1, all
		return true
	}); err != nil {
		t.Fatal(err)
	}
	if want := 3 * (1 + rounds); last != want || next != want+1 {
		t.Errorf("told of %d measurements of %d, want %d", next-1, last, want)
	}
	asked := 0
	speeds, err := Measure(plan, ticking(), func(done, _ int) bool {
		asked++
		return done < 5
	})
	if err != engine.ErrStopped || speeds.Presets != nil || asked != 6 {
		t.Errorf("stopped at the 6th question: got %+v, %v after %d", speeds, err, asked)
	}
}

func TestAWrongPlanIsRefused(t *testing.T) {
	for _, plan := range []run.Bench{
		{Presets: nil, Workers: 1},
		{Presets: []string{"giant"}, Workers: 1},
		{Presets: []string{"stride"}, Workers: 0},
		{Presets: []string{"stride"}, Workers: 9},
	} {
		if _, err := Measure(plan, ticking(), nil); err == nil {
			t.Errorf("%+v is measured", plan)
		}
	}
}
