package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"glyphlab/engine/run"
	"glyphlab/engine/search/journal"
)

// spaceFile writes a space to a file of its own.
func spaceFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "space.txt")
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

const smallSpace = "rate 0.0001..0.3 log\nmomentum 0, 0.9\n"

// searched runs a small search that prints JSON, and returns the lines and
// what the last one says.
func searched(t *testing.T, args ...string) (results []journal.Result, end searchEnd) {
	t.Helper()
	out, errs, status := glyphlab(t.Context(), append([]string{"search", "-json"}, args...)...)
	if status != 0 {
		t.Fatalf("status %d, %s", status, errs)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	for i, line := range lines {
		var into any = &end
		if i < len(lines)-1 {
			results = append(results, journal.Result{})
			into = &results[i]
		}
		decoder := json.NewDecoder(strings.NewReader(line))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(into); err != nil {
			t.Fatalf("line %d: %v: %s", i+1, err, line)
		}
	}
	return results, end
}

func small(t *testing.T, more ...string) []string {
	return append([]string{"-data", barsFile(t), "-space", spaceFile(t, smallSpace), "-batch", "1", "-steps", "301", "-budget", "903", "-seed", "3"}, more...)
}

func TestASearchFindsTheSameWithAnyNumberOfWorkers(t *testing.T) {
	args := small(t)
	results, end := searched(t, append(args, "-workers", "1")...)
	if !end.Over || end.Best == nil || end.Best.Rung != 2 {
		t.Fatalf("the end is %+v", end)
	}
	if !strings.Contains(end.Command, "glyphlab train -data "+args[1]) ||
		!strings.Contains(end.Command, "-seed 3") || !strings.Contains(end.Command, "-rate "+end.Best.Values["rate"]) || !strings.Contains(end.Command, "-steps 301") {
		t.Errorf("the command is %q, want one that trains the best in full", end.Command)
	}
	again, other := searched(t, append(args, "-workers", "2")...)
	if other.Command != end.Command || len(again) != len(results) {
		t.Errorf("with two workers %d results end with %+v, with one %d with %+v", len(again), other, len(results), end)
	}
	// The command that it ends with trains, and a trial is a run like any other.
	out, errs, status := glyphlab(t.Context(), append(strings.Fields(end.Command)[1:], "-json")...)
	if status != 0 {
		t.Fatalf("status %d, %s", status, errs)
	}
	if r := lastRecord(t, out); r.State != run.Done || r.Validation[len(r.Validation)-1].Step != 300 || r.Validation[len(r.Validation)-1].Accuracy != *end.Best.Accuracy {
		t.Errorf("trained in full it is %+v, in the search %v%%", r, *end.Best.Accuracy)
	}
}

func TestASearchPrintsItsRungsAndTheBest(t *testing.T) {
	out, errs, status := glyphlab(t.Context(), append([]string{"search"}, small(t)...)...)
	if status != 0 || errs != "" {
		t.Fatalf("status %d, %s", status, errs)
	}
	for _, part := range []string{"Trials: ", "Rung 1: ", "Rung 2: 1 trial of 301 steps, the best ", "trial  rung  steps  accuracy  rate", "Train the best in full:\n\n    glyphlab train -data "} {
		if !strings.Contains(out, part) {
			t.Errorf("it does not print %q:\n%s", part, out)
		}
	}
}

func TestASearchGoesOnAfterAnInterruption(t *testing.T) {
	_, want := searched(t, small(t)...)
	file := filepath.Join(t.TempDir(), "results.jsonl")
	ctx, cancel := context.WithCancel(t.Context())
	out := &interruptAfter{lines: 3, cancel: cancel}
	var errs bytes.Buffer
	status := dispatch(ctx, append([]string{"search", "-o", file, "-json"}, small(t)...), out, &errs)
	if status != 1 || !strings.Contains(out.String(), `"over":false`) {
		t.Fatalf("status %d, %s, printed %s", status, errs.String(), out.String())
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if lines := bytes.Count(text, []byte("\n")); lines < 4 || lines > 6 {
		t.Errorf("%d lines are kept:\n%s", lines, text)
	}
	// A line that was cut is named, and its trial done again.
	if err := os.WriteFile(file, text[:len(text)-20], 0o666); err != nil {
		t.Fatal(err)
	}
	printed, complaints, status := glyphlab(t.Context(), "search", "-resume", file, "-json")
	if status != 0 || !strings.Contains(complaints, "is left out: it is not a result: it ends too early") {
		t.Fatalf("status %d, %s", status, complaints)
	}
	var end searchEnd
	lines := strings.Split(strings.TrimSpace(printed), "\n")
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &end); err != nil {
		t.Fatal(err)
	}
	if *end.Best.Accuracy != *want.Best.Accuracy || end.Best.Values["rate"] != want.Best.Values["rate"] || !end.Over {
		t.Errorf("going on ends with %+v, in one go with %+v", end, want)
	}
	// Once more, there is nothing left to train.
	if again, last := searched(t, "-resume", file); len(again) != 0 || last.Command != end.Command {
		t.Errorf("a search that is over trains %d trials and ends with %+v", len(again), last)
	}
}

func TestAnInterruptedSearchSaysHowToGoOn(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	file := filepath.Join(t.TempDir(), "results.jsonl")
	if _, errs, status := glyphlab(ctx, append([]string{"search", "-o", file}, small(t)...)...); status != 1 || !strings.Contains(errs, "to go on: glyphlab search -resume "+file) {
		t.Errorf("status %d, %s", status, errs)
	}
	if _, errs, status := glyphlab(ctx, append([]string{"search"}, small(t)...)...); status != 1 || !strings.Contains(errs, "with -o FILE") {
		t.Errorf("status %d, %s", status, errs)
	}
	if _, errs, status := glyphlab(t.Context(), append([]string{"search", "-o", file}, small(t)...)...); status != 2 || !strings.Contains(errs, "already") {
		t.Errorf("a file that is there: status %d, %s", status, errs)
	}
	if _, errs, status := glyphlab(t.Context(), "search", "-resume", file, "-rate", "1"); status != 2 || !strings.Contains(errs, "-rate is not to be given") {
		t.Errorf("other settings: status %d, %s", status, errs)
	}
}

func TestASearchForATimeCanBeDoneAgainFromItsRecord(t *testing.T) {
	file := filepath.Join(t.TempDir(), "results.jsonl")
	_, end := searched(t, "-data", barsFile(t), "-space", spaceFile(t, smallSpace), "-batch", "1", "-steps", "1", "-budget", "3s", "-workers", "2", "-o", file)
	if !end.Over {
		t.Errorf("the end is %+v", end)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(text), "\n")
	if !strings.Contains(head, `"budget":"3s"`) || !strings.Contains(head, `"steps-per-second":`) {
		t.Errorf("the head is %s", head)
	}
	if err := os.WriteFile(file, []byte(head), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, again := searched(t, "-resume", file); again.Command != end.Command {
		t.Errorf("from its head it ends with %+v, before with %+v", again, end)
	}
}

func TestASearchOfFailuresFails(t *testing.T) {
	out, errs, status := glyphlab(t.Context(), "search", "-data", barsFile(t), "-preset", "lenet5-momentum", "-steps", "101", "-budget", "303",
		"-space", spaceFile(t, "rate 10\nschedule constant"))
	if status != 1 || !strings.Contains(errs, "every trial has failed") || !strings.Contains(out, "1 failed") {
		t.Errorf("status %d, %q, printed %q", status, errs, out)
	}
}

func TestSearchRefusesWhatItDoesNotUnderstand(t *testing.T) {
	data := barsFile(t)
	for _, c := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"-budget", "many"}, 2, "a number of steps, as 200000, or a time"},
		{[]string{"-data", data, "-budget", "100"}, 2, "too small"},
		{[]string{"-workers", "0"}, 2, "from 1 to 256"},
		{[]string{"-space", "no-such-file"}, 2, "neither a file nor one of training, adam, architecture, augmentation"},
		{[]string{"-space", spaceFile(t, "rate 0.1..20\n")}, 2, "line 1: learning rate is a number from 0 to 10"},
		{[]string{"-space", spaceFile(t, "dropout 0, 0.5"), "-data", data}, 2, "dropout changes nothing"},
		{[]string{"-batch", "0"}, 2, "batch size is a whole number from 1 to 256"},
		{[]string{"-preset", "resnet"}, 2, "resnet"},
		{[]string{"-speed", "9"}, 2, "-h"},
		{[]string{"more"}, 2, `"more" is not a flag`},
		{[]string{"-data", "no-such-file.glyphs"}, 1, "no-such-file.glyphs"},
		{[]string{"-resume", "no-such-file.jsonl"}, 1, "no-such-file.jsonl"},
		{[]string{"-resume", data}, 1, "line 1 is not the description of a search"},
	} {
		_, errs, status := glyphlab(t.Context(), append([]string{"search"}, c.args...)...)
		if status != c.status || !strings.Contains(errs, c.says) {
			t.Errorf("search %v: status %d, %q; want %d and %q", c.args, status, errs, c.status, c.says)
		}
	}
	if _, help, status := glyphlab(t.Context(), "search", "-h"); status != 0 || !strings.Contains(help, "-momentum") || !strings.Contains(help, "training, adam") {
		t.Errorf("search -h: status %d, %q", status, help)
	}
}

func TestCommandsAreWrittenAsAShellReadsThem(t *testing.T) {
	s := run.Defaults()
	s.Blocks, s.Preset = "16-16/32-32", "minute"
	if got, want := trainCommand(s, "my letters/it's.glyphs"), `glyphlab train -data 'my letters/it'\''s.glyphs' -preset minute`; !strings.HasPrefix(got, want) {
		t.Errorf("got %s, want %s …", got, want)
	}
}
