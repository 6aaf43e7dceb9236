package view

import (
	"github.com/vugu/vugu"

	"glyphlab/ui/state"
)

// Workers is the field for how many workers share each step. It can be changed
// while a run is under way, as it changes nothing of the run.
type Workers struct{ Page *state.Page }

// Class marks a number that is wrong.
func (c *Workers) Class() string {
	if c.Page.Workers.Problem != "" {
		return "field wrong"
	}
	return "field"
}

// Help says what the number does, or why there is no choice.
func (c *Workers) Help() string {
	if alone := c.Page.Workers.Alone; alone != "" {
		return "One worker: " + alone + "."
	}
	return "How many cores share each step; it changes the speed, not the weights."
}

// DescribedBy lists what a screen reader reads with the field.
func (c *Workers) DescribedBy() string {
	if c.Page.Workers.Problem != "" {
		return "error-workers help-workers"
	}
	return "help-workers"
}

// Invalid is whether the number is wrong, as ARIA writes it.
func (c *Workers) Invalid() string {
	if c.Page.Workers.Problem != "" {
		return "true"
	}
	return "false"
}

// Take takes what was typed.
func (c *Workers) Take(event vugu.DOMEvent) {
	c.Page.EditWorkers(event.PropString("target", "value"))
}
