package view

import "glyphlab/ui/state"

// Pad is where a letter is drawn, what the network sees of it, which network
// that is, and what it makes of it.
type Pad struct {
	Page  *state.Page
	Deeds Deeds
}

// Empty reports whether nothing is drawn.
func (c *Pad) Empty() bool { return c.Page.Drawing.Pixels == nil }
