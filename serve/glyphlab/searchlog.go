package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"glyphlab/engine/run"
	"glyphlab/engine/search"
	"glyphlab/engine/search/journal"
)

// bestShown is how many configurations the table at the end has.
const bestShown = 10

// A searchLog prints how a search goes: a line a rung, above a progress bar
// where there is a terminal, and the best at the end. With results it prints
// those instead, as JSON lines.
type searchLog struct {
	out     io.Writer
	search  *search.Search
	file    string // that the results are kept in; empty for none
	data    string // the data's path; empty for the bundled set
	bar     bar
	results *journal.Writer
	err     error // the first one in writing
	rungs   int   // that are told of
}

func (l *searchLog) begin() {
	l.bar.add(l.search.Spent())
	if l.results == nil {
		l.bar.clear()
		p := l.search.Plan
		words := make([]string, len(p.Steps))
		for rung, steps := range p.Steps {
			words[rung] = fmt.Sprintf("%d of %d steps", p.In(rung), steps)
		}
		fmt.Fprintf(l.out, "Trials: %s; %d steps in all\n", strings.Join(words, ", "), p.Cost())
	}
	l.tell()
}

// result tells of a trial that is over.
func (l *searchLog) result(t search.Trial) {
	if l.results != nil {
		if err := l.results.Result(l.search.Space, t); err != nil && l.err == nil {
			l.err = err
		}
	}
	l.tell()
}

// tell tells of the best so far, and of the rungs that have come to their end.
func (l *searchLog) tell() {
	if best, ok := l.search.Best(); ok {
		l.bar.describe("best " + percent(best.Accuracy))
	}
	rungs := l.search.Rungs()
	over := len(rungs) - 1
	if l.search.Over() {
		over++
	}
	for ; l.rungs < over; l.rungs++ {
		if l.results == nil {
			l.bar.clear()
			fmt.Fprintln(l.out, rungLine(rungs[l.rungs]))
		}
	}
}

// rungLine says what a rung has given.
func rungLine(trials []search.Trial) string {
	best, failed := -1.0, 0
	for _, t := range trials {
		if t.State == search.Failed {
			failed++
		} else {
			best = max(best, t.Accuracy)
		}
	}
	noun := "trials"
	if len(trials) == 1 {
		noun = "trial"
	}
	line := fmt.Sprintf("Rung %d: %d %s of %d steps", trials[0].Rung+1, len(trials), noun, trials[0].Settings.Steps)
	if best >= 0 {
		line += ", the best " + percent(best)
	}
	if failed > 0 {
		line += fmt.Sprintf(", %d failed", failed)
	}
	return line
}

func percent(x float64) string { return fmt.Sprintf("%.1f%%", x) }

// finish prints the best, and how to go on.
func (l *searchLog) finish() error {
	l.bar.clear()
	if l.results != nil {
		if l.err == nil {
			l.err = l.printEnd()
		}
		return l.err
	}
	if best, ok := l.search.Best(); ok {
		fmt.Fprintln(l.out)
		if err := printTrials(l.out, l.search.Space, l.search.Ranking()); err != nil {
			return err
		}
		fmt.Fprintf(l.out, "\nTrain the best in full:\n\n    %s\n", trainCommand(l.search.Full(best), l.data))
	}
	if l.search.Over() {
		return nil
	}
	fmt.Fprintf(l.out, "\nStopped after %d of %d steps. ", l.search.Spent(), l.search.Plan.Cost())
	if l.file == "" {
		_, err := fmt.Fprintln(l.out, "With -o FILE a search keeps its results and can go on.")
		return err
	}
	_, err := fmt.Fprintf(l.out, "To go on:\n\n    glyphlab search -resume %s\n", quoted(l.file))
	return err
}

// printTrials prints the first of some trials as a table.
func printTrials(w io.Writer, space search.Space, trials []search.Trial) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(table, "trial\trung\tsteps\taccuracy")
	for _, d := range space {
		fmt.Fprintf(table, "\t%s", d.Field.Name)
	}
	fmt.Fprintln(table)
	for _, t := range trials[:min(len(trials), bestShown)] {
		fmt.Fprintf(table, "%d\t%d\t%d\t%s", t.Number+1, t.Rung+1, t.Settings.Steps, percent(t.Accuracy))
		for _, d := range space {
			fmt.Fprintf(table, "\t%s", valueOf(d.Field, t.Settings))
		}
		fmt.Fprintln(table)
	}
	return table.Flush()
}

// valueOf writes a setting, or a dash where it means nothing.
func valueOf(f run.Field, s run.Settings) string {
	if !s.Uses(f.Name) {
		return "–"
	}
	return f.Value(s)
}
