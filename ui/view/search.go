package view

import (
	"github.com/vugu/vugu"

	"glyphlab/engine/run"
	"glyphlab/engine/search"
	"glyphlab/ui/state"
)

// Search is the search for settings: what to vary and for how long, how it
// goes, and its best trials. It lies over the page, and opens from the footer.
type Search struct{ Page *state.Page }

// Builtins are the spaces that are offered.
func (c *Search) Builtins() []search.Builtin { return search.Builtins }

// Chosen reports whether the space is a built-in one.
func (c *Search) Chosen(b search.Builtin) bool { return c.Page.Search.Space == b.Text }

// OwnSpace reports whether it is none of them.
func (c *Search) OwnSpace() bool {
	for _, b := range search.Builtins {
		if c.Chosen(b) {
			return false
		}
	}
	return true
}

// Class marks a field that is wrong.
func (c *Search) Class(problem string) string {
	if problem != "" {
		return "field wrong"
	}
	return "field"
}

// DescribedBy lists what a screen reader reads with a field.
func (c *Search) DescribedBy(field string) string {
	s := &c.Page.Search
	if problem := map[string]string{"space": s.SpaceProblem, "budget": s.BudgetProblem, "seed": s.SeedProblem}[field]; problem != "" {
		return "error-" + field + " help-" + field
	}
	return "help-" + field
}

// Invalid is whether a field is wrong, as ARIA writes it.
func (c *Search) Invalid(problem string) string {
	if problem != "" {
		return "true"
	}
	return "false"
}

// Choose takes a built-in space.
func (c *Search) Choose(event vugu.DOMEvent) { c.Page.ChooseSpace(event.PropString("target", "value")) }

// Take takes what was typed in a field: space, budget or seed.
func (c *Search) Take(field string, event vugu.DOMEvent) {
	c.Page.EditSearch(field, event.PropString("target", "value"))
}

// Network names the network whose settings the search departs from.
func (c *Search) Network() string {
	s := c.Page.Settings
	if c.Page.Search.Now != nil {
		s = c.Page.Search.Now.Base
	}
	title := s.Preset
	if p, err := run.FindPreset(s.Preset); err == nil {
		title = p.Title
	}
	return title + ", " + state.Plural(s.Steps, "step") + " in full. The search goes by the validation set alone."
}

// Varied are the settings that the table shows.
func (c *Search) Varied() search.Space {
	if c.Page.Search.Now == nil {
		return nil
	}
	return c.Page.Search.Now.Space
}

// Rows are the trials that the table shows.
func (c *Search) Rows() []state.TrialRow {
	rows, _ := c.Page.TrialRows()
	return rows
}

// RowClass marks the best trial.
func (c *Search) RowClass(row state.TrialRow) string {
	if row.Best {
		return "best"
	}
	return ""
}

// More says how many trials the table leaves out.
func (c *Search) More() string {
	if _, more := c.Page.TrialRows(); more > 0 {
		return "and " + state.Count(more) + " more"
	}
	return ""
}
