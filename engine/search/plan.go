package search

import (
	"sort"

	"glyphlab/engine/problem"
)

// Eta is the share of trials that a rung keeps, as one in so many, and how many
// times as long the next one trains them. With 3 Jamieson and Talwalkar's
// method is close to its best.
const Eta = 3

// A run validates after every grain-th step, counted from 0 (see
// experiment.ValidateEvery). A rung's steps are one more than a multiple, so
// that its trials' last validation is of the weights that they end with.
const grain = 50

const (
	shortest   = 101     // a trial of fewer steps says little
	longest    = 1000000 // as settings have it
	mostRungs  = 12
	mostTrials = 3000 // in the first rung
)

// A Plan is how many configurations a search draws and how long it trains
// them: a rung for each of Steps, of which each keeps the best one in Eta.
type Plan struct {
	Trials int   `json:"trials"` // in the first rung
	Steps  []int `json:"rungs"`  // of each trial in each rung
	Eta    int   `json:"eta"`
}

// NewPlan returns the plan of successive halving (Jamieson and Talwalkar 2016)
// that spends a budget of steps: every rung takes about the same, its trials
// Eta times as long as the last's and an Eta-th as many. The last rung trains
// as long as a run of so many steps, or a third of the budget if that is less;
// there are as many rungs as leave it a trial, and the first one's trials 101
// steps, unless the budget is more than they can spend. Steps are rounded so
// that a trial ends with a validation.
func NewPlan(steps, budget int) (Plan, error) {
	least := min(steps, shortest)
	if steps < 1 || steps > longest {
		return Plan{}, problem.New("a run of ", steps, " steps cannot be planned: it is expected to have from 1 to ", longest)
	}
	if budget < 3*least {
		return Plan{}, problem.New("a budget of ", budget, " steps is too small: three trials of ", least, " steps take ", 3*least)
	}
	last := (min(steps, budget/3)-1)/grain*grain + 1
	plan := Plan{Eta: Eta}
	for rungs := 1; rungs <= mostRungs; rungs++ {
		next := Plan{Eta: Eta, Steps: make([]int, rungs)}
		divisor, share := 1, 1
		for i := rungs - 1; i >= 0; i-- {
			next.Steps[i] = (last/divisor+grain/2)/grain*grain + 1
			share = divisor
			divisor *= Eta
		}
		next.Steps[rungs-1] = last
		next.Trials = sort.Search(mostTrials, func(n int) bool {
			p := next
			p.Trials = n + 1
			return p.Cost() > budget
		})
		if rungs > 1 && (next.Steps[0] < shortest || next.Trials < share || next.Trials == mostTrials) {
			break
		}
		plan = next
	}
	return plan, nil
}

// In returns how many trials a rung has.
func (p Plan) In(rung int) int {
	n := p.Trials
	for range rung {
		n = max(1, n/p.Eta)
	}
	return n
}

// Cost returns the steps of all trials.
func (p Plan) Cost() int {
	cost := 0
	for rung, steps := range p.Steps {
		cost += p.In(rung) * steps
	}
	return cost
}

// with returns the plan for a space that has no more than so many
// configurations. What it saves lets the first rungs be left out, as far as
// the rest then costs no more than before.
func (p Plan) with(trials int) Plan {
	next := p
	next.Trials = trials
	for trials < p.Trials && len(next.Steps) > 1 {
		shorter := next
		if shorter.Steps = next.Steps[1:]; shorter.Cost() > p.Cost() {
			break
		}
		next = shorter
	}
	return next
}

// Check returns an error unless a search can follow the plan.
func (p Plan) Check() error {
	switch {
	case p.Eta < 2 || p.Eta > 10:
		return problem.New("a rung keeps one trial in 2 to 10, not one in ", p.Eta)
	case p.Trials < 1 || p.Trials > mostTrials:
		return problem.New("a search draws from 1 to ", mostTrials, " configurations, not ", p.Trials)
	case len(p.Steps) < 1 || len(p.Steps) > mostRungs:
		return problem.New("a search has from 1 to ", mostRungs, " rungs, not ", len(p.Steps))
	}
	before := 0
	for _, steps := range p.Steps {
		if steps <= before || steps > longest || steps%grain != 1 {
			return problem.New("a rung of ", steps, " steps after one of ", before,
				": each is expected to have more, at most ", longest, ", and one more than a multiple of ", grain)
		}
		before = steps
	}
	return nil
}
