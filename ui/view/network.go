package view

import (
	"strconv"
	"strings"

	"glyphlab/ui/state"
)

// Network is the table of the network's layers or, once the run is done, of how
// it reads the classes of the test set.
type Network struct{ Page *state.Page }

// Title says which of the two is there.
func (c *Network) Title() string {
	if c.Page.TestShown() {
		return "The test, class by class"
	}
	return "The network"
}

// Other names the other one.
func (c *Network) Other() string {
	if c.Page.TestShown() {
		return "Layers"
	}
	return "The test"
}

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

// Total says how many parameters there are, or how many test images are right.
func (c *Network) Total() string {
	switch {
	case c.Page.TestShown():
		return state.Count(c.Page.Test.Correct) + " of " + state.Count(c.Page.Test.Count)
	case c.Page.Parameters == 0:
		return ""
	}
	return state.Count(c.Page.Parameters) + " weights"
}

// Share is the length of a class's bar.
func Share(c state.ClassTest) string { return strconv.FormatFloat(c.Accuracy(), 'f', 1, 64) }

// Right writes a class's accuracy.
func Right(c state.ClassTest) string {
	if c.Count == 0 {
		return "–"
	}
	return state.Percent(c.Accuracy())
}

// Counts says how many of its images are right.
func Counts(c state.ClassTest) string {
	return state.Count(c.Right) + " of " + state.Count(c.Count)
}

// Mistakes says what it was most often taken for.
func Mistakes(c state.ClassTest) string {
	if c.Mistakes == 0 {
		return "–"
	}
	return c.Mistaken + ", " + state.Count(c.Mistakes) + "×"
}
