package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"

	"glyphlab/engine/dataset"
)

const joinUsage = `glyphlab join FIRST [OTHER…] -o FILE.glyphs trains on several data sets.

The file has FIRST's images and, mixed with its training images, the training
images of the others, or of the bundled typefaces if no other is named. The
others' validation and test images are left out: a network is tested on FIRST's.

`

// runJoin makes a .glyphs file of several.
func runJoin(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("join", flag.ContinueOnError)
	flags.SetOutput(stderr)
	target := flags.String("o", "", "the `file` to write")
	flags.Usage = func() { fmt.Fprint(stderr, joinUsage); flags.PrintDefaults() }
	paths, err := parseMixed(flags, args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return err
	case err != nil:
		return usageError{err}
	case len(paths) == 0:
		return usageError{errors.New("name the data set whose images are to be tested on, then the others")}
	case *target == "":
		return usageError{errors.New("name the file to write: -o FILE.glyphs")}
	case len(paths) == 1:
		paths = append(paths, "") // the bundled set
	}
	var sets []*dataset.Set
	for _, path := range paths {
		set, err := openTrainingData(ctx, path, stderr)
		if err != nil {
			return err
		}
		sets = append(sets, set)
	}
	info, err := joined(sets, nameOf(*target), titleOf(*target))
	if err != nil {
		return err
	}
	if err := writeWhole(*target, func(w io.Writer) error { return join(w, info, sets) }); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%s has %d training images, and %s's %d validation and %d test images\n",
		*target, info.Counts[dataset.Training], sets[0].Info.Title, info.Counts[dataset.Validation], info.Counts[dataset.Test])
	return nil
}

// joined describes the data set that several make.
func joined(sets []*dataset.Set, name, title string) (dataset.Info, error) {
	info := sets[0].Info
	info.Name, info.Title = name, title
	for _, s := range sets[1:] {
		other := s.Info
		if other.Height != info.Height || other.Width != info.Width || !slices.Equal(other.Classes, info.Classes) {
			return info, fmt.Errorf("%s has images of %d×%d of the classes %q, %s of %d×%d of %q: they must be the same",
				sets[0].Info.Title, info.Height, info.Width, info.Classes, other.Title, other.Height, other.Width, other.Classes)
		}
		info.Bits = max(info.Bits, other.Bits)
		info.Counts[dataset.Training] += other.Counts[dataset.Training]
		info.Origin += "; " + other.Origin
	}
	return info, info.Check()
}

// join writes the images. The order of the training images is drawn, so that a
// batch of neighbours has some of each set.
func join(w io.Writer, info dataset.Info, sets []*dataset.Set) error {
	out, err := dataset.NewWriter(w, info)
	if err != nil {
		return err
	}
	type place struct{ set, image int }
	for _, split := range dataset.FileOrder {
		var places []place
		for i, s := range sets {
			if i > 0 && split != dataset.Training {
				break
			}
			for image := range s.Info.Counts[split] {
				places = append(places, place{i, image})
			}
		}
		if split == dataset.Training {
			random := rand.New(rand.NewPCG(0, 0))
			random.Shuffle(len(places), func(i, j int) { places[i], places[j] = places[j], places[i] })
		}
		pixels := make([]byte, info.Height*info.Width)
		for _, p := range places {
			images := sets[p.set].Splits[split]
			images.Pixels(pixels, p.image)
			if err := out.Add(split, images.Label(p.image), pixels); err != nil {
				return err
			}
		}
	}
	return out.Close()
}
