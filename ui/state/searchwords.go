package state

import (
	"strconv"

	"glyphlab/engine/run"
	"glyphlab/engine/search"
)

// SearchStatus says in a few words where the search stands.
func (p *Page) SearchStatus() string {
	s := &p.Search
	switch {
	case s.Refused != "":
		return "No search: " + s.Refused
	case s.Phase == Measuring:
		return "Measuring how fast this machine is"
	case p.Locked():
		return "To search, pause the training"
	case s.Phase == Unbegun:
		return "Many short trainings, the best third of them three times as long, and so on"
	}
	rungs := s.Now.Rungs()
	last := rungs[len(rungs)-1]
	over := 0
	for _, t := range last {
		if t.State > search.Running {
			over++
		}
	}
	where := "rung " + strconv.Itoa(len(rungs)) + " of " + strconv.Itoa(len(s.Now.Plan.Steps)) + ", " +
		strconv.Itoa(over) + " of " + Plural(len(last), "trial") + " of " + Plural(last[0].Settings.Steps, "step")
	switch {
	case s.Phase == Searching:
		return "Searching: " + where
	case s.Phase == Held:
		return "Paused: " + where
	case !s.Now.Over():
		return "Stopped: " + where
	}
	if _, ok := s.Now.Best(); !ok {
		return "Done: every trial has failed"
	}
	return "Done"
}

// SearchAnnouncement is what is read aloud when the search's state changes. It
// does not change with every trial.
func (p *Page) SearchAnnouncement() string {
	s := &p.Search
	switch s.Phase {
	case Searching:
		return "Searching, rung " + strconv.Itoa(len(s.Now.Rungs())) + " of " + strconv.Itoa(len(s.Now.Plan.Steps))
	case Held:
		return "The search is paused"
	case Ended:
		if best, ok := s.Now.Best(); ok {
			return "The search is over, the best validation accuracy " + Percent(best.Accuracy)
		}
	}
	return p.SearchStatus()
}

// SearchProgress returns how many of the search's steps are taken, and how
// many there are; 0 and 1 before there is a search.
func (p *Page) SearchProgress() (taken, all int) {
	if p.Search.Now == nil {
		return 0, 1
	}
	taken = p.Search.Now.Spent()
	for _, s := range p.Search.searchers {
		if s.trial != nil {
			taken += s.step + 1
		}
	}
	return taken, p.Search.Now.Plan.Cost()
}

// A TrialRow is a trial as the table shows it.
type TrialRow struct {
	Number, Rung, Steps int // the first two from 1
	State               string
	Problem             string   // why it has failed
	Accuracy            string   // on the validation set
	Values              []string // of what the search varies
	Best                bool
}

// mostRows is how many trials the table shows.
const mostRows = 40

// TrialRows returns the trials that are running, then each configuration's
// that has gone furthest, the best first, then those that have failed; and how
// many more there are than are shown.
func (p *Page) TrialRows() (rows []TrialRow, more int) {
	now := p.Search.Now
	if now == nil {
		return nil, 0
	}
	best, any := now.Best()
	var trials []search.Trial
	for _, s := range p.Search.searchers {
		if s.trial != nil {
			trials = append(trials, *s.trial)
		}
	}
	running := len(trials)
	trials = append(trials, now.Ranking()...)
	for _, rung := range now.Rungs() {
		for _, t := range rung {
			if t.State == search.Failed {
				trials = append(trials, t)
			}
		}
	}
	more = max(0, len(trials)-mostRows)
	for i, t := range trials[:len(trials)-more] {
		row := TrialRow{
			Number: t.Number + 1, Rung: t.Rung + 1, Steps: t.Settings.Steps,
			Accuracy: Percent(t.Accuracy), State: "done",
			Best: any && i >= running && t.Number == best.Number && t.Rung == best.Rung,
		}
		switch {
		case i < running:
			row.State, row.Accuracy = p.runningWords(t), "–"
		case t.State == search.Failed:
			row.State, row.Problem, row.Accuracy = "failed", t.Problem, "–"
		case row.Best:
			row.State = "best"
		}
		for _, d := range now.Space {
			row.Values = append(row.Values, SettingWords(d.Field, t.Settings))
		}
		rows = append(rows, row)
	}
	return rows, more
}

// runningWords says how far a trial has come that is under way.
func (p *Page) runningWords(t search.Trial) string {
	for _, s := range p.Search.searchers {
		if s.trial != nil && s.trial.Number == t.Number && s.step >= 0 {
			return "step " + Count(s.step+1) + ", " + Percent(s.accuracy)
		}
	}
	return "begins"
}

// SettingWords writes a setting as a table shows it: a dash where it means
// nothing.
func SettingWords(f run.Field, s run.Settings) string {
	if !s.Uses(f.Name) {
		return "–"
	}
	return f.Value(s)
}

// BestOfSearchWords says what the best trial so far is.
func (p *Page) BestOfSearchWords() string {
	best, ok := p.BestOfSearch()
	if !ok {
		return ""
	}
	words := "The best so far: "
	if p.Search.Now.Over() {
		words = "The best: "
	}
	return words + Percent(best.Accuracy) + " on the validation set after " + Plural(best.Settings.Steps, "step")
}
