//go:build js

package crew

import (
	"reflect"
	"slices"
	"strings"
	"syscall/js"
	"testing"

	"glyphlab/engine"
	"glyphlab/engine/dataset"
	"glyphlab/engine/run"
	"glyphlab/wasm/lab"
)

// heard returns what the examiner is told, in words, since the last call.
func (h *hand) heard() (words []string) {
	for _, m := range h.told {
		switch {
		case m.Get("brief").Truthy():
			words = append(words, "brief")
		case m.Get("images").Truthy():
			words = append(words, "images "+dataset.Split(m.Get("split").Int()).String())
		default:
			words = append(words, "ask "+dataset.Split(m.Get("split").Int()).String())
		}
	}
	h.told = nil
	return words
}

func TestTheExaminerIsAskedInOrderAndGivenImagesOnce(t *testing.T) {
	b, c := open(t)
	data := noise(t)
	r := begin(t, c, settings(16), data, 0)
	ask := func(splits ...dataset.Split) {
		for _, split := range splits {
			if !c.Examine(0, split, r.model.Weights()) {
				t.Error("there is no examiner")
			}
		}
	}
	ask(dataset.Validation)
	e := b.examiner()
	e.start()
	ask(dataset.Validation, dataset.Test)
	begin(t, c, settings(9), data, 0)
	ask(dataset.Validation)
	begin(t, c, settings(9), noise(t), 0)
	ask(dataset.Validation, dataset.Validation)
	want := []string{
		"brief", "images validation", "ask validation", "ask validation", "images test", "ask test",
		"brief", "ask validation",
		"brief", "images validation", "ask validation", "ask validation",
	}
	if got := e.heard(); !slices.Equal(got, want) {
		t.Errorf("the examiner hears %q, want %q", got, want)
	}
}

// The program of a worker answers here.
func TestTheExaminerFindsWhatTheEngineFinds(t *testing.T) {
	b, c := open(t)
	data := noise(t)
	scope := js.Global().Get("Object").New()
	var e *hand
	scope.Set("postMessage", function(t, func(_ js.Value, args []js.Value) any {
		if args[0].Get("busy").Truthy() {
			b.happened = append(b.happened, "busy")
		}
		e.say(args[0])
		return nil
	}))
	time := 0
	was := performance
	t.Cleanup(func() { performance = was })
	performance = js.ValueOf(map[string]any{"now": function(t, func(js.Value, []js.Value) any {
		time += 600
		return time
	})})

	var want []any
	for i, s := range []run.Settings{settings(16), settings(9)} {
		r := begin(t, c, s, data, 0)
		if e = b.examiner(); i == 0 {
			e.started = true // and says so
			serve(t, scope)
		}
		for j, split := range []dataset.Split{dataset.Validation, dataset.Test} {
			ticket := 10*i + j
			r.model.Initialize(uint64(ticket))
			score, err := engine.Evaluate(r.model, data.Splits[split], nil)
			if err != nil {
				t.Fatal(err)
			}
			c.Examine(ticket, split, r.model.Weights())
			if split == dataset.Validation { // four batches: it looks at the time after 600, 1200 and 1800 ms
				want = append(want, "busy")
			}
			want = append(want, lab.Examined{Ticket: ticket, Correct: score.Correct, Confusion: score.Confusion})
		}
		clear(r.model.Weights()) // what is asked about is a copy
		for _, m := range e.told {
			scope.Call("onmessage", map[string]any{"data": m})
		}
		e.told = nil
	}
	if !reflect.DeepEqual(b.happened, want) {
		t.Errorf("the examiner says %+v, want %+v", b.happened, want)
	}
}

func TestAnExaminerThatIsSilentIsLost(t *testing.T) {
	b, c := open(t)
	r := begin(t, c, settings(16), noise(t), 0)
	ask := func() bool { return c.Examine(5, dataset.Validation, r.model.Weights()) }
	clocks := func(want int) {
		t.Helper()
		if len(b.clocks) != want {
			t.Fatalf("%d clocks tick, want %d", len(b.clocks), want)
		}
	}
	e := b.examiner()
	e.start()
	clocks(0)
	ask()
	ask()
	clocks(1)
	b.tick(examinerPatience)
	e.say(map[string]any{"busy": true})
	b.tick(examinerPatience)
	e.say(map[string]any{"ticket": 5, "correct": 12, "confusion": []any{12, 1}})
	clocks(1) // for the second question
	b.tick(examinerPatience)
	e.say(map[string]any{"ticket": 5, "correct": 13, "confusion": []any{13, 0}})
	clocks(0)
	want := []any{lab.Examined{Ticket: 5, Correct: 12, Confusion: []int{12, 1}}, lab.Examined{Ticket: 5, Correct: 13, Confusion: []int{13, 0}}}
	if !reflect.DeepEqual(b.happened, want) {
		t.Errorf("%+v was delivered, want %+v", b.happened, want)
	}

	b.happened = nil
	ask()
	b.tick(examinerPatience)
	if len(b.happened) != 0 || e.ended {
		t.Errorf("after %d seconds the examiner is lost", examinerPatience)
	}
	b.tick(1)
	b.isLost(e, "(it did not answer)")
	clocks(0)
	if ask() {
		t.Error("an examiner that is lost is asked")
	}

	begin(t, c, settings(16), noise(t), 0)
	if next := b.examiner(); next == e || !ask() {
		t.Error("the next run has no other examiner")
	} else if next.start(); !slices.Equal(next.heard(), []string{"brief", "images validation", "ask validation"}) {
		t.Error("the other examiner does not hear what it needs")
	}
	clocks(1)
}

func TestAnExaminerIsLostWithItsLastWords(t *testing.T) {
	for _, c := range []struct {
		does func(h *hand)
		want string
	}{
		{func(h *hand) { h.say("its last words") }, "(its last words)"},
		{func(h *hand) { h.event("onerror", map[string]any{"message": "an error"}) }, "(an error)"},
	} {
		b, crew := open(t)
		r := begin(t, crew, settings(16), noise(t), 1)
		crew.Examine(1, dataset.Validation, r.model.Weights())
		c.does(b.examiner())
		b.isLost(b.examiner(), c.want)
		if len(b.clocks) != 0 || len(b.members()) != 1 || len(b.hired) != 2 {
			t.Errorf("%d clocks tick, and of %d workers %d are members", len(b.clocks), len(b.hired), len(b.members()))
		}
	}
}

// isLost checks that this is all that the crew has delivered.
func (b *browser) isLost(e *hand, why string) {
	b.t.Helper()
	words := "The worker that evaluates has stopped " + why + ". "
	if len(b.happened) != 1 || !e.ended {
		b.t.Fatalf("%+v was delivered; the examiner is ended: %t", b.happened, e.ended)
	}
	if l, ok := b.happened[0].(lab.Lost); !ok || !l.Examiner || !strings.HasPrefix(l.Words, words) {
		b.t.Errorf("%+v was delivered, want %q", b.happened[0], words)
	}
}

func TestWithoutImagesNobodyExamines(t *testing.T) {
	b, c := open(t)
	if c.Examine(1, dataset.Validation, nil) {
		t.Error("an examiner answers before there is a run")
	}
	r := begin(t, c, settings(16), &dataset.Set{Info: noise(t).Info}, 1)
	if len(b.hired) != 1 || c.Examine(1, dataset.Validation, r.model.Weights()) {
		t.Error("an examiner is hired that has no images")
	}
}
