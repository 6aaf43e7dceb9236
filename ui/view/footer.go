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

// Kernel names the arithmetic that runs, and how many workers share
// it; where there can be one only, why.
func (c *Footer) Kernel() string {
	if c.Page.Kernel == "" {
		return ""
	}
	words := "arithmetic: " + c.Page.Kernel
	if n := c.Page.Workers.Count; n > 0 {
		words += ", " + state.Plural(n, "worker")
	}
	if alone := c.Page.Workers.Alone; alone != "" {
		words += " (" + alone + ")"
	}
	return words
}
