// Package journal keeps a search in a file, so that it can go on after an
// interruption: JSON lines, the first one the search itself, then one a result
// as it comes.
//
//	{"data":"","settings":{"data":"open","preset":"stride",…},"space":["rate 0.001..0.03 log"],"seed":1,
//	 "budget":"10m0s","steps-per-second":1234.5,"plan":{"trials":9,"rungs":[101,301],"eta":3}}
//	{"rung":1,"trial":1,"steps":101,"values":{"rate":"0.0142"},"accuracy":71.25}
//	{"rung":1,"trial":2,"steps":101,"values":{"rate":"0.03"},"problem":"the loss is not finite at step 3"}
//
// (each on one line). What a machine's speed has decided, the plan, stands
// there: from the first line the search can be done again anywhere.
//
// It is not part of package search because the page, which keeps no files, would
// carry encoding/json for nothing.
package journal

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"strings"

	"glyphlab/engine/run"
	"glyphlab/engine/search"
)

// A Head is the first line.
type Head struct {
	Data           string       `json:"data"`                       // the file that was trained on; empty for the bundled set
	Settings       run.Settings `json:"settings"`                   // that the configurations depart from
	Space          []string     `json:"space"`                      // its lines
	Seed           uint64       `json:"seed"`                       // of the draws
	Budget         string       `json:"budget"`                     // as it was given
	StepsPerSecond float64      `json:"steps-per-second,omitempty"` // that made a plan of a budget in seconds
	Plan           search.Plan  `json:"plan"`
}

// HeadOf describes a search.
func HeadOf(s *search.Search, data string, budget search.Budget, stepsPerSecond float64) Head {
	return Head{
		Data: data, Settings: s.Base, Space: strings.Split(strings.TrimSuffix(s.Space.String(), "\n"), "\n"),
		Seed: s.Seed, Budget: budget.String(), StepsPerSecond: stepsPerSecond, Plan: s.Plan,
	}
}

// Search returns the search that a head describes, at its beginning.
func (h Head) Search() (*search.Search, error) {
	space, err := search.Parse(strings.Join(h.Space, "\n"))
	if err != nil {
		return nil, err
	}
	return search.New(h.Settings, space, h.Seed, h.Plan)
}

// A Result is one of the other lines.
type Result struct {
	Rung     int               `json:"rung"`  // from 1
	Trial    int               `json:"trial"` // the configuration, from 1
	Steps    int               `json:"steps"`
	Values   map[string]string `json:"values"`             // of what the search varies
	Accuracy *float64          `json:"accuracy,omitempty"` // on the validation set, in %
	Problem  string            `json:"problem,omitempty"`  // why there is none
}

// ResultOf describes a trial that is over.
func ResultOf(space search.Space, t search.Trial) Result {
	r := Result{Rung: t.Rung + 1, Trial: t.Number + 1, Steps: t.Settings.Steps, Values: map[string]string{}, Problem: t.Problem}
	for _, d := range space {
		r.Values[d.Field.Name] = d.Field.Value(t.Settings)
	}
	if t.State == search.Done {
		r.Accuracy = &t.Accuracy
	}
	return r
}

// Read returns the search that a journal has kept, with all results that it
// holds. A line that is damaged, or of another search, is named among the
// problems; its trial will be trained again. The error is of the first line,
// without which there is no search.
func Read(r io.Reader) (s *search.Search, head Head, problems []error, err error) {
	lines := bufio.NewReader(r)
	number := 0
	for {
		line, readErr := lines.ReadBytes('\n')
		if readErr != nil && readErr != io.EOF {
			return nil, head, problems, readErr
		}
		number++
		switch text := bytes.TrimSpace(line); {
		case number == 1:
			if err := strict(text, &head); err != nil {
				return nil, head, nil, fmt.Errorf("line 1 is not the description of a search: %w", err)
			}
			if s, err = head.Search(); err != nil {
				return nil, head, nil, fmt.Errorf("line 1 describes a search that cannot be done: %w", err)
			}
		case len(text) > 0:
			if err := take(s, text); err != nil {
				problems = append(problems, fmt.Errorf("line %d is left out: %w", number, err))
			}
		}
		if readErr == io.EOF {
			return s, head, problems, nil
		}
	}
}

// take reports a line's result to the search.
func take(s *search.Search, line []byte) error {
	var r Result
	if err := strict(line, &r); err != nil {
		return fmt.Errorf("it is not a result: %w", err)
	}
	t, ok := trial(s, r)
	if !ok {
		return fmt.Errorf("the search has no trial %d in rung %d at this place", r.Trial, r.Rung)
	}
	if want := ResultOf(s.Space, t); r.Steps != want.Steps || !maps.Equal(r.Values, want.Values) {
		return fmt.Errorf("its trial has %d steps of %v, where the search has %d of %v", r.Steps, r.Values, want.Steps, want.Values)
	}
	switch {
	case r.Accuracy != nil && r.Problem == "":
		return s.Report(t.Rung, t.Number, *r.Accuracy)
	case r.Accuracy == nil && r.Problem != "":
		return s.Fail(t.Rung, t.Number, r.Problem)
	}
	return errors.New("it is expected to have an accuracy or a problem, and not both")
}

// trial finds the trial of a result in the rung that is under way.
func trial(s *search.Search, r Result) (search.Trial, bool) {
	rungs := s.Rungs()
	if r.Rung != len(rungs) {
		return search.Trial{}, false
	}
	for _, t := range rungs[len(rungs)-1] {
		if t.Number == r.Trial-1 {
			return t, true
		}
	}
	return search.Trial{}, false
}

// strict reads one JSON value, nothing before or behind it and no field that
// is not known.
func strict(text []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return errors.New("it ends too early")
		}
		return err
	}
	if d.More() {
		return errors.New("there is more than one value")
	}
	return nil
}

// A Writer writes a journal, a line at a time, each in one piece.
type Writer struct{ to io.Writer }

// NewWriter writes to a file that is empty, or at its end.
func NewWriter(to io.Writer) *Writer { return &Writer{to} }

// Head writes the first line.
func (w *Writer) Head(h Head) error { return w.line(h) }

// Result writes a trial's result.
func (w *Writer) Result(space search.Space, t search.Trial) error {
	return w.line(ResultOf(space, t))
}

func (w *Writer) line(v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = w.to.Write(append(text, '\n'))
	return err
}
