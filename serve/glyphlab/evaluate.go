package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"glyphlab/engine/dataset"
	"glyphlab/engine/weights"
)

const evaluateUsage = `glyphlab evaluate measures how accurate trained weights are.

WEIGHTS are files that glyphlab train -save has written. Of several, the mean of
the probabilities that their networks find counts.

  -data FILE   a .glyphs file, an archive or a folder of images; without it the
               bundled typefaces
  -split test  the images to classify: test or validation
  -variants 1  how many variants of each image are classified, from 1 to %d; the
               mean of the probabilities counts. %s
  -mistakes FILE.png
               a picture of the images that were classified wrongly, the surest
               first: each with its label, the answer and its probability
  -json        one JSON object
`

// runEvaluate measures the accuracy of weights that were saved.
func runEvaluate(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	o, err := parseEvaluate(args, stderr)
	if err != nil {
		return err
	}
	set, err := openTrainingData(ctx, o.data, stderr)
	if err != nil {
		return err
	}
	e := evaluation{Data: set.Info.Name, Split: o.split.String(), Variants: o.variants, Classes: set.Info.Classes}
	var networks []*weights.Weights
	for _, path := range o.files {
		w, err := openWeights(path, set.Info)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		e.Weights = append(e.Weights, describeWeights(path, w))
		networks = append(networks, w)
	}
	a, err := assess(ctx, networks, o.variants, set.Info, set.Splits[o.split], stderr)
	if err != nil {
		return err
	}
	e.take(a)
	if o.mistakes != "" {
		if err := writeMistakes(o.mistakes, a.Mistakes, set.Splits[o.split], set.Info); err != nil {
			return err
		}
	}
	if o.json {
		return json.NewEncoder(stdout).Encode(e)
	}
	return e.print(stdout)
}

type evaluateOptions struct {
	files    []string
	data     string // a path; empty for the bundled set
	split    dataset.Split
	variants int
	mistakes string // where to write their picture; empty for nowhere
	json     bool
}

func parseEvaluate(args []string, stderr io.Writer) (evaluateOptions, error) {
	o := evaluateOptions{split: dataset.Test, variants: 1}
	flags := flag.NewFlagSet("evaluate", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&o.data, "data", "", "")
	flags.StringVar(&o.mistakes, "mistakes", "", "")
	flags.BoolVar(&o.json, "json", false, "")
	flags.Func("split", "", func(text string) error {
		for _, split := range []dataset.Split{dataset.Test, dataset.Validation} {
			if o.split = split; split.String() == text {
				return nil
			}
		}
		return errors.New("it is test or validation")
	})
	flags.Func("variants", "", func(text string) (err error) {
		o.variants, err = parseVariants(text)
		return err
	})
	flags.Usage = func() {}
	var err error
	if o.files, err = parseMixed(flags, args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprintf(stderr, evaluateUsage, mostVariants, variationWords)
			return o, err
		}
		return o, usageError{fmt.Errorf("%w; \"glyphlab evaluate -h\" lists the flags", err)}
	}
	if len(o.files) == 0 {
		return o, usageError{errors.New("name the weights to evaluate, files that glyphlab train -save has written: glyphlab evaluate WEIGHTS…")}
	}
	return o, nil
}

// openWeights reads weights of a network for images and classes as the data
// has them.
func openWeights(path string, data dataset.Info) (*weights.Weights, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	w, err := weights.Read(f)
	if err != nil {
		return nil, err
	}
	if w.Height != data.Height || w.Width != data.Width || !slices.Equal(w.Classes, data.Classes) {
		return nil, fmt.Errorf("its network tells %s apart, in images of %d×%d pixels, and the data “%s” has %s, of %d×%d; name other data with -data FILE",
			strings.Join(w.Classes, " "), w.Height, w.Width, data.Name, strings.Join(data.Classes, " "), data.Height, data.Width)
	}
	return w, nil
}
