package view

import (
	"github.com/vugu/vugu"

	"glyphlab/ui/state"
	"glyphlab/wasm/intake/report"
)

// Own is where a person brings images along: what can be brought, what has
// become of it, and what is kept in this browser. It lies over the page, and
// opens from the settings or when something is dropped.
type Own struct{ Page *state.Page }

// Problem says why files cannot be used.
func (c *Own) Problem() string { return c.Page.Own.Title + ": " + c.Page.Own.Problem }

// Remarks are what a person should know of what was read.
func (c *Own) Remarks() []string { return state.OwnRemarks(*c.Page.Own.Report) }

// Bad are files that were left out.
func (c *Own) Bad() []report.Bad { return c.Page.Own.Report.Bad }

// Unnamed says how many more were.
func (c *Own) Unnamed() string { return state.OwnUnnamed(*c.Page.Own.Report) }

// Named reports whether classes can be named here: where labels are numbers, or
// names were given that did not do.
func (c *Own) Named() bool {
	o := &c.Page.Own
	return o.Report != nil && o.Report.Numbered || o.Names != ""
}

// Name takes what was typed as the classes' names.
func (c *Own) Name(event vugu.DOMEvent) { c.Page.NameOwn(event.PropString("target", "value")) }

// Again reads the files with these names.
func (c *Own) Again(event vugu.DOMEvent) {
	event.PreventDefault()
	c.Page.ReadOwnAgain()
}

// Images says how many images a set has.
func Images(set state.ManifestSet) string {
	return state.Count(set.Counts[0] + set.Counts[1] + set.Counts[2])
}

// Size says how large it is.
func Size(set state.ManifestSet) string { return state.Bytes(float64(set.Bytes)) }
