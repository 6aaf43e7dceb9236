package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"glyphlab/engine/dataset/importer"
	"glyphlab/engine/run"
)

const importUsage = `glyphlab import SOURCE… -o FILE makes a data set of images.

A SOURCE is
  - an archive in notMNIST's layout, notMNIST_small.tar.gz: PNG images of 28×28
    grey pixels in folders named for their class, or such folders unpacked;
  - MNIST's IDX files, plain or gzipped: a folder of train-images-idx3-ubyte.gz,
    train-labels-idx1-ubyte.gz, validation-…, test-… or t10k-…, or one of them.

IDX files keep their split and their order. Other images, and MNIST's missing
validation set, are split by their content: exact copies are never in two
splits. Files that cannot be used are left out and named.

`

// runImport makes a .glyphs file.
func runImport(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	options, err := parseImport(args, stderr)
	if err != nil {
		return err
	}
	report, err := importFile(ctx, options.sources, options.file, options.Options, stderr)
	if err != nil {
		return err
	}
	return printReport(stdout, options.file, report)
}

type importOptions struct {
	importer.Options
	sources []string
	file    string
}

func parseImport(args []string, stderr io.Writer) (importOptions, error) {
	var o importOptions
	var classes string
	flags := flag.NewFlagSet("import", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&o.file, "o", "", "the `file` to write, for example letters.glyphs; an old one is replaced when the new one is whole")
	flags.StringVar(&o.Name, "name", "", "the data set's `name` in addresses, of a-z, 0-9 and - (default: the file's name)")
	flags.StringVar(&o.Title, "title", "", "the data set's `title` on the page (default: the file's name)")
	flags.StringVar(&o.Origin, "origin", "", "where the images come from, and their licence, in a `sentence` (default: the sources' names)")
	flags.IntVar(&o.Bits, "bits", 8, "`bits` a pixel: 8, or 4 for a file of half the size")
	flags.StringVar(&classes, "classes", "", "the classes' `names` in the order of the labels: 0123456789, or with commas cat,dog (default: the folders' names; A to J for IDX files)")
	flags.Uint64Var(&o.Seed, "seed", 0, "`seed` of the order of images that come without one")
	flags.IntVar(&o.Validation, "validation", 10, "validation images in `percent` of those that come without a split")
	flags.IntVar(&o.Test, "test", 10, "test images, likewise in `percent`")
	flags.BoolVar(&o.LeaveOutCopies, "dedupe", false, "leave out exact copies: of equal images the first one in the test set stays, else in the validation set, else in the training set")
	var err error
	if o.sources, err = parseMixed(flags, args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprint(stderr, importUsage)
			flags.SetOutput(stderr)
			flags.PrintDefaults()
			return o, err
		}
		return o, usageError{fmt.Errorf("%w; \"glyphlab import -h\" lists the flags", err)}
	}
	switch {
	case len(o.sources) == 0:
		return o, usageError{errors.New("name what to import: glyphlab import SOURCE… -o FILE")}
	case o.file == "":
		return o, usageError{errors.New("name the file to write: glyphlab import SOURCE… -o FILE")}
	}
	if o.Name == "" {
		o.Name = nameOf(o.file)
	}
	if o.Title == "" {
		o.Title = titleOf(o.file)
	}
	o.Classes = splitClasses(classes)
	if err := o.Check(); err != nil {
		return o, usageError{err}
	}
	return o, nil
}

// parseMixed parses flags that stand before, between and behind other
// arguments, which it returns. After -- nothing is a flag.
func parseMixed(flags *flag.FlagSet, args []string) (others []string, err error) {
	for {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		rest := flags.Args()
		if len(rest) == 0 {
			return others, nil
		}
		if read := len(args) - len(rest); read > 0 && args[read-1] == "--" {
			return append(others, rest...), nil
		}
		others, args = append(others, rest[0]), rest[1:]
	}
}

// splitClasses reads names with commas between them, else one name a letter.
func splitClasses(text string) []string {
	if !strings.Contains(text, ",") {
		return strings.Split(text, "")
	}
	names := strings.Split(text, ",")
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	return names
}

var (
	extensions   = regexp.MustCompile(`(?i)\.(glyphs|tar\.gz|tgz|tar|gz)$`)
	notOfAddress = regexp.MustCompile(`[^a-z0-9]+`)
)

// titleOf returns what a data set in or from this file or folder is called on
// the page: its name without what says how it is packed.
func titleOf(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	title := extensions.ReplaceAllString(filepath.Base(path), "")
	if strings.Trim(title, `./\`) == "" {
		return "images"
	}
	return strings.ToValidUTF8(title, "?")
}

// nameOf returns what it is called in addresses. It keeps off the bundled
// set's name.
func nameOf(path string) string {
	name := strings.Trim(notOfAddress.ReplaceAllString(strings.ToLower(titleOf(path)), "-"), "-")
	name = strings.Trim(name[:min(len(name), 64)], "-")
	switch name {
	case "":
		return "images"
	case run.Bundled:
		return name + "-images"
	}
	return name
}

// importFile imports the sources into a file, which is whole or not there.
func importFile(ctx context.Context, sources []string, file string, o importer.Options, log io.Writer) (importer.Report, error) {
	list := make([]importer.Source, len(sources))
	for i, path := range sources {
		s, err := sourceAt(path)
		if err != nil {
			return importer.Report{}, err
		}
		list[i] = s
	}
	fmt.Fprintf(log, "importing %s\n", strings.Join(sources, ", "))
	reading := &readingProgress{log: log}
	o.Progress = reading.show
	var report importer.Report
	err := writeWhole(file, func(w io.Writer) (err error) {
		report, err = importer.Import(ctx, w, list, o)
		return err
	})
	reading.bar.clear()
	if ctx.Err() != nil {
		return report, fmt.Errorf("stopped before %s was written: %w", file, ctx.Err())
	}
	return report, err
}

// sourceAt returns a file or a folder as something to import.
func sourceAt(path string) (importer.Source, error) {
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return importer.Source{}, fmt.Errorf("there is no file or folder %s", path)
	}
	if err != nil {
		return importer.Source{}, err
	}
	name := filepath.ToSlash(filepath.Clean(path))
	if info.IsDir() {
		return importer.Source{Files: os.DirFS(path), Path: ".", Name: name}, nil
	}
	return importer.Source{Files: os.DirFS(filepath.Dir(path)), Path: filepath.Base(path), Name: name}, nil
}

// readingProgress shows how much has been read: a bar on a terminal, else a
// line for every tenth.
type readingProgress struct {
	log    io.Writer
	bar    bar
	begun  bool
	tenths int64
}

func (p *readingProgress) show(read, total int64) {
	if !p.begun {
		p.begun = true
		p.bar = newBar(p.log, int(total>>10), "KiB")
	}
	if p.bar.ProgressBar != nil {
		p.bar.show(int(read >> 10))
		return
	}
	if tenths := 10 * read / max(total, 1); tenths > p.tenths {
		p.tenths = tenths
		fmt.Fprintf(p.log, "%d %% read\n", 10*tenths)
	}
}

// writeWhole writes a file beside its place and moves it there when write has
// succeeded. Otherwise nothing is left, and an old file stays as it is.
func writeWhole(path string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("%s cannot be written: %w", path, err)
	}
	defer func() {
		if err != nil {
			f.Close() // fails if it was closed; there is nothing to save
			os.Remove(f.Name())
		}
	}()
	if err := write(f); err != nil {
		return err
	}
	if err := f.Chmod(0o644); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
