package main

import (
	"fmt"
	"maps"
	"testing"

	"glyphlab/engine/dataset"
)

func someFamilies() map[string]int {
	sizes := map[string]int{"large": 300}
	for i := range 200 {
		sizes[fmt.Sprint("family ", i)] = 1 + i%9
	}
	sizes["just too large"] = largestHeldOut + 1
	return sizes
}

func TestFamiliesAreAssignedWholeAndInShares(t *testing.T) {
	sizes := someFamilies()
	splits := assign(sizes)
	if len(splits) != len(sizes) {
		t.Fatalf("%d of %d families are assigned", len(splits), len(sizes))
	}
	var faces [3]int
	total := 0
	for family, n := range sizes {
		faces[splits[family]] += n
		total += n
	}
	for _, split := range []dataset.Split{dataset.Validation, dataset.Test} {
		if share := float64(faces[split]) / float64(total); share < 0.09 || share > 0.1 {
			t.Errorf("%s has %.3f of the faces, expected a tenth", split, share)
		}
	}
	for _, family := range []string{"large", "just too large"} {
		if splits[family] != dataset.Training {
			t.Errorf("the family %q is held out", family)
		}
	}
	for range 5 { // however a map is walked through
		if again := assign(sizes); !maps.Equal(splits, again) {
			t.Fatal("a second assignment differs")
		}
	}
}

func TestNoFamilyOfACollectionIsInTwoSplits(t *testing.T) {
	faces, _, _ := gofonts(t)
	names := []string{"Go Regular", "Stone Bold", "Stone Medium", "Moss", "Moss Sans", "Fern", "Reed"}
	faces = faces[:len(names)]
	for i := range faces {
		faces[i].Family = names[i]
		faces[i].Package.Name = "fonts-" + familyKey(names[i])
	}
	var c Collection
	c.choose(faces)
	of := map[string]dataset.Split{}
	for i := range c.Kept {
		family := familyKey(c.Kept[i].Family)
		if split, ok := of[family]; ok && split != c.Splits[i] {
			t.Errorf("%s is in %s and in %s", family, split, c.Splits[i])
		}
		of[family] = c.Splits[i]
	}
	if len(of) < 4 {
		t.Errorf("only %d families are kept: %v", len(of), of)
	}
}

func TestMixHasEveryImageOnceAndNeighboursOfAllKinds(t *testing.T) {
	var faces []*Face
	for i := range 64 {
		faces = append(faces, &Face{Path: fmt.Sprint("face ", i)})
	}
	images := mix(faces)
	seen := map[Example]bool{}
	for _, image := range images {
		seen[image] = true
	}
	if len(images) != 64*classes || len(seen) != len(images) {
		t.Fatalf("%d images, %d different, of 64 faces", len(images), len(seen))
	}
	for at := 0; at+64 <= len(images); at += 64 {
		var kinds [classes]bool
		from := map[*Face]bool{}
		for _, image := range images[at : at+64] {
			kinds[image.Class] = true
			from[image.Face] = true
		}
		for class, there := range kinds {
			if !there {
				t.Errorf("no %c among the images from %d on", letters[class], at)
			}
		}
		if len(from) < 32 {
			t.Errorf("the 64 images from %d on show only %d faces", at, len(from))
		}
	}
}
