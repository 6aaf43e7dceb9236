package search

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"glyphlab/engine/problem"
	"glyphlab/engine/run"
)

// A Space is what a search varies, each setting once. As text it is a line for
// each dimension; see [Parse].
type Space []Dimension

// A Dimension is a setting that a search varies: a choice among values, or a
// range.
type Dimension struct {
	Field     run.Field
	Values    []string // to choose among, as the field writes them; nil for a range
	Low, High float64  // of a range, both included
	Log       bool     // of a range: each factor is as probable as any other, rather than each difference
}

// mostRatio is how many times its low end a logarithmic range's high end may
// be.
const mostRatio = 1e12

// example is a line as it is to be written.
const example = "as in “rate 0.001..0.03 log” or “dropout 0, 0.25, 0.5”"

// Parse reads a space, of which each line is a setting's name, as
// [run.Fields] has it, and what it may be:
//
//	rate 0.001..0.03 log
//	hidden 32..256
//	dropout 0, 0.25, 0.5
//	blocks 16-16/32-32, 32-32/64-64/128
//
// a range, both ends included, of numbers or, where the setting is one, of
// whole numbers, log where each factor is to be as probable as any other; or
// values to choose among. Empty lines, and what follows a #, say nothing. The
// error names every line that is not so and what was expected, joined (see
// [errors.Join]).
func Parse(text string) (Space, error) {
	var space Space
	var errs []error
	number := 0
	for line := range strings.SplitSeq(text, "\n") {
		number++
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		d, err := parseLine(line)
		if err == nil && space.has(d.Field.Name) {
			err = problem.New(d.Field.Name, " has a line already: name it once")
		}
		if err != nil {
			errs = append(errs, problem.New("line ", number, ": ", err))
			continue
		}
		space = append(space, d)
	}
	if len(space) == 0 && len(errs) == 0 {
		errs = append(errs, problem.New("nothing is to be varied: write a line for a setting, ", example))
	}
	return space, errors.Join(errs...)
}

func (s Space) has(name string) bool {
	for _, d := range s {
		if d.Field.Name == name {
			return true
		}
	}
	return false
}

func parseLine(line string) (Dimension, error) {
	name, values := line, ""
	if i := strings.IndexAny(line, " \t"); i > 0 {
		name, values = line[:i], strings.TrimSpace(line[i:])
	}
	field, ok := run.FindField(name)
	switch {
	case !ok:
		return Dimension{}, problem.New(strconv.Quote(name), " is no setting: a line begins with one of ", names())
	case name == "data" || name == "steps":
		return Dimension{}, problem.New("a search does not vary the ", name, ": a line begins with one of ", names())
	case values == "":
		return Dimension{}, problem.New(name, " has no values: write a range or some values, ", example)
	}
	d := Dimension{Field: field}
	if numbers := field.Kind == run.Whole || field.Kind == run.Real; numbers && strings.Contains(values, "..") {
		return d, d.parseRange(values)
	}
	return d, d.parseValues(values)
}

// names lists the settings that can be varied.
func names() string {
	var names []string
	for _, f := range run.Fields {
		if f.Name != "data" && f.Name != "steps" {
			names = append(names, f.Name)
		}
	}
	return strings.Join(names, ", ")
}

func (d *Dimension) parseValues(text string) error {
	for value := range strings.SplitSeq(text, ",") {
		var s run.Settings
		if err := d.Field.Set(&s, value); err != nil {
			return err
		}
		value = d.Field.Value(s)
		for _, before := range d.Values {
			if value == before {
				return problem.New(d.Field.Name, " names ", value, " twice: name it once")
			}
		}
		d.Values = append(d.Values, value)
	}
	return nil
}

func (d *Dimension) parseRange(text string) error {
	ends, scale, _ := strings.Cut(strings.Join(strings.Fields(text), " "), " ")
	if scale != "" && scale != "log" {
		return problem.New("a range is two numbers, and log if it is to be so, as in 0.001..0.03 log, not ", strconv.Quote(text))
	}
	low, high, _ := strings.Cut(ends, "..")
	d.Log = scale == "log"
	for _, end := range []struct {
		text  string
		value *float64
	}{{low, &d.Low}, {high, &d.High}} {
		var s run.Settings
		if err := d.Field.Set(&s, end.text); err != nil {
			return err
		}
		*end.value, _ = strconv.ParseFloat(d.Field.Value(s), 64)
	}
	switch {
	case d.Low >= d.High:
		return problem.New("a range goes from less to more, not from ", low, " to ", high)
	case d.Log && d.Low <= 0:
		return problem.New("a range with log begins above 0, not at ", low)
	case d.Log && d.High/d.Low > mostRatio:
		return problem.New("a range with log ends at most at ", mostRatio, " times its beginning, not at ", high)
	}
	return nil
}

// String returns the space as [Parse] reads it.
func (s Space) String() string {
	var b strings.Builder
	for _, d := range s {
		b.WriteString(d.String())
		b.WriteByte('\n')
	}
	return b.String()
}

// String returns the dimension's line.
func (d Dimension) String() string {
	if d.Values != nil {
		return d.Field.Name + " " + strings.Join(d.Values, ", ")
	}
	line := d.Field.Name + " " + d.write(d.Low) + ".." + d.write(d.High)
	if d.Log {
		line += " log"
	}
	return line
}

// write returns a number as the field reads it.
func (d Dimension) write(x float64) string {
	if d.Field.Kind == run.Whole {
		return strconv.FormatFloat(x, 'f', 0, 64)
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

// Place returns where a configuration stands on the dimension's axis, from 0 to
// 1; ok is false where it has no place, as its other settings leave this one
// without meaning.
func (d Dimension) Place(s run.Settings) (place float64, ok bool) {
	if !s.Uses(d.Field.Name) {
		return 0, false
	}
	value := d.Field.Value(s)
	if d.Values != nil {
		for i, v := range d.Values {
			if v == value {
				return (float64(i) + 0.5) / float64(len(d.Values)), true
			}
		}
		return 0, false
	}
	x, err := strconv.ParseFloat(value, 64)
	if err != nil || x < d.Low || x > d.High {
		return 0, false
	}
	if d.Log {
		return math.Log(x/d.Low) / math.Log(d.High/d.Low), true
	}
	return (x - d.Low) / (d.High - d.Low), true
}
