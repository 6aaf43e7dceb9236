package importer

import (
	"fmt"
	"slices"

	"glyphlab/engine/dataset"
)

// classes gives numbers to names. The numbers are those of the order in which
// names came until sort makes labels of them.
type classes struct {
	names  []string
	fixed  bool // no name may be added, and their order stays
	labels []byte
}

func newClasses(names []string) *classes {
	return &classes{names: slices.Clone(names), fixed: len(names) > 0}
}

// number returns the number of a name.
func (c *classes) number(name string) (byte, error) {
	if i := slices.Index(c.names, name); i >= 0 {
		return byte(i), nil
	}
	if c.fixed {
		return 0, fmt.Errorf("there is a folder %q, but the classes are %q", name, c.names)
	}
	if len(c.names) == dataset.MaxClasses {
		return 0, fmt.Errorf("there are more than %d folders with images, the last is %q; name the one whose folders are the classes",
			dataset.MaxClasses, name)
	}
	c.names = append(c.names, name)
	return byte(len(c.names) - 1), nil
}

// indexed returns the numbers of the labels 0, 1, … of an IDX file.
func (c *classes) indexed() ([]byte, error) {
	names := Letters
	if c.fixed {
		names = c.names
	}
	numbers := make([]byte, len(names))
	var err error
	for i, name := range names {
		if numbers[i], err = c.number(name); err != nil {
			return nil, err
		}
	}
	return numbers, nil
}

// sort returns the classes in the order of their labels; label then gives the
// label of a number.
func (c *classes) sort() []string {
	sorted := slices.Clone(c.names)
	if !c.fixed {
		slices.Sort(sorted)
	}
	c.labels = make([]byte, len(c.names))
	for i, name := range c.names {
		c.labels[i] = byte(slices.Index(sorted, name))
	}
	return sorted
}

func (c *classes) label(number byte) int { return int(c.labels[number]) }
