package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"strconv"
	"strings"

	"glyphlab/engine/dataset"
	"glyphlab/engine/run"
	"glyphlab/engine/search"
	"glyphlab/engine/search/journal"
)

// runSearch looks for settings that train a better network, on all cores.
func runSearch(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	options, err := parseSearch(args, stderr)
	if err != nil {
		return err
	}
	begin := beginSearch
	if options.resume != "" {
		begin = resumeSearch
	}
	b, err := begin(ctx, options, stderr)
	if err != nil {
		return err
	}
	defer b.file.Close()
	out := &searchLog{out: stdout, search: b.search, data: b.data, bar: newBar(stderr, b.search.Plan.Cost(), "steps")}
	if options.json {
		out.results = journal.NewWriter(stdout)
	}
	out.begin()
	err = tryAll(ctx, b, options.workers, out)
	if err := errors.Join(err, out.finish()); err != nil {
		return err
	}
	if !b.search.Over() {
		return stoppedSearch(b.search, options.file())
	}
	if _, ok := b.search.Best(); !ok {
		return errors.New("every trial has failed; the results say why")
	}
	return nil
}

// stoppedSearch is the error with which a search ends that is not over.
func stoppedSearch(s *search.Search, file string) error {
	how := "; with -o FILE a search keeps its results and can go on"
	if file != "" {
		how = "; to go on: glyphlab search -resume " + quoted(file)
	}
	return fmt.Errorf("stopped after %d of %d steps%s", s.Spent(), s.Plan.Cost(), how)
}

// A begunSearch is a search with what it needs.
type begunSearch struct {
	search *search.Search
	set    *dataset.Set
	data   string // the set's path; empty for the bundled one
	file   io.WriteCloser
}

// tryAll trains the trials of a search, so many at a time, until it is over or
// ctx is done. Each result is kept as it comes.
func tryAll(ctx context.Context, b begunSearch, workers int, out *searchLog) error {
	kept := journal.NewWriter(b.file)
	over := make(chan tried)
	running := 0
	var failed error // to keep a result
	for {
		for running < workers && failed == nil && ctx.Err() == nil {
			t, ok := b.search.Next()
			if !ok {
				break
			}
			running++
			go func() {
				accuracy, err := try(ctx, t.Settings, b.set, func() { out.bar.add(1) })
				over <- tried{t, accuracy, err}
			}()
		}
		if running == 0 {
			return failed
		}
		r := <-over
		running--
		if ctx.Err() != nil || failed != nil {
			continue // the trial was interrupted, or its result cannot be kept
		}
		t := r.trial
		if r.err != nil {
			t.State, t.Problem = search.Failed, r.err.Error()
			failed = b.search.Fail(t.Rung, t.Number, t.Problem)
		} else {
			t.State, t.Accuracy = search.Done, r.accuracy
			failed = b.search.Report(t.Rung, t.Number, t.Accuracy)
		}
		if failed == nil {
			failed = kept.Result(b.search.Space, t)
		}
		out.result(t)
	}
}

// beginSearch begins a new search.
func beginSearch(ctx context.Context, o searchOptions, stderr io.Writer) (b begunSearch, err error) {
	b.data, b.file = o.data, discard{}
	if b.set, err = openTrainingData(ctx, o.data, stderr); err != nil {
		return b, err
	}
	o.settings.Data = b.set.Info.Name
	var rate float64
	if o.budget.Seconds > 0 {
		if rate, err = stepsPerSecond(ctx, o.settings, b.set, o.workers); err != nil {
			return b, err
		}
	}
	plan, err := search.NewPlan(o.settings.Steps, o.budget.At(rate))
	if err != nil {
		return b, usageError{err}
	}
	if b.search, err = search.New(o.settings, o.space, o.settings.Seed, plan); err != nil {
		return b, usageError{err}
	}
	if o.out == "" {
		return b, nil
	}
	f, err := os.OpenFile(o.out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return b, usageError{fmt.Errorf("there is a file %s already: go on with it by -resume %s, or name another one", o.out, quoted(o.out))}
	}
	if err != nil {
		return b, err
	}
	b.file = f
	return b, journal.NewWriter(f).Head(journal.HeadOf(b.search, o.data, o.budget, rate))
}

// discard is a file that is not kept.
type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
func (discard) Close() error                { return nil }

// resumeSearch goes on with the search in a file, at whose end the next results
// go.
func resumeSearch(ctx context.Context, o searchOptions, stderr io.Writer) (b begunSearch, err error) {
	f, err := os.OpenFile(o.resume, os.O_RDWR|os.O_APPEND, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return b, fmt.Errorf("there is no file %s to go on with", o.resume)
	}
	if err != nil {
		return b, err
	}
	b.file = f
	s, head, problems, err := journal.Read(f)
	if err == nil {
		err = endLine(f)
	}
	if err != nil {
		f.Close()
		return b, fmt.Errorf("%s: %w", o.resume, err)
	}
	for _, p := range problems {
		fmt.Fprintf(stderr, "%s: %v\n", o.resume, p)
	}
	b.search, b.data = s, head.Data
	if o.data != "" {
		b.data = o.data
	}
	if b.set, err = openTrainingData(ctx, b.data, stderr); err != nil {
		f.Close()
		return b, err
	}
	if got := b.set.Info.Name; got != s.Base.Data {
		f.Close()
		return b, usageError{fmt.Errorf("%s is a search on the data %q, not on %q: name its file with -data", o.resume, s.Base.Data, got)}
	}
	return b, nil
}

