package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"glyphlab/engine"
	"glyphlab/engine/bench"
	"glyphlab/engine/bench/table"
	"glyphlab/engine/run"
)

const benchUsage = `glyphlab bench measures how fast networks train and evaluate on this machine.

  -presets stride,…  some of %s; all of them unless named
  -workers 1         how many workers train together, from 1 to %d
  -json              the figures as JSON

Shares are of the most multiplications and additions that a loop reaches here.
`

// runBench measures this machine's speed without a browser.
func runBench(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	plan, asJSON, err := parseBench(args, stderr)
	if err != nil {
		return err
	}
	var progress bar
	begun := time.Now()
	speeds, err := bench.Measure(plan,
		func() float64 { return time.Since(begun).Seconds() },
		func(done, all int) bool {
			if done == 0 {
				progress = newBar(stderr, all, "measurements")
			}
			progress.show(done)
			return ctx.Err() == nil
		})
	progress.clear()
	if errors.Is(err, engine.ErrStopped) {
		return ctx.Err()
	}
	if err != nil {
		return err
	}
	if asJSON {
		return json.NewEncoder(stdout).Encode(speeds)
	}
	return table.Write(stdout, table.Place{Name: "native", Speeds: speeds})
}

func parseBench(args []string, stderr io.Writer) (plan run.Bench, asJSON bool, err error) {
	var presets, workers string
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&presets, "presets", "", "")
	flags.StringVar(&workers, "workers", "1", "")
	flags.BoolVar(&asJSON, "json", false, "")
	flags.Usage = func() {}
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprintf(stderr, benchUsage, strings.Join(run.BenchPresets, ", "), run.MaxWorkers)
			return plan, asJSON, err
		}
		return plan, asJSON, usageError{fmt.Errorf("%w; \"glyphlab bench -h\" lists the flags", err)}
	}
	if flags.NArg() > 0 {
		return plan, asJSON, usageError{fmt.Errorf("%q is not a flag; presets are named with -presets stride,maxpool", flags.Arg(0))}
	}
	if plan, err = run.ParseBench(presets, workers); err != nil {
		return plan, asJSON, usageError{err}
	}
	return plan, asJSON, nil
}
