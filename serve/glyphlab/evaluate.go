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

	"glyphlab/engine"
	"glyphlab/engine/dataset"
	"glyphlab/engine/experiment"
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
	var models []*engine.Model
	for _, path := range o.files {
		w, model, err := openWeights(path, set.Info)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		e.Weights = append(e.Weights, describeWeights(path, w))
		models = append(models, model)
	}
	variants, err := variantsOf(set.Info, o.variants)
	if err != nil {
		return err
	}
	images := set.Splits[o.split]
	batches := (images.Len() + experiment.EvaluationBatch - 1) / experiment.EvaluationBatch
	progress := newBar(stderr, batches*o.variants*len(models), "batches")
	done := 0
	a, err := engine.EvaluateVaried(models, variants, images, func() bool {
		done++
		progress.show(done)
		return ctx.Err() == nil
	})
	progress.clear()
	if errors.Is(err, engine.ErrStopped) {
		return fmt.Errorf("stopped after %d of %d batches of images", done, batches*o.variants*len(models))
	}
	if err != nil {
		return err
	}
	e.take(a)
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
	json     bool
}

func parseEvaluate(args []string, stderr io.Writer) (evaluateOptions, error) {
	o := evaluateOptions{split: dataset.Test, variants: 1}
	flags := flag.NewFlagSet("evaluate", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&o.data, "data", "", "")
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

// openWeights reads weights and makes their network, for images and classes as
// the data has them.
func openWeights(path string, data dataset.Info) (*weights.Weights, *engine.Model, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	w, err := weights.Read(f)
	if err != nil {
		return nil, nil, err
	}
	if w.Height != data.Height || w.Width != data.Width || !slices.Equal(w.Classes, data.Classes) {
		return nil, nil, fmt.Errorf("its network tells %s apart, in images of %d×%d pixels, and the data “%s” has %s, of %d×%d; name other data with -data FILE",
			strings.Join(w.Classes, " "), w.Height, w.Width, data.Name, strings.Join(data.Classes, " "), data.Height, data.Width)
	}
	model, err := w.Model(experiment.EvaluationBatch)
	return w, model, err
}
