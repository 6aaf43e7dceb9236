package search

import (
	"strings"
	"testing"

	"glyphlab/engine/experiment"
)

func TestARungEndsWithAValidation(t *testing.T) {
	if grain != experiment.ValidateEvery {
		t.Errorf("a rung has one step more than a multiple of %d, runs validate every %d", grain, experiment.ValidateEvery)
	}
}

func TestAPlanSpendsItsBudgetInRungsOfAboutEqualCost(t *testing.T) {
	for _, c := range []struct{ steps, budget, rungs, last int }{
		{1001, 200_000, 3, 1001},
		{3001, 200_000, 4, 3001},
		{3000, 200_000, 4, 2951},
		{1001, 2001, 2, 651},
		{1001, 303, 1, 101},
		{1001, 100_000_000, 1, 1001},
		{60, 1000, 1, 51},
		{1, 3, 1, 1},
		{1, 500, 1, 1},
		{1_000_000, 1_000_000_000, 2, 999_951},
	} {
		p, err := NewPlan(c.steps, c.budget)
		if err != nil {
			t.Fatalf("%+v: %v", c, err)
		}
		if err := p.Check(); err != nil {
			t.Errorf("%+v: %v", c, err)
		}
		if len(p.Steps) != c.rungs || p.Steps[len(p.Steps)-1] != c.last || p.Cost() > c.budget {
			t.Errorf("%+v: the plan is %+v and costs %d", c, p, p.Cost())
		}
		if cost := p.Cost(); p.Trials < mostTrials && cost < c.budget*6/10 {
			t.Errorf("%+v: the plan %+v costs %d only", c, p, cost)
		}
		for rung := range p.Steps {
			if share := float64(p.In(rung)*p.Steps[rung]*len(p.Steps)) / float64(p.Cost()); p.In(rung) > 5 && (share < 0.7 || share > 1.4) {
				t.Errorf("%+v: rung %d of %+v takes %.2f of its share", c, rung, p, share)
			}
		}
	}
	for _, c := range []struct {
		steps, budget int
		says          string
	}{{1001, 302, "303"}, {50, 100, "150"}, {0, 100, "from 1"}, {2_000_000, 1e9, "to 1000000"}} {
		if _, err := NewPlan(c.steps, c.budget); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: error %v", c, err)
		}
	}
}

func TestASpaceWithFewConfigurationsIsTrainedLongerAtOnce(t *testing.T) {
	p, err := NewPlan(1001, 200_000)
	if err != nil {
		t.Fatal(err)
	}
	for trials, rungs := range map[int]int{p.Trials: 3, p.Trials - 1: 3, 100: 1, 4: 1} {
		got := p.with(trials)
		if len(got.Steps) != rungs || got.Trials != trials || got.Cost() > p.Cost() || got.Check() != nil {
			t.Errorf("with %d configurations the plan is %+v, %+v before", trials, got, p)
		}
	}
}

func TestPlansThatCannotBeFollowedAreRefused(t *testing.T) {
	for _, p := range []Plan{
		{}, {Trials: 3, Eta: 1, Steps: []int{51}}, {Trials: 0, Eta: 3, Steps: []int{51}}, {Trials: 9999, Eta: 3, Steps: []int{51}},
		{Trials: 3, Eta: 3}, {Trials: 3, Eta: 3, Steps: []int{50}}, {Trials: 3, Eta: 3, Steps: []int{51, 51}}, {Trials: 3, Eta: 3, Steps: []int{101, 51}},
		{Trials: 3, Eta: 3, Steps: []int{-49}}, {Trials: 3, Eta: 3, Steps: []int{1_000_001}},
	} {
		if p.Check() == nil {
			t.Errorf("%+v is taken", p)
		}
	}
}

func TestBudgetsAreStepsOrATime(t *testing.T) {
	for text, want := range map[string]Budget{
		"200000": {Steps: 200000}, " 5 ": {Steps: 5}, "90s": {Seconds: 90}, "10m": {Seconds: 600}, "1h30m": {Seconds: 5400}, "1.5s": {Seconds: 1.5},
	} {
		got, err := ParseBudget(text)
		if err != nil || got != want {
			t.Errorf("%q is %+v, %v", text, got, err)
		}
		if again, err := ParseBudget(got.String()); err != nil || again != got {
			t.Errorf("%q is written as %q and read as %+v, %v", text, got, again, err)
		}
	}
	for _, text := range []string{"", "0", "-5", "1e6", "many", "0.5s", "-1m", "10000h", "10 m", "2000000000000"} {
		if _, err := ParseBudget(text); err == nil || !strings.Contains(err.Error(), "10m") {
			t.Errorf("%q: error %v", text, err)
		}
	}
	if n := (Budget{Seconds: 60}).At(100); n != 6000 {
		t.Errorf("a minute at 100 steps a second is %d steps", n)
	}
	if n := (Budget{Steps: 60}).At(100); n != 60 {
		t.Errorf("60 steps are %d", n)
	}
}
