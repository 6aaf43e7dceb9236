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
	"time"

	"glyphlab/engine/dataset/importer"
	"glyphlab/engine/run"
)

const importUsage = `glyphlab import SOURCE… -o FILE makes a data set of images.

A SOURCE is
  - an archive in notMNIST's layout, notMNIST_small.tar.gz, or a zip archive:
    PNG, JPEG or GIF files in folders named for their class, or such folders
    unpacked. Pictures of another size or in colour become 28×28 grey pixels;
    dark ink on a bright ground, by the edges of all of them, is inverted;
  - MNIST's IDX files, plain or gzipped: a folder of train-images-idx3-ubyte.gz,
    train-labels-idx1-ubyte.gz, validation-…, test-… or t10k-…, or one of them;
  - the assignment's notMNIST.pickle, or NumPy's arrays in a .npz file: images
    and labels, or train_dataset, train_labels, valid_… and test_…, or x_train,
    y_train and so on. Images are bytes, or floats from −0.5 to 0.5.

What is made is
  - a single file, where -o ends in .glyphs, with all images;
  - otherwise a folder of shards for a page to load one by one, compressed, with
    a manifest.json. Where there are more than 210,000 images without a split
    of their own it has the assignment's 200,000 for training and 10,000 for
    validation, unless -all is given. The images that the test has too, or
    nearly, are left out of the others, unless -twins keep is given.

notMNIST_large is for training and validation and notMNIST_small is the test,
where there are both. IDX files and named arrays keep their split and their
order. Other images, and MNIST's missing validation set, are split by their
content: exact copies are never in two splits. Files that cannot be used are left
out and named.

An import that was stopped leaves nothing that looks whole; the same command
goes on from there.

`

// runImport makes a .glyphs file or a folder of shards.
func runImport(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	options, err := parseImport(args, stderr)
	if err != nil {
		return err
	}
	return importAs(ctx, options, stdout, stderr)
}

// importAs makes what the options say, and reports on it.
func importAs(ctx context.Context, o importOptions, stdout, stderr io.Writer) error {
	if o.folder() {
		begun := time.Now()
		m, report, err := importDir(ctx, o, stderr)
		if err != nil {
			return err
		}
		return printShards(stdout, o.target, m, report, time.Since(begun))
	}
	report, err := importFile(ctx, o.sources, o.target, o.Options, stderr)
	if err != nil {
		return err
	}
	return printReport(stdout, o.target, report)
}

type importOptions struct {
	importer.Options
	sources []string
	target  string // the file or folder to write
	effort  int    // brotli's
}

// folder says whether the target is a folder of shards.
func (o importOptions) folder() bool { return !strings.EqualFold(filepath.Ext(o.target), ".glyphs") }

