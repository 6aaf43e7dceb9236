package state

import (
	"strconv"
	"strings"

	"glyphlab/engine/run"
	"glyphlab/engine/search"
	"glyphlab/wasm/message"
)

// Search is the search for settings: what was typed of it, and how it goes.
type Search struct {
	Asked bool // the address describes one

	// As it was typed, and what is wrong with it; empty if nothing is.
	Space, Budget, Seed                      string
	SpaceProblem, BudgetProblem, SeedProblem string

	Phase   Phase
	Now     *search.Search // the one that is shown; nil before there is one
	Refused string         // why it could not be begun, or go on
	Trouble string         // what has happened to one of its workers
	Version int            // counts what its picture shows

	edited    bool // the space was typed or chosen, rather than suggested
	named     bool // it belongs into the address
	base      run.Settings
	plan      plan
	rate      float64 // steps a second of the workers that have been measured
	measured  int     // how many of them
	lost      int     // workers, since the search began
	searchers []searcher
}

// Phase is where a search stands.
type Phase int

// The phases of a search.
const (
	Unbegun   Phase = iota
	Measuring       // how fast this machine is, for a budget in seconds
	Searching
	Held  // paused by the person
	Ended // over, or stopped; see Search.Now
)

// plan is what the fields describe, where they are right.
type plan struct {
	space  search.Space
	budget search.Budget
	seed   uint64
}

// mostLost is how many workers of a search may be lost before it is given up.
const mostLost = 3

// fillSearch writes what an address says of a search into its fields.
func (p *Page) fillSearch(space, budget, seed string) {
	s := &p.Search
	s.Asked = space != ""
	s.Budget, s.Seed = "1m", "1"
	if space != "" {
		s.edited, s.named, s.Space = true, true, space
	}
	if budget != "" {
		s.Budget = budget
	}
	if seed != "" {
		s.Seed = seed
	}
	p.suggestSpace()
	p.readSearch()
}

// suggestSpace offers a space that suits the network, until the person has one
// of his own.
func (p *Page) suggestSpace() {
	if p.Search.edited {
		return
	}
	name := "training"
	if preset, err := run.FindPreset(p.Settings.Preset); err == nil && preset.Stack {
		name = "architecture"
	}
	builtin, _ := search.FindBuiltin(name)
	p.Search.Space = builtin.Text
}

// EditSearch takes what was typed in a field: space, budget or seed.
func (p *Page) EditSearch(field, text string) {
	s := &p.Search
	switch field {
	case "space":
		s.Space, s.edited = text, true
	case "budget":
		s.Budget = text
	case "seed":
		s.Seed = text
	}
	s.Refused = ""
	p.readSearch()
	p.changed()
}

// ChooseSpace takes a built-in space.
func (p *Page) ChooseSpace(name string) {
	if builtin, ok := search.FindBuiltin(name); ok {
		p.EditSearch("space", builtin.Text)
	}
}

// readSearch reads the fields of the search, and says what is wrong with them.
func (p *Page) readSearch() {
	s := &p.Search
	s.SpaceProblem, s.BudgetProblem, s.SeedProblem = "", "", ""
	var err error
	if s.plan.space, err = search.Parse(s.Space); err == nil {
		err = s.plan.space.Check(p.Settings)
	}
	if err != nil {
		s.SpaceProblem = err.Error()
	}
	if s.plan.budget, err = search.ParseBudget(s.Budget); err != nil {
		s.BudgetProblem = err.Error()
	}
	seed, settings := seedField(), p.Settings
	if err := seed.Set(&settings, s.Seed); err != nil {
		s.SeedProblem = err.Error()
	}
	s.plan.seed = settings.Seed
}

func seedField() run.Field {
	f, _ := run.FindField("seed")
	return f
}

// SearchIsUnderWay reports whether a search uses the machine.
func (p *Page) SearchIsUnderWay() bool {
	return p.Search.Phase == Measuring || p.Search.Phase == Searching
}

// SearchIsHeld reports whether a search is under way or could go on, so that
// its fields stand.
func (p *Page) SearchIsHeld() bool { return p.SearchIsUnderWay() || p.Search.Phase == Held }

// canSearch reports whether a search could begin or go on.
func (p *Page) canSearch() bool {
	s := &p.Search
	return p.begun && !p.Bench.Running && !p.Locked() && p.DataProblem() == "" &&
		(s.Phase == Held || p.FormIsRight() && s.SpaceProblem == "" && s.BudgetProblem == "" && s.SeedProblem == "")
}

