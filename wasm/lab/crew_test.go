package lab

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"glyphlab/engine"
	"glyphlab/engine/dataset"
	"glyphlab/engine/experiment"
	"glyphlab/engine/run"
	"glyphlab/wasm/message"
)

// A crew stands for other workers: it computes shares when they are collected,
// and evaluates when the browser has the thread the next time.
type crew struct {
	page    *page
	cores   int // members that there are unless a Workers says otherwise
	members int
	model   *engine.Model
	examine *engine.Model
	data    *dataset.Set
	batch   *engine.Batch
	shares  int // collected

	loseMember   func(step, worker int) bool
	loseExaminer func(ticket int) bool
	noExaminer   bool
	newsIsLate   bool
	lostLate     any // news of its loss that arrives after it has been asked in vain
	late         int // how many answers the examiner keeps back until it is asked the next question
	kept         []any
}

func (c *crew) Brief(s run.Settings, data *dataset.Set, members int, _ func()) {
	c.data, c.noExaminer, c.kept = data, false, nil
	var err error
	if c.model, err = experiment.Compile(s, data.Info.Height, data.Info.Width, len(data.Info.Classes)); err != nil {
		c.page.t.Fatal(err)
	}
	if c.examine, err = engine.Compile(c.model.Network(), 50); err != nil {
		c.page.t.Fatal(err)
	}
	c.Resize(members)
}

func (c *crew) Resize(members int) {
	c.members = members
	c.page.say(Joined{})
}

func (c *crew) Size() int { return c.members }

func (c *crew) Begin(b *engine.Batch, weights []float32, _ int) {
	c.batch = b
	copy(c.model.Weights(), weights)
}

func (c *crew) Collect(worker, i int, n engine.Node) (engine.Part, bool) {
	if c.loseMember != nil && c.loseMember(c.batch.Step, worker) {
		if c.members > 0 && i == 0 {
			c.members--
			c.page.say(Lost{Words: "a worker is gone"})
		}
		return engine.Part{}, false
	}
	c.shares++
	return c.model.Part(c.batch, n), true
}

func (c *crew) Examine(ticket int, split dataset.Split, weights []float32) bool {
	if c.noExaminer {
		if c.lostLate != nil {
			c.page.say(c.lostLate)
			c.lostLate = nil
		}
		return false
	}
	if c.loseExaminer != nil && c.loseExaminer(ticket) {
		c.noExaminer, c.kept = true, nil
		if lost := (Lost{Words: "the examiner is gone", Examiner: true}); c.newsIsLate {
			c.lostLate = lost
		} else {
			c.page.say(lost)
		}
		return true
	}
	copy(c.examine.Weights(), weights)
	score, err := engine.Evaluate(c.examine, c.data.Splits[split], nil)
	if err != nil {
		c.page.t.Fatal(err)
	}
	c.kept = append(c.kept, Examined{ticket, score.Correct, score.Confusion})
	if len(c.kept) > c.late || split == dataset.Test {
		c.page.say(c.kept...)
		c.kept = nil
	}
	return true
}

// outcome is what a person gets of a run.
type outcome struct {
	sha       string
	losses    []float32
	evaluated []message.Evaluated
}

func (p *page) outcome() (o outcome) {
	end := last[*message.StateChanged](p)
	if end.State != run.Done || end.Step != settings.Steps {
		p.t.Errorf("ended with %+v, want done", end)
	}
	o.sha = end.SHA256
	for _, r := range all[*message.Report](p) {
		o.losses = append(o.losses, r.Losses...)
	}
	for _, e := range all[*message.Evaluated](p) {
		o.evaluated = append(o.evaluated, *e)
	}
	return o
}

func (o outcome) equal(other outcome) bool {
	return o.sha == other.sha && slices.Equal(o.losses, other.losses) && reflect.DeepEqual(o.evaluated, other.evaluated)
}

func undisturbed(t *testing.T) outcome {
	p := loaded(t)
	p.say(&message.Configure{Settings: settings}, &message.Train{})
	p.run()
	return p.outcome()
}

func TestACrewChangesNothingOfARun(t *testing.T) {
	want := undisturbed(t)
	for _, c := range []*crew{
		{cores: 0}, {cores: 1}, {cores: 7}, {cores: 1, late: 2},
		{cores: 1, loseMember: func(step, _ int) bool { return step == 30 }},
		{cores: 3, loseMember: func(step, worker int) bool { return step == 0 && worker == 2 }},
		{cores: 1, late: 1, loseExaminer: func(ticket int) bool { return ticket == 1 }},
		{cores: 1, loseExaminer: func(ticket int) bool { return ticket == 3 }},
		{cores: 1, loseExaminer: func(ticket int) bool { return ticket == 1 }, newsIsLate: true},
	} {
		p := loaded(t)
		p.crew = c
		p.say(&message.Configure{Settings: settings}, &message.Train{})
		p.run()
		if got := p.outcome(); !got.equal(want) {
			t.Errorf("with %+v the run gave %s and %+v, alone %s and %+v", c, got.sha, got.evaluated, want.sha, want.evaluated)
		}
		if c.cores > 0 && c.shares == 0 {
			t.Errorf("the crew was not asked for anything")
		}
		troubled := slices.ContainsFunc(all[*message.Crew](p), func(m *message.Crew) bool { return strings.Contains(m.Trouble, "is gone") })
		if troubled != (c.loseMember != nil || c.loseExaminer != nil) {
			t.Errorf("the page heard %+v", all[*message.Crew](p))
		}
	}
}

