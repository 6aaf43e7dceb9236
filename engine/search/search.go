// Package search looks for settings that train a better network. It draws
// configurations from a [Space] and deals out training steps among them by
// successive halving (Jamieson and Talwalkar, "Non-stochastic Best Arm
// Identification and Hyperparameter Optimization", 2016): all are trained a
// little, the best third of them three times as long, and so on.
//
// Each trial of a rung begins anew at step 0, and its settings' Steps are the
// rung's: so one cycle and cosine, which are schedules over all steps, run
// whole in each, and a trial is a run like any other, bit for bit the same
// wherever it is trained. What counts steps by itself (a warm-up, a decay
// every so many) is the same in all rungs.
//
// A search goes by the accuracy on the validation set alone. The test set is
// left for the one who trains the winner.
//
// There is no clock here and there are no goroutines: whoever trains asks for
// trials with [Search.Next] and reports what became of them, in any order and
// as many at a time as it likes. A rung begins when the one before it is done,
// so the outcome is the same for any number of workers.
package search

import (
	"slices"

	"glyphlab/engine/problem"
	"glyphlab/engine/run"
)

// State is where a trial stands.
type State int

// The states of a trial.
const (
	Waiting State = iota
	Running       // handed out by Next
	Done          // Accuracy is known
	Failed        // see Problem
)

// A Trial is a run of a configuration with the steps of a rung.
type Trial struct {
	Rung, Number int          // of the rung and of the configuration, from 0
	Settings     run.Settings // Steps are the rung's
	State        State
	Accuracy     float64 // on the validation set, in %, once it is Done
	Problem      string  // why it has Failed
}

// A Search is one search. It is not safe for use by several goroutines.
type Search struct {
	Base  run.Settings // that the configurations depart from; its Steps are a full run's
	Space Space
	Seed  uint64 // of the draws
	Plan  Plan

	configurations []run.Settings
	rungs          [][]Trial // that have begun, each by its order
	next           int       // in the last of them, none before it waits
	spent          int       // steps of the trials that are over
}

// New returns a search at its beginning. The same base, space, seed and plan
// give the same trials. Where the space has fewer configurations than the plan
// asks for, the plan becomes a smaller one. The error says which setting of
// base is out of bounds, or which dimension would change nothing.
func New(base run.Settings, space Space, seed uint64, plan Plan) (*Search, error) {
	if err := base.Check(); err != nil {
		return nil, err
	}
	if err := plan.Check(); err != nil {
		return nil, err
	}
	if err := space.Check(base); err != nil {
		return nil, err
	}
	s := &Search{Base: base, Space: space, Seed: seed}
	s.configurations = space.configurations(base, seed, plan.Trials)
	s.Plan = plan.with(len(s.configurations))
	numbers := make([]int, len(s.configurations))
	for i := range numbers {
		numbers[i] = i
	}
	s.begin(numbers)
	return s, nil
}

// begin begins a rung with some of the configurations.
func (s *Search) begin(numbers []int) {
	rung := len(s.rungs)
	trials := make([]Trial, len(numbers))
	for i, number := range numbers {
		settings := s.configurations[number]
		settings.Steps = s.Plan.Steps[rung]
		trials[i] = Trial{Rung: rung, Number: number, Settings: settings}
	}
	s.rungs, s.next = append(s.rungs, trials), 0
}

// Next hands out the next trial. It reports false if there is none now: the
// search is done, or goes on once a trial that is running is over.
func (s *Search) Next() (Trial, bool) {
	trials := s.rungs[len(s.rungs)-1]
	for ; s.next < len(trials); s.next++ {
		if t := &trials[s.next]; t.State == Waiting {
			t.State = Running
			return *t, true
		}
	}
	return Trial{}, false
}

// Return takes back a trial that will not be finished; Next hands it out again.
func (s *Search) Return(rung, number int) error {
	t, i, err := s.find(rung, number)
	if err == nil {
		t.State = Waiting
		s.next = min(s.next, i)
	}
	return err
}

// Report takes the accuracy, in %, that a trial of the current rung has on the
// validation set. It need not have been handed out.
func (s *Search) Report(rung, number int, accuracy float64) error {
	if !(accuracy >= 0 && accuracy <= 100) {
		return problem.New("an accuracy is from 0 to 100, not ", accuracy)
	}
	return s.end(rung, number, Trial{State: Done, Accuracy: accuracy})
}

