package view

import "glyphlab/ui/state"

// Speed is how fast this machine is, beside the most that it could do. It lies
// over the page, and opens from the footer.
type Speed struct {
	Page  *state.Page
	Deeds Deeds
}
