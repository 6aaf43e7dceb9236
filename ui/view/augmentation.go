package view

import (
	"glyphlab/engine/augment"
	"glyphlab/engine/run"
	"glyphlab/ui/state"
)

// Augmentation is how training images are changed, and what some of them
// become. It lies over the page, and opens from the settings.
type Augmentation struct{ Page *state.Page }

// Fields are the strengths.
func (c *Augmentation) Fields() []state.Entry {
	var shown []state.Entry
	for _, e := range c.Page.Entries {
		if e.Field.Group == run.Augmentation {
			shown = append(shown, e)
		}
	}
	return shown
}

// Usual takes the usual strengths, None takes them all back.
func (c *Augmentation) Usual() { c.Page.Augment(state.Usual) }
func (c *Augmentation) None()  { c.Page.Augment(augment.Augmentation{}) }

// About says why the fields are as they are, or what they mean for the run.
func (c *Augmentation) About() string {
	switch {
	case c.Page.Locked():
		return "Pause to change the settings."
	case c.Page.Pending():
		return "With these settings, Train begins a new run at step 0."
	}
	return "Each strength is the most that is drawn for an image, anew every epoch; 0 is none."
}
