// Package table writes measured speeds as a table for people.
package table

import (
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"

	"glyphlab/engine/run"
)

// Place is what was measured somewhere.
type Place struct {
	Name   string // such as "native" or "Chromium"
	Speeds run.Speeds
}

// Write writes a line for each preset at each place, and one for each place's
// peak.
func Write(w io.Writer, places ...Place) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "\t\tms a step\t\timages a second\t\t\tof the peak\t\ta step allocates\t\t")
	fmt.Fprintln(t, "preset\twhere\tmedian\tmin – max\ttraining\tevaluation\tGFLOP/s\ttraining\tevaluation\tbytes\ttimes\t")
	for _, preset := range run.BenchPresets {
		for _, p := range places {
			s, ok := p.Speeds.Presets[preset]
			if !ok {
				continue
			}
			fmt.Fprintf(t, "%s\t%s\t%s\t%s – %s\t%.0f\t%.0f\t%.1f\t%.0f %%\t%.0f %%\t%.0f\t%s\t\n", preset, p.Name,
				digits(s.MS), digits(s.MSMin), digits(s.MSMax), s.TrainImages, s.EvalImages, s.GFLOPS,
				100*s.Share, 100*s.EvalShare, s.Bytes, allocations(s.Allocs))
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, p := range places {
		if _, err := fmt.Fprintf(w, "%s: a peak of %.1f GFLOP/s, %s, arithmetic: %s\n", p.Name,
			p.Speeds.PeakGflops, workers(p.Speeds.Workers), p.Speeds.Kernel); err != nil {
			return err
		}
	}
	return nil
}

// digits writes milliseconds with three digits that count, or all before the
// point.
func digits(ms float64) string {
	switch {
	case ms < 10:
		return strconv.FormatFloat(ms, 'f', 2, 64)
	case ms < 100:
		return strconv.FormatFloat(ms, 'f', 1, 64)
	}
	return strconv.FormatFloat(ms, 'f', 0, 64)
}

// allocations writes a mean number: a few in thousands of steps are not none.
func allocations(n float64) string {
	if n > 0 && n < 0.05 {
		return "< 0.1"
	}
	return strconv.FormatFloat(n, 'f', min(1, int(n*10)), 64)
}

func workers(n int) string {
	if n == 1 {
		return "1 worker"
	}
	return strconv.Itoa(n) + " workers"
}
