package main

import (
	"context"
	"fmt"
	"os"
	"slices"

	"glyphlab/engine/dataset"
)

// A Collection is the faces of the set and those that were left out.
type Collection struct {
	Packages []Package
	Kept     []Face
	Families []string        // of each kept face, the family that decides its split
	Splits   []dataset.Split // of each kept face
	Rejected []Rejection
}

// collect reads the packages from folder and applies the rules.
func collect(ctx context.Context, folder string, packages []Package) (*Collection, error) {
	c := &Collection{Packages: packages}
	var faces []Face
	for i, p := range packages {
		fmt.Fprintf(os.Stderr, "\r%3d of %d  %-40s", i+1, len(packages), p.Name)
		contents, err := unpack(ctx, folder, p)
		if err != nil {
			return nil, err
		}
		read, rejected, err := readFaces(p, contents)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p, err)
		}
		faces = append(faces, read...)
		c.Rejected = append(c.Rejected, rejected...)
	}
	fmt.Fprintf(os.Stderr, "\r%d faces of %d packages rendered%30s\n", len(faces), len(packages), "")
	faces, rejected, err := exclude(faces)
	if err != nil {
		return nil, err
	}
	c.Rejected = append(c.Rejected, rejected...)
	c.choose(faces)
	return c, nil
}

// choose leaves out near-duplicates and symbol fonts, and splits the rest by
// family.
func (c *Collection) choose(faces []Face) {
	families := joinFamilies(faces)
	first := duplicates(faces)
	var distinct []Face
	for i, k := range first {
		if k < 0 {
			distinct = append(distinct, faces[i])
			continue
		}
		// A typeface often comes again under another name; what is left of
		// both must not be split.
		families.Join(familyKey(faces[i].Family), familyKey(faces[k].Family))
		c.Rejected = append(c.Rejected, Rejection{faces[i], ruleDuplicate, faces[k].Path})
	}
	joinShared(families, distinct)
	of := make([]string, len(distinct))
	for i := range distinct {
		of[i] = families.Of(familyKey(distinct[i].Family))
	}
	sizes := map[string]int{}
	for i, count := range recognised(distinct, of) {
		if count < legible && !distinct[i].Readable {
			detail := fmt.Sprintf("%d of %d", count, classes)
			c.Rejected = append(c.Rejected, Rejection{distinct[i], ruleSymbol, detail})
			continue
		}
		c.Kept = append(c.Kept, distinct[i])
		c.Families = append(c.Families, of[i])
		sizes[of[i]]++
	}
	splits := assign(sizes)
	for _, family := range c.Families {
		c.Splits = append(c.Splits, splits[family])
	}
}

// examples are a split's images in the order of the file.
func (c *Collection) examples(split dataset.Split) []Example {
	var faces []*Face
	for i := range c.Kept {
		if c.Splits[i] == split {
			faces = append(faces, &c.Kept[i])
		}
	}
	return mix(faces)
}

// familyCount is the number of families in a split.
func (c *Collection) familyCount(split dataset.Split) int {
	var families []string
	for i, s := range c.Splits {
		if s == split {
			families = append(families, c.Families[i])
		}
	}
	slices.Sort(families)
	return len(slices.Compact(families))
}
