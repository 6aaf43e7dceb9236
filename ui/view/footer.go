package view

import "glyphlab/ui/state"

// Footer says where the letters come from, what computes, and which weights
// there are.
type Footer struct{ Page *state.Page }

// Weights is the hash of the weights, short enough to compare by eye.
func (c *Footer) Weights() string {
	if len(c.Page.Record.SHA256) < 16 {
		return ""
	}
	return "weights " + c.Page.Record.SHA256[:16]
}

// Kernel names the arithmetic that runs.
func (c *Footer) Kernel() string {
	if c.Page.Kernel == "" {
		return ""
	}
	return "arithmetic: " + c.Page.Kernel
}
