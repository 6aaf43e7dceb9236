package search

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"glyphlab/engine/run"
)

var small = Plan{Trials: 9, Steps: []int{51, 151, 451}, Eta: 3}

func begun(t *testing.T) *Search {
	t.Helper()
	s, err := New(run.Defaults(), parsed(t, "rate 0.001..0.1 log\nmomentum 0..0.9"), 5, small)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// accuracy is a landscape with its top at a rate of 0.01, which grows with the
// steps; trials of a high momentum fail.
func accuracy(s run.Settings) (float64, bool) {
	x := math.Log(s.Rate / 0.01)
	return math.Floor(80 - 5*x*x + 10*float64(s.Steps)/451), s.Momentum < 0.8
}

// follow goes through a search with so many workers, whose trials end in random
// order.
func follow(t *testing.T, s *Search, workers int, random *rand.Rand) {
	t.Helper()
	var running []Trial
	for {
		for len(running) < workers {
			trial, ok := s.Next()
			if !ok {
				break
			}
			running = append(running, trial)
		}
		if len(running) == 0 {
			break
		}
		i := random.IntN(len(running))
		trial := running[i]
		running = slices.Delete(running, i, i+1)
		var err error
		switch a, ok := accuracy(trial.Settings); {
		case random.IntN(5) == 0:
			err = s.Return(trial.Rung, trial.Number)
		case ok:
			err = s.Report(trial.Rung, trial.Number, a)
		default:
			err = s.Fail(trial.Rung, trial.Number, "it diverges")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if !s.Over() {
		t.Fatal("there is nothing to train, and the search is not over")
	}
}

func TestTheOutcomeDependsNeitherOnWorkersNorOnOrder(t *testing.T) {
	want := begun(t)
	follow(t, want, 1, rand.New(rand.NewPCG(1, 0)))
	for i := range uint64(50) {
		got := begun(t)
		follow(t, got, 1+int(i%7), rand.New(rand.NewPCG(i, 1)))
		if !reflect.DeepEqual(got.Rungs(), want.Rungs()) {
			t.Fatalf("with %d workers the rungs are %+v, want %+v", 1+i%7, got.Rungs(), want.Rungs())
		}
		a, _ := got.Best()
		if b, _ := want.Best(); a != b {
			t.Fatalf("the best is %+v, want %+v", a, b)
		}
	}
}

func TestEachRungTrainsTheBestOfTheLastForLonger(t *testing.T) {
	s := begun(t)
	if _, ok := s.Best(); ok {
		t.Error("there is a best trial before any is done")
	}
	follow(t, s, 3, rand.New(rand.NewPCG(1, 2)))
	for rung, trials := range s.Rungs() {
		if len(trials) != small.In(rung) {
			t.Errorf("rung %d has %d trials", rung, len(trials))
		}
		for i, trial := range trials {
			if trial.Settings.Steps != small.Steps[rung] || trial.Rung != rung {
				t.Errorf("rung %d has a trial of %d steps", rung, trial.Settings.Steps)
			}
			if rung > 0 && ranked(s.Rungs()[rung-1])[i].Number != trial.Number {
				t.Errorf("in rung %d trial %d is none of the best before it", rung, trial.Number)
			}
		}
	}
	best, ok := s.Best()
	if !ok || best.Rung != 2 || best != ranked(s.Rungs()[2])[0] {
		t.Errorf("the best is %+v", best)
	}
	if full := s.Full(best); full.Steps != 1001 || full.Rate != best.Settings.Rate {
		t.Errorf("in full it is %+v", full)
	}
	if s.Spent() != s.Plan.Cost() {
		t.Errorf("%d steps are spent of %d", s.Spent(), s.Plan.Cost())
	}
	ranking := s.Ranking()
	if ranking[0] != best || !slices.IsSortedFunc(ranking, func(a, b Trial) int { return b.Rung - a.Rung }) {
		t.Errorf("the ranking is %+v", ranking)
	}
}

func TestOfEqualTrialsTheFirstIsKept(t *testing.T) {
	s := begun(t)
	for number := 8; number >= 0; number-- {
		if err := s.Report(0, number, 50); err != nil {
			t.Fatal(err)
		}
	}
	for i, trial := range s.Rungs()[1] {
		if trial.Number != i {
			t.Errorf("trial %d is kept at place %d", trial.Number, i)
		}
	}
}

func TestTheBestSoFarIsNotThatOfARungThatHasJustBegun(t *testing.T) {
	s := begun(t)
	for number := range 9 {
		if err := s.Report(0, number, float64(50+number)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Report(1, 6, 40); err != nil {
		t.Fatal(err)
	}
	if best, _ := s.Best(); best.Number != 8 || best.Rung != 0 {
		t.Errorf("the best is %+v", best)
	}
	for _, number := range []int{7, 8} {
		if err := s.Report(1, number, 41); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Report(2, 7, 30); err != nil {
		t.Fatal(err)
	}
	if best, _ := s.Best(); !s.Over() || best.Number != 7 || best.Rung != 2 {
		t.Errorf("at the end the best is %+v", best)
	}
}

func TestFailuresGoNoFurther(t *testing.T) {
	s := begun(t)
	for number := range 9 {
		var err error
		if number == 4 {
			err = s.Report(0, number, 20)
		} else {
			err = s.Fail(0, number, "it diverges")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if rung := s.Rungs()[1]; len(rung) != 1 || rung[0].Number != 4 {
		t.Fatalf("the second rung is %+v", rung)
	}
	if err := s.Fail(1, 4, "it diverges later"); err != nil {
		t.Fatal(err)
	}
	if best, ok := s.Best(); !s.Over() || !ok || best.Rung != 0 || best.Number != 4 {
		t.Errorf("over: %v, the best is %+v", s.Over(), best)
	}

	s = begun(t)
	for number := range 9 {
		if err := s.Fail(0, number, "it diverges"); err != nil {
			t.Fatal(err)
		}
	}
	if _, ok := s.Best(); ok || !s.Over() {
		t.Error("of nothing but failures one is the best")
	}
}

func TestResultsThatNobodyAwaitsAreRefused(t *testing.T) {
	s := begun(t)
	if err := s.Report(0, 3, 50); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		s.Report(0, 3, 50), s.Report(0, 9, 50), s.Report(1, 0, 50), s.Report(-1, 0, 50), s.Fail(0, -1, ""), s.Return(0, 3),
	} {
		if err == nil || !strings.Contains(err.Error(), "rung 1 is under way") {
			t.Errorf("error %v", err)
		}
	}
	for _, a := range []float64{-1, 101, math.NaN()} {
		if err := s.Report(0, 0, a); err == nil || !strings.Contains(err.Error(), "from 0 to 100") {
			t.Errorf("accuracy %v: error %v", a, err)
		}
	}
	base := run.Defaults()
	base.Batch = 0
	if _, err := New(base, s.Space, 1, small); err == nil || !strings.Contains(err.Error(), "batch size") {
		t.Errorf("error %v", err)
	}
	if _, err := New(run.Defaults(), s.Space, 1, Plan{}); err == nil {
		t.Error("an empty plan is taken")
	}
}
