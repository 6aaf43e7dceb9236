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
