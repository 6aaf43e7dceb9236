package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// credit writes CREDITS.md.
func (c *Collection) credit(w *bytes.Buffer) {
	fmt.Fprintf(w, `# The bundled data set: open typefaces

open.glyphs.br holds the letters A to J of %d openly licensed typefaces: **notMNIST's recipe on open typefaces,
not notMNIST**. `+"`make glyphs`"+` makes it, and this file, from the Debian packages below: the same bytes from the same packages.

## The recipe

A letter's outline is read from the TrueType, OpenType or Type 1 file and drawn white on black with golang.org/x/image/vector: its
bounding box is stretched, each axis on its own, to fill %d×%d pixels; a pixel is the share of it that is covered, in 16 levels.

## What is left out

`, len(c.Kept), side, side)
	c.tally(w)
	fmt.Fprintf(w, `
- Near-duplicate: over all ten letters the pixels of the two faces differ by less than %d of 255 levels on average. The face that
  comes first stays: packages in the order of packages.txt, files in the order of their paths.
- Recognised: for at least %d of its ten letters, most of the %d nearest images among the other families' faces are the same
  letter (images are blurred, halved and freed of contrast, near is a large inner product; only faces of which %d letters are
  recognised vote). Dingbats, music, barcodes and the like are not. Faces that a person reads all the same are in readable.txt.
- Licence: what the font's own name table says, else TeX Live's list of licences for a TeX package, else Debian's copyright file for
  the package. A font that says itself what may not be done is left out, whatever its package says, and so are then the package's
  fonts that say nothing.

## Training, validation and test

No family is in two of them. Faces are of one family if the first word of their family's name that is not a style (Sans, Bold,
Condensed, …) is the same, if they come in one Debian or TeX package of at most %d such families, if some face of the one is a
near-duplicate of some face of the other, or if they have an image in common (other than of I, a plain bar in many).
Families go whole, in the order of the SHA-256 of their names, to test and validation until each has a tenth of the faces (families of
more than %d faces never), the rest to training.

| | families | faces | images |
| --- | --- | --- | --- |
`, nearDuplicate, legible, voters, typical, collectionFamilies, largestHeldOut)
	c.splitTable(w)
	fmt.Fprintf(w, "\n## Licences\n\n| licence | faces |\n| --- | --- |\n")
	licences := map[string]int{}
	for i := range c.Kept {
		licences[c.Kept[i].Licence]++
	}
	for _, name := range slices.SortedFunc(maps.Keys(licences), func(a, b string) int {
		return cmp.Or(licences[b]-licences[a], cmp.Compare(a, b))
	}) {
		fmt.Fprintf(w, "| %s | %d |\n", name, licences[name])
	}
	fmt.Fprintf(w, "\n## Families\n\nStated: where the licence stands, in the font itself, in TeX Live's list or in Debian's copyright file.\n\n"+
		"| family | faces | licence | stated | package | version |\n| --- | --- | --- | --- | --- | --- |\n")
	type line struct{ family, licence, stated, source, version string }
	lines := map[line]int{}
	for i := range c.Kept {
		f := &c.Kept[i]
		source := f.Package.Name
		if f.TeX != "" {
			source += " (" + f.TeX + ")"
		}
		lines[line{cell(f.Family), f.Licence, f.Stated, source, f.Package.Version}]++
	}
	for _, l := range slices.SortedFunc(maps.Keys(lines), func(a, b line) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.family), strings.ToLower(b.family)), cmp.Compare(a.family, b.family),
			cmp.Compare(a.source, b.source), cmp.Compare(a.licence, b.licence), cmp.Compare(a.stated, b.stated))
	}) {
		fmt.Fprintf(w, "| %s | %d | %s | %s | %s | %s |\n", l.family, lines[l], l.licence, l.stated, l.source, l.version)
	}
}

// cell makes a font's name fit for a cell of a table.
func cell(name string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", "*", `\*`, "_", `\_`).Replace(name)
}

// tally writes how many faces each rule left out.
func (c *Collection) tally(w io.Writer) {
	counts := map[string]int{}
	for _, r := range c.Rejected {
		counts[r.Rule]++
	}
	fmt.Fprintf(w, "| faces | |\n| --- | --- |\n| %d | in %d packages |\n", len(c.Kept)+len(c.Rejected), len(c.Packages))
	for _, rule := range rules {
		fmt.Fprintf(w, "| −%d | %s |\n", counts[rule], rule)
	}
	fmt.Fprintf(w, "| **%d** | kept |\n", len(c.Kept))
}

func (c *Collection) splitTable(w io.Writer) {
	for _, split := range fileOrder {
		images := len(c.examples(split))
		fmt.Fprintf(w, "| %s | %d | %d | %d |\n", split, c.familyCount(split), images/classes, images)
	}
}

// report says in a few lines what was made.
func (c *Collection) report(w io.Writer, size int) {
	c.tally(w)
	fmt.Fprintln(w)
	c.splitTable(w)
	fmt.Fprintf(w, "\n%d bytes\n", size)
}
