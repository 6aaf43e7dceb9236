package view

import (
	"glyphlab/ui/state"
)

// Specimen is the band of letters that the network learns from.
type Specimen struct{ Page *state.Page }

// Caption says what the letters are, and how many have arrived.
func (c *Specimen) Caption() string {
	d := c.Page.Data()
	arrived, all := d.Images()
	switch {
	case d.Info.Name == "":
		return "The letters that the network learns from are on their way."
	case !d.Whole:
		return d.Info.Title + ": " + state.Count(arrived) + " of " + state.Count(all) + " images have arrived"
	}
	return d.Info.Title + ": " + state.Count(d.Info.Counts[0]) + " images to learn from, " +
		state.Count(d.Info.Counts[1]) + " to validate, " + state.Count(d.Info.Counts[2]) + " to test"
}
