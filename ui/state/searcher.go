package state

import (
	"glyphlab/engine/run"
	"glyphlab/engine/search"
	"glyphlab/wasm/message"
)

// A searcher is a laboratory that trains a search's trials, one after the
// other, alone.
type searcher struct {
	loaded   bool          // it has the images
	trial    *search.Trial // that it trains; nil if it has none, or measures
	probing  bool          // it measures how fast it is
	probed   bool          // it has
	awaiting bool          // a Configure is unanswered: what it says is of an older run
	accuracy float64       // on the validation set, in %: the last one, or where the run goes by them the best
	step     int           // that was measured after, -1 before
	seconds  float64       // spent training until then
}

// busy reports whether it has something to train.
func (s *searcher) busy() bool { return s.trial != nil || s.probing }

// probe is how many steps a laboratory takes to show how fast it is.
const probe = 51

// settings returns the run that it trains.
func (p *Page) searched(s *searcher) run.Settings {
	if s.trial != nil {
		return s.trial.Settings
	}
	settings := p.Search.base
	settings.Steps, settings.Patience = probe, 0
	return settings
}

// ReceiveSearcher takes an event from a laboratory of the search.
func (p *Page) ReceiveSearcher(i int, m message.Message) {
	if i >= len(p.Search.searchers) {
		return // the search has been stopped
	}
	s := &p.Search.searchers[i]
	switch m := m.(type) {
	case *message.Ready:
		set, _ := p.Manifest.Find(p.Search.base.Data)
		p.world.SendSearcher(i, set.load())
	case *message.Loaded:
		s.loaded = true
		p.assign()
	case *message.Configured:
		s.awaiting = false
	case *message.Report:
		if !s.awaiting {
			s.seconds = m.Seconds
		}
	case *message.Evaluated:
		if m.Split == message.Validation && m.Count > 0 && !s.awaiting && s.busy() {
			p.validated(s, m.Step, 100*float64(m.Correct)/float64(m.Count))
		}
	case *message.StateChanged:
		// Out of patience a run ends early; else its last validation has ended it.
		if m.State == run.Done && !s.awaiting && s.busy() {
			p.tried(s, nil)
		}
	case *message.Failed:
		p.searcherFailed(s, m)
	}
	p.changed()
}

// validated takes what a validation has given. The one after the last step is
// the trial's result: the test that would follow is not waited for.
func (p *Page) validated(s *searcher, step int, accuracy float64) {
	settings := p.searched(s)
	if s.step < 0 || settings.Patience == 0 || accuracy > s.accuracy {
		s.accuracy = accuracy
	}
	s.step = step
	if step == settings.Steps-1 {
		p.tried(s, nil)
	}
}

// searcherFailed takes what a laboratory could not do.
func (p *Page) searcherFailed(s *searcher, m *message.Failed) {
	switch {
	case m.Doing == "load":
		p.giveUpSearch(m.Message)
	case m.Doing == "configure" && s.awaiting, m.RunOver && !s.awaiting && s.busy():
		p.tried(s, &m.Message)
	}
}

// tried takes the result of a trial, or why there is none.
func (p *Page) tried(s *searcher, problem *string) {
	t := s.trial
	s.trial, s.awaiting = nil, false
	switch {
	case s.probing && problem != nil:
		p.giveUpSearch("with the settings as they are nothing can be trained: " + *problem)
		return
	case s.probing:
		s.probing, s.probed = false, true
		p.Search.rate += float64(s.step) / max(s.seconds, 1e-3)
		if p.Search.measured++; p.Search.measured < len(p.Search.searchers) || !p.planSearch() {
			return
		}
	default:
		var err error
		if problem != nil {
			err = p.Search.Now.Fail(t.Rung, t.Number, *problem)
		} else {
			err = p.Search.Now.Report(t.Rung, t.Number, s.accuracy)
		}
		if err != nil {
			p.giveUpSearch(err.Error())
			return
		}
		p.Search.Version++
	}
	p.assign()
}

// assign gives every laboratory that has nothing to do something, and ends the
// search if there is nothing left.
func (p *Page) assign() {
	for i := range p.Search.searchers {
		s := &p.Search.searchers[i]
		if !s.loaded || s.busy() {
			continue
		}
		switch p.Search.Phase {
		case Measuring:
			s.probing = !s.probed
		case Searching:
			if t, ok := p.Search.Now.Next(); ok {
				s.trial = &t
			}
		}
		if s.busy() {
			s.awaiting, s.step, s.accuracy, s.seconds = true, -1, 0, 0
			p.world.SendSearcher(i, &message.Configure{Settings: p.searched(s)})
			p.world.SendSearcher(i, &message.Train{})
		}
	}
	if p.Search.Phase == Searching && p.Search.Now.Over() {
		p.endSearch()
	}
}

// SearcherStopped says that a laboratory of the search is gone, and why.
// Another one takes its place and trains its trial anew.
func (p *Page) SearcherStopped(i int, why string) {
	if i >= len(p.Search.searchers) {
		return
	}
	s := &p.Search.searchers[i]
	if s.trial != nil {
		if err := p.Search.Now.Return(s.trial.Rung, s.trial.Number); err != nil {
			panic(err) // it was handed out and is not over
		}
	}
	p.Search.lost++
	p.Search.Trouble = "A worker has stopped (" + why + ")."
	if p.Search.lost > mostLost {
		p.giveUpSearch("its workers stop again and again (" + why + ")")
	} else {
		*s = searcher{probed: s.probed}
		p.Search.Trouble += " Another takes its place."
		p.world.StartSearcher(i)
	}
	p.changed()
}
