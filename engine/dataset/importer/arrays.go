package importer

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"glyphlab/engine/dataset"
	"glyphlab/engine/dataset/numpy"
)

// arrays reads named arrays. Their names say what they hold, as those of the
// assignment (train_dataset, train_labels, valid_…, test_…), of Keras (x_train,
// y_train …) and plain images and labels do. What they are called without a
// split is split by content, and everything else keeps its split and order.
func (in *intake) arrays(s Source, arrays map[string]*numpy.Array) error {
	type pair struct{ images, labels string }
	pairs := map[dataset.Split]*pair{}
	var names []string
	for name := range arrays {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		split, images, ok := parseArrayName(name)
		if !ok {
			in.leftOut.add(s.Name+": "+name, errors.New("an array that is called neither as images nor as labels are"))
			continue
		}
		if pairs[split] == nil {
			pairs[split] = &pair{}
		}
		place := &pairs[split].labels
		if images {
			place = &pairs[split].images
		}
		if *place != "" {
			return fmt.Errorf("there are two arrays for the same, %s and %s", *place, name)
		}
		*place = name
	}
	if len(pairs) == 0 {
		return fmt.Errorf("its arrays are called %q; call them images and labels, or train_dataset, train_labels, valid_… and test_… as in the assignment", names)
	}
	for _, split := range append(dataset.FileOrder[:], undecided) {
		p := pairs[split]
		if p == nil {
			continue
		}
		if p.images == "" || p.labels == "" {
			return fmt.Errorf("%s%s has no companion; images come with labels", p.images, p.labels)
		}
		if err := in.arrayPair(arrays[p.images], arrays[p.labels], split); err != nil {
			return fmt.Errorf("%s and %s: %w", p.images, p.labels, err)
		}
	}
	return nil
}

func (in *intake) arrayPair(imagesArray, labelsArray *numpy.Array, split dataset.Split) error {
	images, err := imagesArray.Images()
	if err != nil {
		return err
	}
	labels, err := labelsArray.Labels()
	if err != nil {
		return err
	}
	return in.together(images.Height, images.Width, images.Count, labels.Count, split, images.Next, labels.Next)
}

// The words of arrays' names.
var (
	splitWords = map[string]dataset.Split{
		"train": dataset.Training, "training": dataset.Training,
		"valid": dataset.Validation, "validation": dataset.Validation, "val": dataset.Validation,
		"test": dataset.Test,
	}
	imageWords = []string{"images", "image", "imgs", "x", "dataset", "data"}
	labelWords = []string{"labels", "label", "y", "targets", "target"}
)

// parseArrayName says what an array holds: train_dataset, y_test, images.
func parseArrayName(name string) (split dataset.Split, images, ok bool) {
	split = undecided
	for word := range strings.FieldsFuncSeq(strings.ToLower(name), func(c rune) bool { return strings.ContainsRune("_-. ", c) }) {
		s, isSplit := splitWords[word]
		switch {
		case isSplit && split == undecided:
			split = s
		case slices.Contains(imageWords, word) && !ok:
			images, ok = true, true
		case slices.Contains(labelWords, word) && !ok:
			ok = true
		default:
			return 0, false, false
		}
	}
	return split, images, ok
}