func parseImport(args []string, stderr io.Writer) (importOptions, error) {
	var o importOptions
	flags := flag.NewFlagSet("import", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	finish := o.define(flags, "")
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
	if len(o.sources) == 0 {
		return o, usageError{errors.New("name what to import: glyphlab import SOURCE… -o FILE")}
	}
	return o, finish()
}

// define defines the flags that say what is made of images. Finish checks
// them when they have been parsed.
func (o *importOptions) define(flags *flag.FlagSet, target string) (finish func() error) {
	var classes, twins, ink string
	var all bool
	flags.StringVar(&o.target, "o", target, "the `file` to write, for example letters.glyphs, or the folder of shards; an old one is replaced when the new one is whole")
	flags.StringVar(&o.Name, "name", "", "the data set's `name` in addresses, of a-z, 0-9 and - (default: the file's name)")
	flags.StringVar(&o.Title, "title", "", "the data set's `title` on the page (default: the file's name)")
	flags.StringVar(&o.Origin, "origin", "", "where the images come from, and their licence, in a `sentence` (default: the sources' names)")
	flags.IntVar(&o.Bits, "bits", 8, "`bits` a pixel: 8, or 4 for a file of half the size")
	flags.StringVar(&classes, "classes", "", "the classes' `names` in the order of the labels: 0123456789, or with commas cat,dog (default: the folders' names; of numbers A to J, or the numbers where one is above 9)")
	flags.IntVar(&o.Side, "side", 0, "`pixels` that all images are brought to, high and wide (default: 28 for pictures in files, and as they are for arrays)")
	flags.StringVar(&ink, "ink", "auto", "what is drawn is `bright` on a dark ground, dark on a bright one, or auto; said of pictures in files, and with -side of arrays too")
	flags.Uint64Var(&o.Seed, "seed", 0, "`seed` of the order of images that come without one")
	flags.IntVar(&o.Validation, "validation", 10, "validation images in `percent` of those that come without a split")
	flags.IntVar(&o.Test, "test", 10, "test images, likewise in `percent`")
	flags.BoolVar(&o.LeaveOutCopies, "dedupe", false, "leave out exact copies: of equal images the first one in the test set stays, else in the validation set, else in the training set")
	flags.StringVar(&twins, "twins", "", "images for training and validation that the test has too, exactly or nearly: `keep` or leave-out (default: leave-out in a folder, keep in a file)")
	flags.BoolVar(&all, "all", false, "all images in a folder of shards, not only the assignment's 200,000 and 10,000")
	flags.IntVar(&o.effort, "effort", defaultEffort, "brotli's `effort` for shards, 0 to 11; 10 and 11 save a tenth and take ten times as long")
	return func() error {
		switch {
		case o.target == "":
			return usageError{errors.New("name the file to write: glyphlab import SOURCE… -o FILE")}
		case o.effort < 0 || o.effort > 11:
			return usageError{fmt.Errorf("brotli's effort is 0 to 11, not %d", o.effort)}
		}
		switch twins {
		case "":
			o.LeaveOutTwins = o.folder()
		case "keep", "leave-out":
			o.LeaveOutTwins = twins == "leave-out"
		default:
			return usageError{fmt.Errorf("-twins is keep or leave-out, not %q", twins)}
		}
		switch ink {
		case "auto":
			o.Ink = importer.FoundOut
		case "bright":
			o.Ink = importer.Bright
		case "dark":
			o.Ink = importer.Dark
		default:
			return usageError{fmt.Errorf("-ink is auto, bright or dark, not %q", ink)}
		}
		o.Assignment = o.folder() && !all
		if o.Name == "" {
			o.Name = nameOf(o.target)
		}
		if o.Title == "" {
			o.Title = titleOf(o.target)
		}
		o.Classes = splitClasses(classes)
		if err := o.Check(); err != nil {
			return usageError{err}
		}
		return nil
	}
}

// defaultEffort is where brotli gains most for its time.
const defaultEffort = 9

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
func importFile(ctx context.Context, sources []string, file string, options importer.Options, log io.Writer) (importer.Report, error) {
	list, err := sourcesAt(sources)
	if err != nil {
		return importer.Report{}, err
	}
	scratch, err := newScratch(filepath.Dir(file))
	if err != nil {
		return importer.Report{}, err
	}
	defer scratch.remove()
	options.Scratch = scratch
	o := importOptions{Options: options, sources: sources}
	stop := o.follow(log)
	var report importer.Report
	err = writeWhole(file, func(w io.Writer) (err error) {
		report, err = importer.Import(ctx, w, list, o.Options)
		return err
	})
	stop()
	if ctx.Err() != nil {
		return report, fmt.Errorf("stopped before %s was written: %w", file, ctx.Err())
	}
	return report, err
}

// follow shows how far an import is until stop is called.
func (o *importOptions) follow(log io.Writer) (stop func()) {
	fmt.Fprintf(log, "importing %s\n", strings.Join(o.sources, ", "))
	reading, writing := &importProgress{log: log, done: "read", unit: "KiB", per: 1 << 10}, &importProgress{log: log, done: "written", unit: "images", per: 1}
	o.Progress = reading.show
	o.Wrote = func(images, total int) {
		reading.bar.clear()
		writing.show(int64(images), int64(total))
	}
	return func() {
		reading.bar.clear()
		writing.bar.clear()
	}
}

func sourcesAt(paths []string) ([]importer.Source, error) {
	list := make([]importer.Source, len(paths))
	for i, path := range paths {
		s, err := sourceAt(path)
		if err != nil {
			return nil, err
		}
		list[i] = s
	}
	return list, nil
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

// importProgress shows how much has been done: a bar on a terminal, else a
// line for every tenth.
type importProgress struct {
	log    io.Writer
	done   string // what it is that has been done
	unit   string // of the bar
	per    int64  // bytes or images in a unit
	bar    bar
	begun  time.Time
	tenths int64
}

func (p *importProgress) show(n, total int64) {
	if p.begun.IsZero() {
		p.begun = time.Now()
		p.bar = newBar(p.log, int(total/p.per), p.unit)
	}
	if p.bar.ProgressBar != nil {
		p.bar.show(int(n / p.per))
		return
	}
	if tenths := 10 * n / max(total, 1); tenths > p.tenths {
		p.tenths = tenths
		rate := float64(n) / float64(p.per) / max(time.Since(p.begun).Seconds(), 1e-3)
		fmt.Fprintf(p.log, "%d %% %s, %.0f %s a second\n", 10*tenths, p.done, rate, p.unit)
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
