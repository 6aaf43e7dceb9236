package view

import "glyphlab/ui/state"

// Log is the assignment's lines, to be read and copied.
type Log struct {
	Page  *state.Page
	Deeds Deeds
}
