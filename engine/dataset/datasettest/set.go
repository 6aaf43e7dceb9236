// Package datasettest makes data sets for tests.
package datasettest

import (
	"bytes"
	"testing"

	"glyphlab/engine/dataset"
)

// File returns a .glyphs file whose images are drawn one by one, in the order
// of the file: draw writes the pixels of image i of a split, which are as the
// image before left them, and returns its label.
func File(t testing.TB, info dataset.Info, draw func(split dataset.Split, i int, pixels []byte) (label int)) []byte {
	t.Helper()
	var file bytes.Buffer
	w, err := dataset.NewWriter(&file, info)
	if err != nil {
		t.Fatal(err)
	}
	pixels := make([]byte, info.Height*info.Width)
	for _, split := range dataset.FileOrder {
		for i := range info.Counts[split] {
			if err := w.Add(split, draw(split, i, pixels), pixels); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// Made returns the set in such a file.
func Made(t testing.TB, info dataset.Info, draw func(split dataset.Split, i int, pixels []byte) (label int)) *dataset.Set {
	t.Helper()
	set, err := dataset.Read(bytes.NewReader(File(t, info, draw)))
	if err != nil {
		t.Fatal(err)
	}
	return set
}
