package experiment

import (
	"bytes"
	"testing"

	"glyphlab/engine/dataset"
)

// made returns a set whose images are drawn one by one, in the order of a
// file: draw writes the pixels of image i of a split and returns its label.
func made(t testing.TB, info dataset.Info, draw func(split dataset.Split, i int, pixels []byte) (label int)) *dataset.Set {
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
	set, err := dataset.Read(&file)
	if err != nil {
		t.Fatal(err)
	}
	return set
}
