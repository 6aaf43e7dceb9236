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
	"glyphlab/engine/team"
)

const benchUsage = `glyphlab bench measures how fast networks train and evaluate on this machine.

  -presets stride,…  some of %s; all of them unless named
  -workers 1         how many cores share each training step, from 1 to %d
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
	machine := bench.Machine{
		Now: func() float64 { return time.Since(begun).Seconds() },
		Team: func(_ run.Settings, m *engine.Model, members int) (engine.Team, func(), error) {
			t, err := team.New(m, members)
			if err != nil {
				return nil, nil, err
			}
			return t, t.Close, nil
		},
	}
	speeds, err := bench.Measure(plan, machine,
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
	plan = run.Bench{Presets: run.BenchPresets, Workers: 1}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Func("presets", "", func(text string) (err error) {
		plan.Presets, err = run.ParseBench(text)
		return err
	})
	flags.Func("workers", "", func(text string) (err error) {
		plan.Workers, err = run.ParseWorkers(text)
		return err
	})
	flags.BoolVar(&asJSON, "json", false, "")
	flags.Usage = func() {}
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprintf(stderr, benchUsage, strings.Join(run.BenchPresets, ", "), run.MostWorkers)
			return plan, asJSON, err
		}
		return plan, asJSON, usageError{fmt.Errorf("%w; \"glyphlab bench -h\" lists the flags", err)}
	}
	if flags.NArg() > 0 {
		return plan, asJSON, usageError{fmt.Errorf("%q is not a flag; presets are named with -presets stride,maxpool", flags.Arg(0))}
	}
	return plan, asJSON, nil
}
