package state

import (
	"reflect"
	"strings"
	"testing"

	"glyphlab/engine/run"
	"glyphlab/wasm/message"
)

// withTrained is a page whose server has a network that is trained already, as
// soon as the data is there, and what was sent until then.
func withTrained(t *testing.T, classes ...string) (*Page, *world) {
	t.Helper()
	w := new(world)
	p := New(w, "?steps=100")
	p.Receive(&message.Ready{Kernel: "test"})
	m := manifest
	m.Weights = "/data/best.1.weights"
	p.ManifestArrived(m)
	configured(p)
	for _, m := range w.take() {
		if _, early := m.(*message.LoadWeights); early {
			t.Error("the weights are asked for before the data is there")
		}
	}
	p.Receive(&message.Loaded{Info: info("open")})
	if got, want := w.take(), []message.Message{&message.LoadWeights{URL: "/data/best.1.weights"}}; !reflect.DeepEqual(got, want) {
		t.Fatalf("sent %+v, want %+v", got, want)
	}
	p.Receive(&message.Loaded{Info: info("open")})
	if got := w.take(); len(got) > 0 {
		t.Errorf("asked again: %+v", got)
	}
	s := run.Defaults()
	p.Receive(&message.WeightsLoaded{Settings: s, Height: 28, Width: 28, Classes: classes, Correct: 45, Tested: 50})
	return p, w
}

// asked returns which network is asked about what is drawn.
func asked(t *testing.T, p *Page, w *world) (trained bool) {
	t.Helper()
	p.Ask()
	sent := w.take()
	if len(sent) != 1 {
		t.Fatalf("sent %+v, want one question", sent)
	}
	q, ok := sent[0].(*message.Classify)
	if !ok {
		t.Fatalf("sent %+v, want a question", sent[0])
	}
	p.Receive(&message.Classified{ID: q.ID, Trained: q.Trained, Step: p.Record.Step, Probabilities: []float32{1, 0}})
	if p.Drawing.Trained != q.Trained {
		t.Errorf("answered by the trained one: %v, asked: %v", p.Drawing.Trained, q.Trained)
	}
	return q.Trained
}

func TestTheTrainedNetworkAnswersUntilTheRunsOwnHasBegunToLearn(t *testing.T) {
	p, w := withTrained(t, "A", "B")
	p.Draw(one)
	if !asked(t, p, w) {
		t.Error("the run's network is asked at step 0")
	}
	if got, want := p.AnswerWords(), "Answered by the network that comes with Glyphlab, trained on “Open typefaces”: 90.0% right on its test set."; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
	if a := p.AnswerAction(); a != (Action{"Train one from scratch", true}) {
		t.Errorf("it offers %+v", a)
	}
	p.PressAnswer()
	if sent := w.take(); len(sent) != 1 || !reflect.DeepEqual(sent[0], &message.Train{}) {
		t.Errorf("sent %+v, want Train", sent)
	}
	if p.AnswerAction().Enabled {
		t.Error("a run can be begun that is about to begin")
	}
	p.Receive(&message.StateChanged{State: run.Training})
	p.Receive(&message.Report{Losses: []float32{1}, Accuracies: []float32{50}})
	if asked(t, p, w) || p.AnswerWords() != "Answered by the network that learns here." {
		t.Errorf("the run's network is not asked after a step; it says %q", p.AnswerWords())
	}
	p.PressAnswer()
	if a := p.AnswerAction(); !asked(t, p, w) || a.Title != "Ask your own" || !strings.Contains(p.AnswerWords(), "comes with Glyphlab") {
		t.Errorf("the other one was wanted; it says %q and offers %q", p.AnswerWords(), a.Title)
	}
	p.PressAnswer()
	if asked(t, p, w) {
		t.Error("the run's network was wanted")
	}
	p.PressAnswer()
	asked(t, p, w)
	configured(p) // another run
	if !asked(t, p, w) {
		t.Error("the run's network is asked at step 0")
	}
	p.Receive(&message.StateChanged{State: run.Paused, Step: 1})
	if asked(t, p, w) {
		t.Error("a wish of an earlier run counts in the next one")
	}
}

func TestATrainedNetworkOfOtherClassesIsNotAsked(t *testing.T) {
	p, w := withTrained(t, "0", "1")
	p.Draw(one)
	if asked(t, p, w) || !strings.Contains(p.AnswerWords(), "other classes") || p.AnswerAction().Title != "" {
		t.Errorf("it says %q and offers %+v", p.AnswerWords(), p.AnswerAction())
	}
}

func TestATrainedNetworkThatDoesNotComeIsSaidToBeMissing(t *testing.T) {
	p, w := withTrained(t, "A", "B")
	p.Trained.Network = nil
	p.Receive(&message.Failed{Doing: "weights", Message: "the server answered 503"})
	if !strings.HasSuffix(p.AnswerWords(), "could not be loaded: the server answered 503") || p.Refused != "" {
		t.Errorf("it says %q, and refuses %q", p.AnswerWords(), p.Refused)
	}
	p.Draw(one)
	if asked(t, p, w) {
		t.Error("a network is asked that is not there")
	}
	p.PressAnswer()
	if sent := w.take(); len(sent) != 1 || p.Trained.Problem != "" {
		t.Errorf("trying again sent %+v", sent)
	}
	p.WorkerStopped("a test")
	if p.Trained != (Trained{}) {
		t.Error("a worker that is gone still has its network")
	}
}

func TestWithoutATrainedNetworkNothingIsSaidOfOne(t *testing.T) {
	p, w := opened("")
	configured(p)
	p.Receive(&message.Loaded{Info: info("open")})
	for _, m := range w.take() {
		if _, ok := m.(*message.LoadWeights); ok {
			t.Error("weights are asked for that the server does not have")
		}
	}
	if p.AnswerWords() != "" || p.AnswerAction() != (Action{}) {
		t.Errorf("it says %q and offers %+v", p.AnswerWords(), p.AnswerAction())
	}
	p.PressAnswer()
}