// endLine ends the last line of a file, which an interruption may have cut.
func endLine(f *os.File) error {
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return err
	}
	last := make([]byte, 1)
	if _, err := f.ReadAt(last, info.Size()-1); err != nil || last[0] == '\n' {
		return err
	}
	_, err = f.WriteString("\n")
	return err
}

type searchOptions struct {
	settings run.Settings // that the configurations depart from
	space    search.Space
	budget   search.Budget
	data     string // a path; empty for the bundled set
	workers  int    // trials at a time
	out      string // where results are kept; empty for nowhere
	resume   string // what to go on with; empty for a new search
	json     bool
}

// file returns where the results are kept; empty for nowhere.
func (o searchOptions) file() string { return o.out + o.resume }

// What a search is unless the flags say otherwise.
const (
	usualSpace  = "training"
	usualBudget = "100000"
	mostTrials  = 256 // at a time
)

const searchUsage = `glyphlab search looks for settings that train a better network. It trains many,
a little each, keeps the best third and trains it three times as long, and so on
(successive halving), going by the accuracy on the validation set.

  -space NAME|FILE  what to vary: %s;
                    or a file with a line for each setting, such as
                        rate 0.001..0.03 log
                        dropout 0, 0.25, 0.5
                    unless given %s
  -budget 10m       how long: a number of steps, the same search on every machine, or a time; unless given %s
  -workers          how many trials at a time, unless given %d, one for each core; the outcome is the same
  -o FILE           keeps each result as it comes, as JSON lines
  -resume FILE      goes on with the search that a file has kept
  -json             prints the results as JSON lines, the last one the best and its command
  -data FILE        a .glyphs file, an archive or a folder of images; without it the bundled typefaces

What is not varied is as these flags have it; the seed draws the trials too:

`

func parseSearch(args []string, stderr io.Writer) (o searchOptions, err error) {
	o.workers = runtime.GOMAXPROCS(0)
	space, budget := usualSpace, usualBudget
	given := settingsFlags{}
	flags := flag.NewFlagSet("search", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&o.data, "data", "", "")
	flags.StringVar(&space, "space", space, "")
	flags.StringVar(&budget, "budget", budget, "")
	flags.StringVar(&o.out, "o", "", "")
	flags.StringVar(&o.resume, "resume", "", "")
	flags.BoolVar(&o.json, "json", false, "")
	flags.Func("workers", "", func(text string) (err error) {
		if o.workers, err = strconv.Atoi(text); err != nil || o.workers < 1 || o.workers > mostTrials {
			return fmt.Errorf("workers is a whole number from 1 to %d, not %q", mostTrials, text)
		}
		return nil
	})
	given.define(flags)
	flags.Usage = func() {}
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprintf(stderr, searchUsage, builtinNames(), usualSpace, usualBudget, o.workers)
			given.printUsage(stderr)
			return o, err
		}
		return o, usageError{fmt.Errorf("%w; \"glyphlab search -h\" lists the flags", err)}
	}
	if flags.NArg() > 0 {
		return o, usageError{fmt.Errorf("%q is not a flag; what to vary is named with -space FILE", flags.Arg(0))}
	}
	if o.resume != "" {
		flags.Visit(func(f *flag.Flag) {
			switch f.Name {
			case "resume", "data", "workers", "json":
			default:
				err = usageError{fmt.Errorf("-%s is not to be given with -resume: the search goes on as it was begun", f.Name)}
			}
		})
		return o, err
	}
	if o.settings, err = given.settings(); err != nil {
		return o, usageError{err}
	}
	if o.budget, err = search.ParseBudget(budget); err != nil {
		return o, usageError{err}
	}
	o.space, err = openSpace(space)
	return o, err
}

func builtinNames() string {
	names := make([]string, len(search.Builtins))
	for i, b := range search.Builtins {
		names[i] = b.Name
	}
	return strings.Join(names, ", ")
}

// openSpace reads a built-in space, or one from a file.
func openSpace(name string) (search.Space, error) {
	builtin, ok := search.FindBuiltin(name)
	text := builtin.Text
	if !ok {
		file, err := os.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, usageError{fmt.Errorf("%q is neither a file nor one of %s", name, builtinNames())}
		}
		if err != nil {
			return nil, err
		}
		text = string(file)
	}
	space, err := search.Parse(text)
	if err != nil {
		return nil, usageError{fmt.Errorf("%s: %w", name, err)}
	}
	return space, nil
}

// searchEnd is the last line that -json prints.
type searchEnd struct {
	Best    *journal.Result `json:"best"` // null if no trial has an accuracy
	Over    bool            `json:"over"` // the search has come to its end
	Command string          `json:"command"`
}

func (l *searchLog) printEnd() error {
	end := searchEnd{Over: l.search.Over()}
	if best, ok := l.search.Best(); ok {
		r := journal.ResultOf(l.search.Space, best)
		end.Best, end.Command = &r, trainCommand(l.search.Full(best), l.data)
	}
	return json.NewEncoder(l.out).Encode(end)
}
