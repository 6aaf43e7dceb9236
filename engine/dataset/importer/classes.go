package importer

import (
	"fmt"
	"slices"
	"strconv"

	"glyphlab/engine/dataset"
)

// classes gives numbers to names, and to labels that are numbers themselves.
// The numbers are those of the order in which these came until sort makes
// labels of them.
type classes struct {
	names  []string // by number; empty for a label, until resolve
	fixed  bool     // no name may be added, and their order stays
	from   []int    // by number: the label that it stands for, or -1
	labels []byte
}

func newClasses(names []string) *classes {
	c := &classes{fixed: len(names) > 0}
	for _, name := range names {
		c.names, c.from = append(c.names, name), append(c.from, -1)
	}
	return c
}

// number returns the number of a name.
func (c *classes) number(name string) (byte, error) {
	if i := slices.Index(c.names, name); i >= 0 {
		return byte(i), nil
	}
	if c.fixed {
		return 0, fmt.Errorf("there is a folder %q, but the classes are %q", name, c.names)
	}
	if c.count(-1) == dataset.MaxClasses {
		return 0, fmt.Errorf("there are more than %d folders with images, the last is %q; name the one whose folders are the classes",
			dataset.MaxClasses, name)
	}
	return c.add(name, -1), nil
}

// labelled returns the number of image i, which has a label.
func (c *classes) labelled(i, label int) (byte, error) {
	switch {
	case c.fixed && (label < 0 || label >= len(c.names)):
		return 0, fmt.Errorf("image %d has label %d, but only %d classes have a name; name all of them",
			i, label, len(c.names))
	case c.fixed:
		return byte(label), nil
	case label < 0 || label > dataset.MaxClasses:
		return 0, fmt.Errorf("image %d has label %d; a data set has at most %d classes, whose labels begin at 0 or 1", i, label, dataset.MaxClasses)
	}
	if i := slices.Index(c.from, label); i >= 0 {
		return byte(i), nil
	}
	return c.add("", label), nil
}

func (c *classes) add(name string, label int) byte {
	c.names, c.from = append(c.names, name), append(c.from, label)
	return byte(len(c.names) - 1)
}

// count returns how many numbers stand for a label; for -1, how many stand for
// names.
func (c *classes) count(label int) (n int) {
	for _, l := range c.from {
		if l == label {
			n++
		}
	}
	return n
}

// numbered reports whether labels are numbers and have no names.
func (c *classes) numbered() bool { return c.count(-1) < len(c.from) }

// resolve gives names to labels: those from the smallest to the largest.
func (c *classes) resolve() {
	if !c.numbered() {
		return
	}
	smallest, largest := dataset.MaxClasses, 0
	for _, label := range c.from {
		if label >= 0 {
			smallest, largest = min(smallest, label), max(largest, label)
		}
	}
	for label := smallest; label <= largest; label++ {
		name := strconv.Itoa(label)
		if largest < len(Letters) {
			name = Letters[label]
		}
		if i := slices.Index(c.from, label); i >= 0 {
			c.names[i] = name
		} else {
			c.add(name, label)
		}
	}
}

// sort returns the classes in the order of their labels; label then gives the
// label of a number.
func (c *classes) sort() []string {
	sorted := slices.Clone(c.names)
	if !c.fixed {
		slices.SortFunc(sorted, c.compare)
		sorted = slices.Compact(sorted) // a folder's name can be a label's too
	}
	c.labels = make([]byte, len(c.names))
	for i, name := range c.names {
		c.labels[i] = byte(slices.Index(sorted, name))
	}
	return sorted
}

// compare orders names byte by byte, but labels that are called by their
// numbers, where there is nothing else, by these.
func (c *classes) compare(a, b string) int {
	if c.count(-1) == 0 && len(a) != len(b) {
		return len(a) - len(b)
	}
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (c *classes) label(number byte) int { return int(c.labels[number]) }
