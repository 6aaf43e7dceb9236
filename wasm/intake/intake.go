// Package intake makes a data set of files that a person has chosen or dropped
// on the page. It is a program of its own, in a worker of its own, that is
// loaded when somebody has files: what reads all these formats is twice as
// large as what trains.
package intake

import (
	"context"
	"fmt"
	"io"
	"io/fs"

	"glyphlab/engine/dataset"
	"glyphlab/engine/dataset/importer"
	"glyphlab/wasm/intake/report"
)

const (
	side            = 28      // pixels of an image's height and width: what is drawn on the page has as many
	mostImages      = 1 << 20 // half of a gigabyte and more in memory
	samplesPerClass = 8
	namedFiles      = 100
)

// A Reader makes one data set.
type Reader struct {
	Request report.Request
	// Progress is told how many bytes of how many have been read, and how many
	// images.
	Progress func(read, total int64, images int)
}

// Read writes a .glyphs file of the files to w. It returns what that holds, and
// some of its images with their labels. The error is for the person whose files
// they are.
func (r Reader) Read(ctx context.Context, files fs.FS, w io.Writer) (what report.Report, samples, labels []byte, err error) {
	if name, ok := finished(files); ok {
		return r.take(files, name, w)
	}
	sources, err := importer.Sources(files, r.Request.Title)
	if err != nil {
		return what, nil, nil, err
	}
	images := 0
	o := importer.Options{
		Name: r.Request.Name, Title: r.Request.Title, Origin: "from this browser’s own disk: " + r.Request.Title,
		Bits: 8, Side: side, Classes: r.Request.Classes,
		Validation: 10, Test: 10, MostImages: mostImages, Samples: samplesPerClass,
		Progress: func(read, total int64) {
			images++
			r.Progress(read, total, images)
		},
	}
	switch r.Request.Ink {
	case report.BrightInk:
		o.Ink = importer.Bright
	case report.DarkInk:
		o.Ink = importer.Dark
	}
	made, err := importer.Import(ctx, w, sources, o)
	if err != nil {
		return what, nil, nil, err
	}
	for class, images := range made.Samples {
		for _, pixels := range images {
			samples, labels = append(samples, pixels...), append(labels, byte(class))
		}
	}
	what = told(made)
	return what, samples, labels, trainable(what.Counts)
}

// told writes an import's report for the page.
func told(made importer.Report) report.Report {
	what := report.Report{
		Title: made.Info.Title, Origin: made.Info.Origin, Height: made.Info.Height, Width: made.Info.Width,
		Classes: made.Info.Classes, Counts: made.Info.Counts, PerClass: made.PerClass, Bytes: made.Info.FileBytes(),
		Fitted: made.Fitted, Inverted: made.Inverted, Numbered: made.Numbered,
		BecameValidation: made.BecameValidation, BecameTest: made.BecameTest,
		Copies: made.Copies.Within + made.Copies.Across, Relabels: made.Copies.Relabels,
		Near: max(made.Near.Within, made.Near.Across), LeftOut: made.LeftOut.Count,
	}
	for _, f := range made.LeftOut.First[:min(len(made.LeftOut.First), namedFiles)] {
		what.Bad = append(what.Bad, report.Bad{Path: f.Path, Why: f.Err.Error()})
	}
	return what
}

// trainable returns an error if a run could not use the images.
func trainable(counts [3]int) error {
	for split, n := range counts {
		if n == 0 {
			return fmt.Errorf("there are too few images: of %d none is for %v; a tenth of them is, by chance, so bring some dozens more",
				counts[0]+counts[1]+counts[2], dataset.Split(split))
		}
	}
	return nil
}
