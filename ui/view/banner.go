package view

import "glyphlab/ui/state"

// Banner is what the whole page has to say: that the worker has stopped, or
// what the address says that could not be read.
type Banner struct{ Page *state.Page }