// Fail says why a trial of the current rung has no accuracy: its training
// diverges, or its network does not fit the images. It goes no further.
func (s *Search) Fail(rung, number int, why string) error {
	return s.end(rung, number, Trial{State: Failed, Problem: why})
}

func (s *Search) end(rung, number int, result Trial) error {
	t, _, err := s.find(rung, number)
	if err != nil {
		return err
	}
	t.State, t.Accuracy, t.Problem = result.State, result.Accuracy, result.Problem
	s.spent += t.Settings.Steps
	s.promote()
	return nil
}

// find returns a trial of the current rung that is not over, and its place.
func (s *Search) find(rung, number int) (*Trial, int, error) {
	if rung == len(s.rungs)-1 {
		for i := range s.rungs[rung] {
			if t := &s.rungs[rung][i]; t.Number == number && t.State <= Running {
				return t, i, nil
			}
		}
	}
	return nil, 0, problem.New("there is no trial ", number+1, " in rung ", rung+1, " that awaits a result: rung ", len(s.rungs), " is under way")
}

// promote begins the next rung if the current one is over.
func (s *Search) promote() {
	rung := len(s.rungs) - 1
	for _, t := range s.rungs[rung] {
		if t.State <= Running {
			return
		}
	}
	kept := ranked(s.rungs[rung])
	if rung+1 == len(s.Plan.Steps) || len(kept) == 0 {
		return
	}
	kept = kept[:min(len(kept), s.Plan.In(rung+1))]
	numbers := make([]int, len(kept))
	for i, t := range kept {
		numbers[i] = t.Number
	}
	s.begin(numbers)
}

// ranked returns the trials that have an accuracy, the best first. Of equal
// ones the longer trained comes first, then the one that was drawn first.
func ranked(trials []Trial) []Trial {
	var known []Trial
	for _, t := range trials {
		if t.State == Done {
			known = append(known, t)
		}
	}
	slices.SortFunc(known, func(a, b Trial) int {
		switch {
		case a.Accuracy > b.Accuracy:
			return -1
		case a.Accuracy < b.Accuracy:
			return 1
		case a.Rung != b.Rung:
			return b.Rung - a.Rung
		}
		return a.Number - b.Number
	})
	return known
}

// Over reports whether there is nothing left to train.
func (s *Search) Over() bool {
	for _, t := range s.rungs[len(s.rungs)-1] {
		if t.State <= Running {
			return false
		}
	}
	return true
}

// Spent returns how many of the plan's steps belong to trials that are over.
// One that fails counts whole.
func (s *Search) Spent() int { return s.spent }

// Rungs returns the trials of the rungs that have begun. They are not to be
// changed.
func (s *Search) Rungs() [][]Trial { return s.rungs }

// Best returns the best trial so far; ok is false if none has an accuracy.
// That is the most accurate one of the last rung, once that is over; before,
// of the rung under way and the one before it, as the first of a rung to be
// done seldom is its best.
func (s *Search) Best() (best Trial, ok bool) {
	last := len(s.rungs) - 1
	known := ranked(s.rungs[last])
	if !s.Over() && last > 0 {
		known = ranked(slices.Concat(s.rungs[last], s.rungs[last-1]))
	}
	if len(known) == 0 && last > 0 { // all of the last rung's have failed
		known = ranked(s.rungs[last-1])
	}
	if len(known) == 0 {
		return Trial{}, false
	}
	return known[0], true
}

// Ranking returns all configurations' trials that went furthest and have an
// accuracy: those of the last rung first, in each the best first.
func (s *Search) Ranking() []Trial {
	var ranking []Trial
	seen := map[int]bool{}
	for _, trials := range slices.Backward(s.rungs) {
		for _, t := range ranked(trials) {
			if !seen[t.Number] {
				seen[t.Number] = true
				ranking = append(ranking, t)
			}
		}
	}
	return ranking
}

// Full returns the settings that train a trial's configuration in full.
func (s *Search) Full(t Trial) run.Settings {
	settings := t.Settings
	settings.Steps = s.Base.Steps
	return settings
}
