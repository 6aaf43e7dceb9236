package main

import (
	"io"

	"github.com/andybalholm/brotli"

	"glyphlab/engine/dataset"
)

const (
	title  = "Open typefaces"
	origin = "Letters A to J of openly licensed typefaces in Debian's packages: notMNIST's recipe on open typefaces, not notMNIST. Families and licences: assets/CREDITS.md."
)

// fileOrder is that of the .glyphs format.
var fileOrder = []dataset.Split{dataset.Validation, dataset.Training, dataset.Test}

// write writes the set as a .glyphs file, compressed with brotli at its best.
func (c *Collection) write(w io.Writer) error {
	info := dataset.Info{
		Name: "open", Title: title, Origin: origin,
		Height: side, Width: side, Bits: 4,
	}
	for _, letter := range letters {
		info.Classes = append(info.Classes, string(letter))
	}
	var examples [3][]Example
	for _, split := range fileOrder {
		examples[split] = c.examples(split)
		info.Counts[split] = len(examples[split])
	}
	compressed := brotli.NewWriterOptions(w, brotli.WriterOptions{Quality: brotli.BestCompression, LGWin: 24})
	set, err := dataset.NewWriter(compressed, info)
	if err != nil {
		return err
	}
	for _, split := range fileOrder {
		for _, e := range examples[split] {
			if err := set.Add(split, e.Class, e.Face.Letters[e.Class][:]); err != nil {
				return err
			}
		}
	}
	if err := set.Close(); err != nil {
		return err
	}
	return compressed.Close()
}
