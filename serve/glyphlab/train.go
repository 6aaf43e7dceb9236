package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/andybalholm/brotli"

	"glyphlab/assets"
	"glyphlab/assets/packed"
	"glyphlab/engine"
	"glyphlab/engine/dataset"
	"glyphlab/engine/experiment"
	"glyphlab/engine/run"
	"glyphlab/engine/team"
)

// runTrain trains a network without a browser: the same run, bit for bit, as
// the page's with the same settings and data.
func runTrain(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	options, err := parseTrain(args, stderr)
	if err != nil {
		return err
	}
	set, err := openTrainingData(ctx, options.data, stderr)
	if err != nil {
		return err
	}
	options.settings.Data = set.Info.Name
	e, err := experiment.New(options.settings, set)
	if err != nil {
		return usageError{err}
	}
	if options.workers > 1 {
		members, err := team.New(e.Model(), options.workers-1)
		if err != nil {
			return err
		}
		defer members.Close()
		e.SetTeam(members)
	}
	var out progress
	if options.json {
		out = &jsonLines{encoder: json.NewEncoder(stdout)}
	} else {
		out = &assignmentLog{stdout, newBar(stderr, options.settings.Steps, "steps")}
	}
	if options.save == "" {
		record, err := follow(ctx, e, out)
		return errors.Join(err, ending(record, "; -save FILE would have kept the weights"))
	}
	return followAndSave(ctx, e, out, options, stderr)
}

// follow goes through the run, or until ctx is done, and reports it.
func follow(ctx context.Context, e *experiment.Experiment, out progress) (run.Record, error) {
	record := train(ctx, e, out)
	return record, out.finish(record)
}

// ending returns the error with which a run ends that is not done. What becomes
// of its weights is said of one that was stopped after some steps.
func ending(r run.Record, kept string) error {
	switch r.State {
	case run.Done:
		return nil
	case run.Failed:
		return errors.New(r.Error)
	case run.Idle:
		return errors.New("stopped before the first step")
	}
	return fmt.Errorf("stopped after %d of %d steps%s", r.Step, r.Settings.Steps, kept)
}

type trainOptions struct {
	settings run.Settings
	data     string // a path; empty for the bundled set
	json     bool
	workers  int    // that share each step
	save     string // a file for the weights; empty for none
	half     bool   // they are saved as float16
}

// cores is how many workers there are unless the flag says otherwise.
func cores() int { return min(runtime.GOMAXPROCS(0), run.MostWorkers) }

// parseTrain reads the flags: one for each of [run.Fields], whose preset's
// defaults the others depart from.
func parseTrain(args []string, stderr io.Writer) (trainOptions, error) {
	options := trainOptions{workers: cores()}
	given := settingsFlags{}
	flags := flag.NewFlagSet("train", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&options.data, "data", "", "")
	flags.BoolVar(&options.json, "json", false, "")
	flags.StringVar(&options.save, "save", "", "")
	flags.BoolVar(&options.half, "half", false, "")
	flags.Func("workers", "", func(text string) (err error) {
		options.workers, err = run.ParseWorkers(text)
		return err
	})
	given.define(flags)
	flags.Usage = func() {}
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprint(stderr, trainUsage())
			return options, err
		}
		return options, usageError{fmt.Errorf("%w; \"glyphlab train -h\" lists the flags", err)}
	}
	if flags.NArg() > 0 {
		return options, usageError{fmt.Errorf("%q is not a flag; the data is named with -data FILE", flags.Arg(0))}
	}
	if options.half && options.save == "" {
		return options, usageError{errors.New("-half says how -save writes the weights: name a file, -save FILE")}
	}
	settings, err := given.settings()
	if err != nil {
		return options, usageError{err}
	}
	options.settings = settings
	return options, nil
}

func trainUsage() string {
	var b strings.Builder
	b.WriteString("glyphlab train trains a network and prints the assignment's log.\n\n")
	fmt.Fprintf(&b, "  -%-12s %s\n", "data FILE", "a .glyphs file, an archive, a folder of images or one of shards; without it the bundled typefaces")
	fmt.Fprintf(&b, "  -%-12s %s\n", "json", "one JSON object a line, the last one the whole run")
	fmt.Fprintf(&b, "  -%-12s %s\n", "save FILE", "where to write the trained weights; of a run that Ctrl-C stops, the weights so far")
	fmt.Fprintf(&b, "  -%-12s %s\n", "half", "write them as float16, in half the bytes")
	fmt.Fprintf(&b, "  -%-12s %s\n", "workers", fmt.Sprintf("how many cores share each step, from 1 to %d, unless given %d; the weights are the same", run.MostWorkers, cores()))
	settingsFlags{}.printUsage(&b)
	return b.String()
}

// openTrainingData reads the data at path, or the bundled set, whole.
func openTrainingData(ctx context.Context, path string, log io.Writer) (*dataset.Set, error) {
	if path == "" {
		f, err := packed.Open(assets.Built(), run.Bundled+".glyphs")
		if err != nil {
			return nil, fmt.Errorf("the bundled data cannot be read: %w", err)
		}
		defer f.Close()
		return dataset.Read(brotli.NewReader(f))
	}
	if isShards(path) {
		return loadShards(path)
	}
	path, err := openData(ctx, path, log)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	set, err := dataset.Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return set, nil
}

// progress is told what happens in a run.
type progress interface {
	minibatch(m engine.Minibatch)
	evaluated(split dataset.Split, step int, accuracy float64) // accuracy in %
	finish(run.Record) error
}

// train goes through the whole run, or until ctx is done.
func train(ctx context.Context, e *experiment.Experiment, out progress) run.Record {
	record := run.Record{Settings: e.Settings, State: run.Idle, Validation: []run.Point{}}
	begun := time.Now()
	for !e.Done() && record.State != run.Failed && ctx.Err() == nil {
		if err := trainStep(ctx, e, &record, out); err != nil {
			record.State, record.Error = run.Failed, err.Error()
		}
	}
	switch {
	case record.State == run.Failed:
	case record.Test != nil:
		record.State = run.Done
	case e.Taken() > 0:
		record.State = run.Paused
	}
	record.Step = e.Taken()
	record.Seconds = time.Since(begun).Seconds()
	record.SHA256 = e.SHA256()
	return record
}

func trainStep(ctx context.Context, e *experiment.Experiment, record *run.Record, out progress) error {
	m, err := e.Step()
	if err != nil {
		return err
	}
	out.minibatch(m)
	for i := 0; i < len(e.Due()); i++ { // a validation may end the run
		split := e.Due()[i]
		score, err := e.Evaluate(split, func() bool { return ctx.Err() == nil })
		if errors.Is(err, engine.ErrStopped) {
			return nil
		}
		if err != nil {
			return err
		}
		accuracy := score.Accuracy()
		if split == dataset.Test {
			record.Test = &accuracy
		} else {
			record.Validation = append(record.Validation, run.Point{Step: m.Step, Accuracy: accuracy})
		}
		out.evaluated(split, m.Step, accuracy)
	}
	return nil
}
