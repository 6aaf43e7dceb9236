package journal

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"glyphlab/engine/run"
	"glyphlab/engine/search"
)

// kept does the first trials of a search, and returns it with its journal.
func kept(t testing.TB, trials int) (*search.Search, string) {
	t.Helper()
	space, err := search.Parse("rate 0.001..0.1 log\nmomentum 0, 0.9")
	if err != nil {
		t.Fatal(err)
	}
	s, err := search.New(run.Defaults(), space, 3, search.Plan{Trials: 9, Steps: []int{51, 151, 451}, Eta: 3})
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	w := NewWriter(&file)
	if err := w.Head(HeadOf(s, "my letters.glyphs", search.Budget{Seconds: 60}, 23.5)); err != nil {
		t.Fatal(err)
	}
	follow(t, s, trials, w)
	return s, file.String()
}

// follow does so many trials, and writes their results.
func follow(t testing.TB, s *search.Search, trials int, w *Writer) {
	t.Helper()
	for range trials {
		trial, ok := s.Next()
		if !ok {
			t.Fatal("there are no more trials")
		}
		var err error
		if trial.Number == 2 {
			trial.State, trial.Problem = search.Failed, "it diverges"
			err = s.Fail(trial.Rung, trial.Number, trial.Problem)
		} else {
			trial.State, trial.Accuracy = search.Done, float64(50+7*trial.Number%10+trial.Rung)
			err = s.Report(trial.Rung, trial.Number, trial.Accuracy)
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Result(s.Space, trial); err != nil {
			t.Fatal(err)
		}
	}
}

func TestASearchGoesOnFromItsJournal(t *testing.T) {
	whole, _ := kept(t, 13)
	for trials := range 14 {
		_, text := kept(t, trials)
		s, head, problems, err := Read(strings.NewReader(text))
		if err != nil || problems != nil {
			t.Fatalf("after %d trials: %v, %v", trials, err, problems)
		}
		if head.Data != "my letters.glyphs" || head.Budget != "1m0s" || head.StepsPerSecond != 23.5 {
			t.Errorf("the head is %+v", head)
		}
		follow(t, s, 13-trials, NewWriter(new(bytes.Buffer)))
		if !s.Over() || !reflect.DeepEqual(s.Rungs(), whole.Rungs()) {
			t.Errorf("going on after %d trials ends with %+v, want %+v", trials, s.Rungs(), whole.Rungs())
		}
	}
}

func TestDamagedLinesAreNamedAndTheirTrialsAreStillToDo(t *testing.T) {
	_, text := kept(t, 5)
	lines := strings.SplitAfter(text, "\n")
	for damaged, says := range map[string]string{
		lines[3][:30]: "line 4 is left out: it is not a result: it ends too early",
		"hello\n":     "line 4",
		"{}\n":        "no trial 0 in rung 0",
		lines[1]:      "line 4",
		strings.Replace(lines[4], `"rung":1`, `"rung":2`, 1):        "no trial 4 in rung 2",
		strings.Replace(lines[4], `"steps":51`, `"steps":50`, 1):    "has 50 steps",
		strings.Replace(lines[4], `"rate":"`, `"rate":"1`, 1):       "where the search has",
		strings.Replace(lines[4], `"accuracy"`, `"precision"`, 1):   "precision",
		strings.Replace(lines[4], `"accuracy":`, `"accuracy":9`, 1): "from 0 to 100",
		`{"rung":1,"trial":4}{}` + "\n":                             "more than one value",
	} {
		file := strings.Join(lines[:3], "") + damaged
		s, _, problems, err := Read(strings.NewReader(file))
		if err != nil || len(problems) != 1 || !strings.Contains(problems[0].Error(), says) {
			t.Errorf("%q: %v, problems %v, want one that says %q", damaged, err, problems, says)
			continue
		}
		if s.Spent() != 2*51 {
			t.Errorf("%q: %d steps are spent", damaged, s.Spent())
		}
	}
}

func TestWithoutItsFirstLineThereIsNoSearch(t *testing.T) {
	_, text := kept(t, 0)
	for damaged, says := range map[string]string{
		"":            "line 1 is not the description of a search: it ends too early",
		text[:100]:    "ends too early",
		"[]\n" + text: "line 1",
		strings.Replace(text, "rate 0.001", "speed 0.001", 1):    "no setting",
		strings.Replace(text, `"batch":16`, `"batch":0`, 1):      "batch size",
		strings.Replace(text, `"eta":3`, `"eta":0`, 1):           "one trial in 2 to 10",
		strings.Replace(text, `"trials":9`, `"trials":99999`, 1): "from 1 to",
	} {
		if _, _, _, err := Read(strings.NewReader(damaged)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: error %v, want one that says %q", damaged, err, says)
		}
	}
}

func FuzzRead(f *testing.F) {
	_, text := kept(f, 11)
	f.Add(text)
	f.Add(strings.ReplaceAll(text, `"trials":9`, `"trials":2`))
	f.Fuzz(func(t *testing.T, text string) {
		s, head, _, err := Read(strings.NewReader(text))
		if err != nil {
			return
		}
		if s.Spent() > s.Plan.Cost() || len(s.Rungs()) > len(head.Plan.Steps) {
			t.Errorf("%q: %d of %d steps are spent", text, s.Spent(), s.Plan.Cost())
		}
	})
}
