package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"

	"glyphlab/engine/dataset"
)

const (
	// heldOut is the share of the faces in the validation set, and in the
	// test set.
	heldOut = 0.1
	// largestHeldOut is how many faces a family may have to be held out: a
	// held-out set of many small families says more than one of few large.
	largestHeldOut = 25
)

// assign gives each family whole to one split. faces counts each family's
// faces. In the order of their names' SHA-256, families go to test until it
// has its share, then to validation until that has, then to training.
func assign(faces map[string]int) map[string]dataset.Split {
	total := 0
	for _, n := range faces {
		total += n
	}
	share := int(heldOut * float64(total))
	order := slices.SortedFunc(maps.Keys(faces), func(a, b string) int {
		x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
		return bytes.Compare(x[:], y[:])
	})
	splits := map[string]dataset.Split{}
	held := map[dataset.Split]int{}
	for _, family := range order {
		split := dataset.Training
		if n := faces[family]; n <= largestHeldOut {
			switch {
			case held[dataset.Test]+n <= share:
				split = dataset.Test
			case held[dataset.Validation]+n <= share:
				split = dataset.Validation
			}
			held[split] += n
		}
		splits[family] = split
	}
	return splits
}

// An Example is one image of the set.
type Example struct {
	Face  *Face
	Class int
}

// mix orders a split's images so that every batch of neighbours has letters
// and faces of all kinds: by the SHA-256 of where each comes from.
func mix(faces []*Face) []Example {
	type keyed struct {
		Example
		key [sha256.Size]byte
	}
	images := make([]keyed, 0, len(faces)*classes)
	for _, face := range faces {
		for c := range classes {
			place := fmt.Sprintf("%s %s %d %c", face.Package.Name, face.Path, face.Member, letters[c])
			images = append(images, keyed{Example{face, c}, sha256.Sum256([]byte(place))})
		}
	}
	slices.SortFunc(images, func(a, b keyed) int {
		return cmp.Or(bytes.Compare(a.key[:], b.key[:]), cmp.Compare(a.Class, b.Class))
	})
	mixed := make([]Example, len(images))
	for i := range images {
		mixed[i] = images[i].Example
	}
	return mixed
}
