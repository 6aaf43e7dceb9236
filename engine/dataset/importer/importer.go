// Package importer makes data sets of the images that people have: archives
// and folders of pictures in folders named for their class, MNIST's IDX files,
// NumPy's arrays and the assignment's pickle.
//
// Images of one data set have one size. Pictures in files are brought to it as
// package picture says; arrays have a size of their own, and keep it unless
// another one is asked for. What was brought to a size is also brought to
// bright ink on a dark ground: where more than half of the pixels along the
// edges of all these images are bright, all are inverted.
//
// Sources that say what each image is for (IDX files, named arrays) keep their
// order, and so does the split. Of notMNIST's two archives the large one is
// for training and validation and the small one is the test, as in the
// assignment. Everything else is split by content: an image's SHA-256 alone
// decides, so that exact copies are never on both sides of a split, whatever
// else is imported with them; and its order is that of the SHA-256 with a
// seed, so that the batches are mixed. Where sources bring no validation
// images, as MNIST's do not, some training images become validation images by
// the same rule; and test images, where there are none of them.
package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"glyphlab/engine/dataset"
	"glyphlab/engine/dataset/picture"
)

// Source is a file or a folder to read.
type Source struct {
	Files fs.FS  // where it lies
	Path  string // its path in Files; . is all of Files
	Name  string // what errors and reports call it: a path with slashes
}

// Options say how a data set is made.
type Options struct {
	Name    string   // of the data set; see [dataset.Info]
	Title   string   // the name if empty
	Origin  string   // the sources' names if empty
	Bits    int      // a pixel: 4 or 8
	Classes []string // in the order of the labels; see [Import] if empty

	Side int // height and width that all images are brought to; 0 is 28 for pictures in files, and as they are for arrays
	Ink  Ink // of the images that are brought to a size

	Seed       uint64 // of the order; 0 is the order of the SHA-256 itself
	Validation int    // images for validation, in % of those without a split of their own
	Test       int    // images for the test, likewise

	// Assignment takes 200,000 training and 10,000 validation images where
	// more come without a split of their own, and leaves the rest out.
	Assignment bool

	MostImages int // more are an error; 0 for no bound

	LeaveOutCopies bool // keep one of each image only
	LeaveOutTwins  bool // keep from the others what the test has too, or nearly

	Samples int // images of each class that are reported

	// Scratch, if not nil, holds the pixels until they are written, which
	// otherwise are in memory.
	Scratch Scratch

	// Progress, if not nil, is told after every image how many bytes of how
	// many have been read.
	Progress func(read, total int64)
	// Wrote, if not nil, is told how many images of how many have been written.
	Wrote func(images, total int)
}

// Check returns an error that names the first option that cannot be.
func (o Options) Check() error {
	if err := dataset.CheckName(o.Name); err != nil {
		return err
	}
	if o.Bits != 4 && o.Bits != 8 {
		return fmt.Errorf("a pixel has 4 or 8 bits, not %d", o.Bits)
	}
	if o.Validation < 0 || o.Test < 0 || o.Validation+o.Test > 100 {
		return fmt.Errorf("the shares of validation and test images are 0 to 100 %% together, not %d and %d", o.Validation, o.Test)
	}
	if o.Side < 0 || o.Side > dataset.MaxSide {
		return fmt.Errorf("images are 1 to %d pixels high and wide, not %d", dataset.MaxSide, o.Side)
	}
	if o.Ink > Dark {
		return fmt.Errorf("there is no ink %d", o.Ink)
	}
	if len(o.Classes) > 0 {
		if n := len(o.Classes); n < dataset.MinClasses || n > dataset.MaxClasses {
			return fmt.Errorf("a data set has %d to %d classes, not %d", dataset.MinClasses, dataset.MaxClasses, n)
		}
	}
	return nil
}

// Letters are the classes of the labels 0 to 9 where no label is larger, unless
// Options.Classes says otherwise: notMNIST's.
var Letters = strings.Split("ABCDEFGHIJ", "")

// An Ink is how bright what is drawn is, beside what it is drawn on.
type Ink uint8

