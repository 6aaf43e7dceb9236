package view

import (
	"strconv"

	"glyphlab/engine/run"
	"glyphlab/ui/state"
)

// Settings is the form of what to train: the data, the network, and how it
// learns. On a narrow screen it is folded to one line until it is opened.
type Settings struct {
	Page  *state.Page
	Deeds Deeds
	Open  bool // on a narrow screen
	All   bool // rather than the settings that matter most
}

// Toggle folds or unfolds the form.
func (c *Settings) Toggle() { c.Open = !c.Open }

// ToggleAll shows all settings or those that matter most.
func (c *Settings) ToggleAll() { c.All = !c.All }

// AllTitle is what the button for that says.
func (c *Settings) AllTitle() string {
	if c.All {
		return "Fewer"
	}
	return "More"
}

// Summary is the folded form.
func (c *Settings) Summary() string {
	s := c.Page.Settings
	title := s.Preset
	if p, err := run.FindPreset(s.Preset); err == nil {
		title = p.Title
	}
	rate, _ := run.FindField("rate")
	return title + ", " + state.Plural(s.Steps, "step") + ", rate " + rate.Value(s)
}

// Class is the form's class, which says whether it is open.
func (c *Settings) Class() string {
	if c.Open {
		return "form open"
	}
	return "form"
}

// Expanded and AllExpanded are Open and All as ARIA writes them.
func (c *Settings) Expanded() string    { return strconv.FormatBool(c.Open) }
func (c *Settings) AllExpanded() string { return strconv.FormatBool(c.All) }

// About says why the form is as it is, or what network is chosen.
func (c *Settings) About() string {
	switch {
	case c.Page.SearchIsUnderWay():
		return "A search is under way. Pause it to train."
	case c.Page.Locked():
		return "Pause to change the settings."
	case c.Page.Pending():
		return "With these settings, Train begins a new run at step 0."
	}
	p, err := run.FindPreset(c.Page.Settings.Preset)
	if err != nil {
		return ""
	}
	return p.About
}

// Fields are the entries of the form but the data, which has a choice of its
// own, and the augmentation, as far as they apply; the minor ones if all are
// asked for, or wrong.
func (c *Settings) Fields() []state.Entry {
	var shown []state.Entry
	for _, e := range c.Page.Entries {
		if e.Field.Name != "data" && e.Field.Group == "" && c.Page.Applies(e.Field.Name) && (c.All || !e.Minor || e.Problem != "") {
			shown = append(shown, e)
		}
	}
	return shown
}

// AugmentationClass marks the augmentation if one of its strengths is wrong,
// which cannot be seen unless it is open.
func (c *Settings) AugmentationClass() string {
	if c.Page.AugmentationIsRight() {
		return "more"
	}
	return "more wrong"
}
