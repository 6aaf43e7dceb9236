package view

import (
	"github.com/vugu/vugu"

	"glyphlab/engine/run"
	"glyphlab/ui/state"
)

// Field is one setting: its name, where it is typed or chosen, a sentence of
// help, and what is wrong with what was typed.
type Field struct {
	Page  *state.Page
	Entry state.Entry
}

// ID, HelpID and ErrorID name the field's elements.
func (c *Field) ID() string      { return "field-" + c.Entry.Field.Name }
func (c *Field) HelpID() string  { return "help-" + c.Entry.Field.Name }
func (c *Field) ErrorID() string { return "error-" + c.Entry.Field.Name }

// Class marks a field that is wrong.
func (c *Field) Class() string {
	if c.Entry.Problem != "" {
		return "field wrong"
	}
	return "field"
}

// DescribedBy lists what a screen reader reads with the field.
func (c *Field) DescribedBy() string {
	if c.Entry.Problem != "" {
		return c.ErrorID() + " " + c.HelpID()
	}
	return c.HelpID()
}

// Invalid is whether the field is wrong, as ARIA writes it.
func (c *Field) Invalid() string {
	if c.Entry.Problem != "" {
		return "true"
	}
	return "false"
}

// IsChoice reports whether the value is chosen from a few.
func (c *Field) IsChoice() bool { return c.Entry.Field.Kind == run.Choice }

// InputMode is the keyboard that a phone shows.
func (c *Field) InputMode() string {
	if c.Entry.Field.Kind == run.Whole {
		return "numeric"
	}
	return "decimal"
}

// Take takes what was typed or chosen.
func (c *Field) Take(event vugu.DOMEvent) {
	c.Page.Edit(c.Entry.Field.Name, event.PropString("target", "value"))
}