// What can be said of the ink.
const (
	FoundOut Ink = iota // by the images' edges
	Bright              // on a dark ground, as training wants it
	Dark                // on a bright ground: the images are inverted
)

// Import reads the sources and writes a .glyphs file of their images to w.
//
// The classes are Options.Classes if given: a folder of another name is an
// error. Otherwise they are the folders' names in byte order. If labels are
// numbers, the classes are those from the smallest label to the largest, and
// their names [Letters], or the numbers themselves where one is above 9.
//
// Files that cannot be used are left out and reported. A damaged IDX file or
// archive, or no image at all, is an error.
func Import(ctx context.Context, w io.Writer, sources []Source, o Options) (Report, error) {
	p, report, err := gather(ctx, sources, o)
	if err != nil {
		return report, err
	}
	return report, p.writeFile(ctx, w, &report)
}

// gather reads the sources and decides what their images are for.
func gather(ctx context.Context, sources []Source, o Options) (*plan, Report, error) {
	var report Report
	if err := o.Check(); err != nil {
		return nil, report, err
	}
	c := &collection{classes: newClasses(o.Classes), scratch: o.Scratch}
	in := &intake{ctx: ctx, options: o, into: c}
	for _, s := range sources {
		if err := in.measure(s); err != nil {
			return nil, report, err
		}
	}
	for _, s := range sources {
		if err := in.read(s); err != nil {
			return nil, report, err
		}
	}
	if c.count == 0 {
		return nil, report, nothing(sources, in.leftOut)
	}
	if err := c.moveToScratch(); err != nil {
		return nil, report, err
	}
	if report.Inverted = c.isDark(o.Ink); report.Inverted {
		if err := c.invert(ctx); err != nil {
			return nil, report, err
		}
	}
	report.LeftOut, report.Fitted, report.Numbered = in.leftOut, in.fitted, c.classes.numbered()
	c.classes.resolve()
	p, err := makePlan(ctx, c, o, &report)
	if err != nil {
		return nil, report, err
	}
	report.Info = describe(p, sources, o)
	report.PerClass = p.perClass(len(report.Info.Classes))
	if err := report.Info.Check(); err != nil {
		return nil, report, err
	}
	report.Samples, err = p.samples(o.Samples)
	return p, report, err
}

// writeFile writes the images as one file.
func (p *plan) writeFile(ctx context.Context, w io.Writer, report *Report) error {
	out, err := dataset.NewWriter(w, report.Info)
	if err != nil {
		return err
	}
	pixels := make([]byte, p.c.height*p.c.width)
	wrote := 0
	for _, split := range dataset.FileOrder {
		for _, i := range p.order(split) {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := p.c.pixels(pixels, int(i)); err != nil {
				return err
			}
			if err := out.Add(split, p.c.classes.label(p.c.picture(int(i)).class), pixels); err != nil {
				return err
			}
			if wrote++; p.options.Wrote != nil {
				p.options.Wrote(wrote, report.Info.Images())
			}
		}
	}
	return out.Close()
}

// nothing returns the error for sources without a single image.
func nothing(sources []Source, l LeftOut) error {
	names := make([]string, len(sources))
	for i, s := range sources {
		names[i] = s.Name
	}
	text := "no image was found in " + strings.Join(names, ", ")
	if l.Count > 0 {
		text += fmt.Sprintf("; files left out: %d, the first is %s: %v", l.Count, l.First[0].Path, l.First[0].Err)
	}
	return errors.New(text + "; what can be imported are archives or folders with " + picture.Formats +
		" files in folders named for their class, IDX files, and NumPy's arrays (.npz, .pickle)")
}

func describe(p *plan, sources []Source, o Options) dataset.Info {
	info := dataset.Info{
		Name: o.Name, Title: o.Title, Origin: o.Origin,
		Height: p.c.height, Width: p.c.width, Bits: o.Bits,
		Classes: p.c.classes.sort(), Counts: p.counts(),
	}
	if info.Title == "" {
		info.Title = o.Name
	}
	if info.Origin == "" {
		names := make([]string, len(sources))
		for i, s := range sources {
			names[i] = s.Name
		}
		info.Origin = "imported from " + strings.ToValidUTF8(strings.Join(names, ", "), "?")
	}
	return info
}
