package main

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// A bar is a progress bar with its rate and the time left, drawn where a
// person watches: nothing is drawn where the output is not a terminal.
type bar struct{ *progressbar.ProgressBar }

// newBar counts to total, or just counts if total is negative. The unit is
// what is counted, such as "steps".
func newBar(out io.Writer, total int, unit string) bar {
	f, ok := out.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return bar{}
	}
	return bar{progressbar.NewOptions(total,
		progressbar.OptionSetWriter(f),
		progressbar.OptionShowCount(),
		progressbar.OptionShowIts(),
		progressbar.OptionSetItsString(unit),
		progressbar.OptionThrottle(50*time.Millisecond),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionFullWidth(),
	)}
}

// show draws the bar at done of the total.
func (b bar) show(done int) {
	if b.ProgressBar != nil {
		b.Set(done)
	}
}

// add counts so many more. Several goroutines may count at once.
func (b bar) add(n int) {
	if b.ProgressBar != nil {
		b.Add(n)
	}
}

// describe writes words before the bar.
func (b bar) describe(words string) {
	if b.ProgressBar != nil {
		b.Describe(words)
	}
}

// clear takes the bar off the line, so that something else can be printed.
func (b bar) clear() {
	if b.ProgressBar != nil {
		b.Clear()
	}
}
