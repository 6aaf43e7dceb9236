package view

import (
	"strconv"
	"strings"

	"glyphlab/ui/state"
)

// Network is the table of the network's layers.
type Network struct{ Page *state.Page }

// Shape writes a layer's output as a person does: 14 × 14 × 16.
func Shape(output []int) string {
	parts := make([]string, len(output))
	for i, n := range output {
		parts[i] = strconv.Itoa(n)
	}
	return strings.Join(parts, " × ")
}

// Weights writes a layer's parameters; nothing where it has none.
func Weights(n int) string {
	if n == 0 {
		return ""
	}
	return state.Count(n)
}

// Total says how many parameters there are.
func (c *Network) Total() string {
	if c.Page.Parameters == 0 {
		return ""
	}
	return state.Count(c.Page.Parameters) + " weights"
}
