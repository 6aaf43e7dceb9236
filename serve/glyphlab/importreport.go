package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"glyphlab/engine/dataset"
	"glyphlab/engine/dataset/importer"
	"glyphlab/engine/dataset/shards"
	"glyphlab/engine/dataset/twins"
)

// namedFiles is how many of the files that were left out are named.
const namedFiles = 20

// printReport says what an import made and what it left out.
func printReport(w io.Writer, file string, r importer.Report) error {
	info := r.Info
	fmt.Fprintf(w, "%s: %s (%s), %d images of %d×%d pixels, %d bits a pixel, %.1f MB\n\n",
		file, info.Title, info.Name, info.Images(), info.Height, info.Width, info.Bits, float64(info.FileBytes())/1e6)
	return printImport(w, r)
}

// printShards says the same of a folder of shards.
func printShards(w io.Writer, folder string, m shards.Manifest, r importer.Report, took time.Duration) error {
	fmt.Fprintf(w, "%s: %s (%s), %d images of %d×%d pixels, %d bits a pixel, in %d shards of %.1f MB together, %.1f s\n\n",
		folder, m.Title, m.Name, r.Info.Images(), m.Height, m.Width, m.Bits, len(m.Shards), float64(m.PackedBytes())/1e6, took.Seconds())
	return printImport(w, r)
}

func printImport(w io.Writer, r importer.Report) error {
	info := r.Info
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "class\t%v\t%v\t%v\tall\t\n", dataset.Training, dataset.Validation, dataset.Test)
	row := func(name string, n [3]int) {
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t\n", name, n[dataset.Training], n[dataset.Validation], n[dataset.Test], n[0]+n[1]+n[2])
	}
	for i, class := range info.Classes {
		row(class, r.PerClass[i])
	}
	row("all", info.Counts)
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(w)
	if r.Fitted > 0 {
		fmt.Fprintf(w, "Brought to %d×%d pixels from another size: %d images.\n", info.Height, info.Width, r.Fitted)
	}
	if r.Inverted {
		fmt.Fprintln(w, "The images' edges are mostly bright, or were said to be: they were inverted, so that ink is bright on a dark ground (-ink).")
	}
	if r.BecameTest > 0 {
		fmt.Fprintf(w, "The sources have no test images: %d of the training images were taken for them (-test).\n", r.BecameTest)
	}
	if r.BecameValidation > 0 {
		fmt.Fprintf(w, "The sources have no validation images: %d of the training images were taken for them (-validation).\n", r.BecameValidation)
	}
	if r.Unused > 0 {
		fmt.Fprintf(w, "Images beyond the assignment's %d and %d: %d; they were left out (-all takes them).\n",
			importer.AssignmentTraining, importer.AssignmentValidation, r.Unused)
	}
	printTwins(w, r.TestTwins)
	printCopies(w, r.Copies)
	if n := r.Near; n.Within+n.Across > 0 {
		fmt.Fprintf(w, "Near copies (hashes within %d of 64 bits, pixels within %d of 255 on average): %d of an image in the same split, %d of one in another.\n",
			twins.Radius, twins.Limit, n.Within, n.Across)
	}
	return printLeftOut(w, r.LeftOut)
}

func printTwins(w io.Writer, t importer.TestTwins) {
	if t.Exact+t.Near == 0 {
		return
	}
	what := "they were kept (-twins leave-out leaves them out)"
	if t.LeftOut {
		what = "they were left out (-twins keep keeps them)"
	}
	fmt.Fprintf(w, "Training and validation images that the test has too: %d exactly and %d nearly; %s.\n", t.Exact, t.Near, what)
}

func printCopies(w io.Writer, c importer.Copies) {
	n := c.Within + c.Across
	if n == 0 {
		fmt.Fprintln(w, "No image is an exact copy of another.")
		return
	}
	what := "they were kept (-dedupe leaves them out)"
	if c.LeftOut {
		what = "they were left out"
	}
	fmt.Fprintf(w, "Exact copies of another image: %d, of which %d are in the same split and %d in another, and %d have another label; %s.\n",
		n, c.Within, c.Across, c.Relabels, what)
}

func printLeftOut(w io.Writer, l importer.LeftOut) error {
	if l.Count == 0 {
		return nil
	}
	fmt.Fprintf(w, "Files left out: %d\n", l.Count)
	for _, f := range l.First[:min(len(l.First), namedFiles)] {
		fmt.Fprintf(w, "  %s: %v\n", f.Path, f.Err)
	}
	var err error
	if more := l.Count - namedFiles; more > 0 {
		_, err = fmt.Fprintf(w, "  and %d more\n", more)
	}
	return err
}
