package state

import (
	"math"
	"strconv"
	"strings"

	"glyphlab/engine/run"
)

// Status says in a few words where the run stands.
func (p *Page) Status() string {
	switch {
	case p.Stopped != "":
		return "Stopped"
	case p.wanted && p.Record.State != run.Training:
		return "Waiting for images"
	}
	switch p.Record.State {
	case run.Loading:
		return "Loading"
	case run.Training:
		return "Training"
	case run.Paused:
		return "Paused"
	case run.Done:
		return "Done"
	case run.Failed:
		return "Failed"
	}
	return "Ready to train"
}

// Announcement is what is read aloud when the run's state changes. It does not
// change with every step.
func (p *Page) Announcement() string {
	status := p.Status()
	switch {
	case p.Record.State == run.Paused:
		return status + " after " + Plural(p.Record.Step, "step")
	case p.Record.State == run.Done && p.Record.Test != nil:
		return status + ", test accuracy " + Percent(*p.Record.Test)
	}
	return status
}

// Title is the document's title: what a person wants to know of a page in a
// background tab.
func (p *Page) Title() string {
	const name = "Glyphlab"
	if p.SearchIsUnderWay() {
		taken, all := p.SearchProgress()
		return strconv.Itoa(100*taken/all) + "% searched – " + name
	}
	switch p.Record.State {
	case run.Training:
		return strconv.Itoa(100*p.Record.Step/max(1, p.Record.Settings.Steps)) + "% trained – " + name
	case run.Paused:
		return "Paused – " + name
	case run.Done:
		if p.Record.Test != nil {
			return Percent(*p.Record.Test) + " – " + name
		}
	case run.Failed:
		return "Failed – " + name
	}
	return name
}

// TimeLeft says how long the run will still take, in words; empty while that
// is not known.
func (p *Page) TimeLeft() string {
	if p.Record.State != run.Training || p.Speed <= 0 {
		return ""
	}
	return Duration(float64(p.Record.Settings.Steps-p.Record.Step) / p.Speed)
}

// LastValidation returns the newest accuracy on the validation set.
func (p *Page) LastValidation() (run.Point, bool) {
	n := len(p.Record.Validation)
	if n == 0 {
		return run.Point{}, false
	}
	return p.Record.Validation[n-1], true
}

// Percent writes an accuracy that is already in %.
func Percent(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) + "%" }

// Plural writes a count with its noun.
func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if strings.HasSuffix(noun, "s") {
		noun += "e"
	}
	return Count(n) + " " + noun + "s"
}

// Count writes a whole number with a narrow space at the thousands, from five
// digits on.
func Count(n int) string {
	s := strconv.Itoa(n)
	if len(s) < 5 {
		return s
	}
	out := s
	for i := len(s) - 3; i > 0; i -= 3 {
		out = out[:i] + "\u202f" + out[i:]
	}
	return out
}

// Bytes writes a size that may be small.
func Bytes(n float64) string {
	switch {
	case n < 1000:
		return strconv.Itoa(int(n)) + "\u202fbytes"
	case n < 999_500:
		return strconv.Itoa(int(math.Round(n/1e3))) + "\u202fkB"
	}
	return Megabytes(int(n))
}

// Megabytes writes bytes as a person reads them: with one decimal while they
// are few.
func Megabytes(bytes int) string { return megabytes(bytes) + "\u202fMB" }

func megabytes(bytes int) string {
	if mb := float64(bytes) / 1e6; mb < 99.95 {
		return strconv.FormatFloat(mb, 'f', 1, 64)
	}
	return Count(int(math.Round(float64(bytes) / 1e6)))
}

// Speed writes steps a second: one decimal while there are few.
func Speed(x float64) string {
	if x < 10 {
		return strconv.FormatFloat(x, 'f', 1, 64)
	}
	return Count(int(math.Round(x)))
}

// Duration writes seconds as a person says them.
func Duration(seconds float64) string {
	if math.IsNaN(seconds) || seconds > 1e7 {
		return ""
	}
	s := int(math.Ceil(seconds))
	switch {
	case s < 60:
		return strconv.Itoa(s) + " s"
	case s < 3600:
		return strconv.Itoa(s/60) + " min " + strconv.Itoa(s%60) + " s"
	}
	return strconv.Itoa(s/3600) + " h " + strconv.Itoa(s%3600/60) + " min"
}
