package view

import "glyphlab/ui/state"

// Controls are the buttons of a run and how far it has come.
type Controls struct{ Page *state.Page }

// Problem says why the run cannot go on, or could not be begun.
func (c *Controls) Problem() string {
	switch {
	case c.Page.Stopped != "":
		return "" // the banner says it
	case c.Page.Refused != "":
		return c.Page.Refused
	}
	return c.Page.Record.Error
}