func TestARunThatGoesByItsValidationsStopsAtTheSameStepWithACrew(t *testing.T) {
	s := settings
	s.Steps, s.Patience, s.Average, s.Optimizer, s.Rate, s.Smoothing, s.Clip = 2000, 2, 0.9, run.Adam, 0.003, 0.1, 1
	train := func(c *crew) (end message.StateChanged, evaluated []message.Evaluated) {
		p := loaded(t)
		p.crew = c
		p.say(&message.Configure{Settings: s}, &message.Train{})
		p.run()
		for _, e := range all[*message.Evaluated](p) {
			evaluated = append(evaluated, *e)
		}
		end = *last[*message.StateChanged](p)
		end.Seconds = 0
		return end, evaluated
	}
	end, evaluated := train(nil)
	if end.State != run.Done || end.Step >= s.Steps || evaluated[len(evaluated)-1].Split != message.Test {
		t.Errorf("ended with %+v and evaluated %+v", end, evaluated)
	}
	for _, c := range []*crew{{cores: 3}, {cores: 1, late: 10}} {
		if withCrew, marks := train(c); withCrew != end || !reflect.DeepEqual(marks, evaluated) {
			t.Errorf("ended with %+v and evaluated %+v, alone with %+v and %+v", withCrew, marks, end, evaluated)
		}
	}
}

func TestAnAverageIsWhatTheExaminerGets(t *testing.T) {
	s := settings
	s.Average = 0.9
	train := func(c *crew) (evaluated []message.Evaluated) {
		p := loaded(t)
		p.crew = c
		p.say(&message.Configure{Settings: s}, &message.Train{})
		p.run()
		for _, e := range all[*message.Evaluated](p) {
			evaluated = append(evaluated, *e)
		}
		return evaluated
	}
	want := train(nil)
	for _, c := range []*crew{{cores: 1}, {cores: 1, late: 1, loseExaminer: func(ticket int) bool { return ticket == 1 }}} {
		if got := train(c); !reflect.DeepEqual(got, want) {
			t.Errorf("evaluated %+v, alone %+v", got, want)
		}
	}
}

func TestThePageHearsHowManyWorkersThereAre(t *testing.T) {
	p := loaded(t)
	p.crew = &crew{cores: 3}
	p.say(&message.Configure{Settings: settings}, &message.Train{Steps: 2})
	asked := false
	p.onEvent = func(m message.Message) {
		if s, ok := m.(*message.StateChanged); ok && s.State == run.Paused && !asked {
			asked = true
			p.say(&message.Workers{Count: 2}, &message.Workers{Count: 9}, &message.Train{})
		}
	}
	p.run()
	if ready := last[*message.Ready](p); ready.Cores != 4 || ready.Alone != "" {
		t.Errorf("got %+v, want 4 cores", ready)
	}
	var counts []int
	for _, m := range all[*message.Crew](p) {
		counts = append(counts, m.Workers)
	}
	if !slices.Equal(counts, []int{4, 2}) {
		t.Errorf("the page heard of %v workers, want 4, then 2", counts)
	}
	if f := last[*message.Failed](p); f.Doing != "workers" || f.RunOver {
		t.Errorf("9 workers: got %+v", f)
	}
	if got := p.outcome(); !got.equal(undisturbed(t)) {
		t.Error("another number of workers has changed the run")
	}
}

func TestALaboratoryAloneSaysWhy(t *testing.T) {
	p := loaded(t)
	p.run()
	if ready := last[*message.Ready](p); ready.Cores != 1 || ready.Alone == "" {
		t.Errorf("got %+v", ready)
	}
}

func TestTheRunIsDoneWhenTheExaminerHasAnswered(t *testing.T) {
	p := loaded(t)
	p.crew = &crew{late: 10}
	p.say(&message.Configure{Settings: settings}, &message.Train{})
	p.onEvent = func(m message.Message) {
		if s, ok := m.(*message.StateChanged); ok && s.State == run.Done {
			if n := len(all[*message.Evaluated](p)); n != 4 {
				t.Errorf("done after %d evaluations, want 4", n)
			}
		}
	}
	p.run()
	p.outcome()
}

func TestAnAnswerToARunThatWasGivenUpIsNotShown(t *testing.T) {
	p := loaded(t)
	p.crew = &crew{late: 10}
	short := settings
	short.Steps = 20
	p.say(&message.Configure{Settings: short}, &message.Train{Steps: 10})
	again := false
	p.onEvent = func(m message.Message) {
		if s, ok := m.(*message.StateChanged); ok && s.State == run.Paused && !again {
			again = true
			kept := p.crew.kept
			p.say(&message.Reset{})
			p.say(kept...)
		}
	}
	p.run()
	if n := len(all[*message.Evaluated](p)); !again || n != 0 {
		t.Errorf("%d figures of a run that was reset", n)
	}
}