// SearchAction returns what the panel's first button does.
func (p *Page) SearchAction() Action {
	switch p.Search.Phase {
	case Measuring:
		return Action{"Pause", false}
	case Searching:
		return Action{"Pause", true}
	case Held:
		return Action{"Resume", p.canSearch()}
	case Ended:
		return Action{"Search again", p.canSearch()}
	}
	return Action{"Search", p.canSearch()}
}

// PressSearch does it.
func (p *Page) PressSearch() {
	if !p.SearchAction().Enabled {
		return
	}
	switch p.Search.Phase {
	case Searching:
		p.holdSearch()
	case Held:
		p.resumeSearch()
	default:
		p.beginSearch()
	}
	p.changed()
}

// beginSearch begins a search with what the form and the panel describe.
func (p *Page) beginSearch() {
	s := &p.Search
	s.Now, s.Refused, s.Trouble = nil, "", ""
	s.base, s.rate, s.measured, s.lost = p.Settings, 0, 0, 0
	s.Version++
	if s.plan.budget.Seconds > 0 {
		s.Phase = Measuring
	} else if !p.planSearch() {
		return
	}
	s.named = true
	p.showAddress()
	s.searchers = make([]searcher, max(1, p.world.Cores()))
	if s.Now != nil {
		s.searchers = s.searchers[:min(len(s.searchers), s.Now.Plan.Trials)]
	}
	for i := range s.searchers {
		p.world.StartSearcher(i)
	}
}

// planSearch makes a search of the budget, and reports whether there is one.
func (p *Page) planSearch() bool {
	s := &p.Search
	plan, err := search.NewPlan(s.base.Steps, s.plan.budget.At(s.rate))
	if err == nil {
		s.Now, err = search.New(s.base, s.plan.space, s.plan.seed, plan)
	}
	if err != nil {
		s.Now = nil
		p.giveUpSearch(err.Error())
		return false
	}
	s.Phase = Searching
	return true
}

// holdSearch lets the trials stand still.
func (p *Page) holdSearch() {
	p.Search.Phase = Held
	for i, s := range p.Search.searchers {
		if s.busy() {
			p.world.SendSearcher(i, &message.Pause{})
		}
	}
}

func (p *Page) resumeSearch() {
	p.Search.Phase = Searching
	for i, s := range p.Search.searchers {
		if s.busy() {
			p.world.SendSearcher(i, &message.Train{})
		}
	}
	p.assign()
}

// CanStopSearch reports whether there is a search to stop.
func (p *Page) CanStopSearch() bool { return p.SearchIsHeld() }

// StopSearch ends the search. What it has found stays.
func (p *Page) StopSearch() {
	if p.CanStopSearch() {
		p.endSearch()
		p.changed()
	}
}

func (p *Page) giveUpSearch(why string) {
	p.Search.Refused = why
	p.endSearch()
}

func (p *Page) endSearch() {
	s := &p.Search
	s.Phase, s.searchers = Ended, nil
	if s.Now == nil {
		s.Phase = Unbegun
	}
	s.Version++
	p.world.StopSearchers()
}

// BestOfSearch returns the best trial so far; ok is false if there is none.
func (p *Page) BestOfSearch() (t search.Trial, ok bool) {
	if p.Search.Now == nil {
		return t, false
	}
	return p.Search.Now.Best()
}

// CanAdopt reports whether the best trial's settings can be trained in full.
func (p *Page) CanAdopt() bool {
	_, ok := p.BestOfSearch()
	return ok && p.begun && !p.SearchIsUnderWay() && !p.Locked() && p.Stopped == "" && !p.Bench.Running
}

// Adopt fills the form with the best trial's settings, and trains them in full.
func (p *Page) Adopt() {
	best, ok := p.BestOfSearch()
	if !ok || !p.CanAdopt() {
		return
	}
	p.Settings = p.Search.Now.Full(best)
	p.fillForm()
	p.apply()
	p.train(0)
	p.changed()
}

// searchQuery returns the part of the address that describes the search; empty
// if none was begun.
func (p *Page) searchQuery() (space, budget, seed string) {
	if s := &p.Search; s.named && s.SpaceProblem == "" && s.BudgetProblem == "" && s.SeedProblem == "" {
		return strings.TrimSuffix(s.plan.space.String(), "\n"), s.plan.budget.String(), strconv.FormatUint(s.plan.seed, 10)
	}
	return "", "", ""
}
