package view

import (
	"strconv"

	"github.com/vugu/vugu"

	"glyphlab/ui/state"
)

// DataChoice is the choice among the server's data sets, and how far the
// chosen one has come.
type DataChoice struct{ Page *state.Page }

// Choose takes the data set that was chosen.
func (c *DataChoice) Choose(event vugu.DOMEvent) {
	c.Page.Edit("data", event.PropString("target", "value"))
}

// Title is what a set is called in the list.
func (c *DataChoice) Title(set state.ManifestSet) string {
	if set.Own {
		return set.Title + " (own)"
	}
	return set.Title
}

// Progress says how much of the chosen set has arrived; nothing once it has.
func (c *DataChoice) Progress() string {
	d := c.Page.Data()
	arrived, all := d.Images()
	if d.Whole || all == 0 || d.Problem != "" {
		return ""
	}
	return strconv.Itoa(100*arrived/all) + "% has arrived"
}
