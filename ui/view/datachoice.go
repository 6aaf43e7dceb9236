package view

import (
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

// ForgetTitle is what the button bears that removes what is kept. Where nothing
// is, it keeps its place and is not seen.
func (c *DataChoice) ForgetTitle() string {
	if c.Page.CanEmptyStore() {
		return "Forget"
	}
	return "\u00a0"
}
