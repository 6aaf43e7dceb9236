package state

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"glyphlab/engine/run"
	"glyphlab/engine/search"
	"glyphlab/wasm/message"
)

func (w *world) StartSearcher(i int) {
	w.searchers = append(w.searchers, fmt.Sprintf("%d starts", i))
}

func (w *world) SendSearcher(i int, m message.Message) {
	words := fmt.Sprintf("%d %s", i, strings.ToLower(strings.TrimPrefix(fmt.Sprintf("%T", m), "*message.")))
	if c, ok := m.(*message.Configure); ok {
		words += " " + strconv.Itoa(c.Settings.Steps)
	}
	w.searchers = append(w.searchers, words)
}

func (w *world) StopSearchers() { w.searchers = append(w.searchers, "all stop") }

// asked returns what was asked of the workers of the search since the last
// call.
func (w *world) asked() string {
	asked := strings.Join(w.searchers, ", ")
	w.searchers = nil
	return asked
}

// searching is a page whose search, of nine trials of 101 steps and three of
// 301, has begun on two workers.
func searching(t *testing.T) (*Page, *world) {
	t.Helper()
	p, w := idle(t, "?steps=301")
	p.EditSearch("space", "rate 0.001..0.1 log\nmomentum 0, 0.9")
	p.EditSearch("budget", "1850")
	p.PressSearch()
	if got := w.asked(); got != "0 starts, 1 starts" {
		t.Fatalf("asked %q; %+v", got, p.Search)
	}
	for i := range 2 {
		ready(p, i)
		if got, want := w.asked(), fmt.Sprintf("%d load, %d configure 101, %d train", i, i, i); got != want {
			t.Fatalf("asked %q, want %q", got, want)
		}
	}
	return p, w
}

// ready lets a worker say that it is there and has the images.
func ready(p *Page, i int) {
	p.ReceiveSearcher(i, &message.Ready{Kernel: "test", Cores: 1})
	p.ReceiveSearcher(i, &message.Loaded{Info: info("open")})
}

// tries answers a Configure and trains to the end.
func tries(p *Page, i, correct int) {
	settings := p.searched(&p.Search.searchers[i])
	p.ReceiveSearcher(i, &message.Configured{Settings: settings})
	p.ReceiveSearcher(i, &message.StateChanged{State: run.Training})
	for step := 0; step < settings.Steps; step += 50 {
		p.ReceiveSearcher(i, &message.Report{First: step, Losses: []float32{1}, Seconds: float64(step) / 100})
		p.ReceiveSearcher(i, &message.Evaluated{Split: message.Validation, Step: step, Correct: correct * (step + 1) / settings.Steps, Count: 1000})
	}
}

func TestASearchTrainsItsTrialsOnAllCoresAndEnds(t *testing.T) {
	p, w := searching(t)
	if !p.SearchIsUnderWay() || p.Primary().Enabled || p.CanStep() || p.CanMeasure() || p.CanAdopt() {
		t.Error("something else can use the machine during a search")
	}
	if got := p.SearchStatus(); got != "Searching: rung 1 of 2, 0 of 9 trials of 101 steps" {
		t.Errorf("it says %q", got)
	}
	for trial := range 9 {
		i := trial % 2
		tries(p, i, 500+10*trial)
		// What the worker still says of the run before is not of the next trial.
		p.ReceiveSearcher(i, &message.Evaluated{Split: message.Test, Step: 100, Correct: 999, Count: 1000})
		p.ReceiveSearcher(i, &message.StateChanged{State: run.Done, Step: 101})
		got := w.asked()
		switch want := fmt.Sprintf("%d configure 101, %d train", i, i); {
		case trial < 7 && got != want:
			t.Errorf("after trial %d: asked %q, want %q", trial, got, want)
		case trial == 7 && got != "":
			t.Errorf("before the rung is over: asked %q", got)
		case trial == 8 && got != "0 configure 301, 0 train, 1 configure 301, 1 train":
			t.Errorf("after the rung: asked %q", got)
		}
	}
	if taken, all := p.SearchProgress(); taken != 909 || all != 909+903 {
		t.Errorf("%d of %d steps are taken", taken, all)
	}
	if best, ok := p.BestOfSearch(); !ok || best.Accuracy != 58 || best.Rung != 0 {
		t.Errorf("the best is %+v", best)
	}
	tries(p, 0, 700)
	tries(p, 1, 800)
	tries(p, 0, 600)
	if got := w.asked(); !strings.HasSuffix(got, "all stop") || p.Search.Phase != Ended || p.SearchStatus() != "Done" {
		t.Fatalf("asked %q, it says %q", got, p.SearchStatus())
	}
	rows, more := p.TrialRows()
	if len(rows) != 9 || more != 0 || !rows[0].Best || rows[0].Accuracy != "80.0%" || rows[0].Rung != 2 || rows[0].Steps != 301 || len(rows[0].Values) != 2 || rows[1].Best {
		t.Errorf("the table is %+v", rows)
	}
	if got := p.SearchAction(); got != (Action{"Search again", true}) {
		t.Errorf("the button is %+v", got)
	}

	best, _ := p.BestOfSearch()
	w.take()
	p.Adopt()
	if p.Settings.Rate != best.Settings.Rate || p.Settings.Steps != 301 || !p.Locked() {
		t.Errorf("adopted %+v, locked %v", p.Settings, p.Locked())
	}
	want(t, w.take(), &message.Configure{Settings: p.Settings})
	configured(p)
	want(t, w.take(), &message.Train{})
}

func TestTheOutcomeIsThatOfTheSearchAlone(t *testing.T) {
	p, _ := searching(t)
	plan, err := search.NewPlan(301, 1850)
	if err != nil {
		t.Fatal(err)
	}
	alone, err := search.New(p.Settings, p.Search.plan.space, 1, plan)
	if err != nil {
		t.Fatal(err)
	}
	for !alone.Over() {
		trial, _ := alone.Next()
		if err := alone.Report(trial.Rung, trial.Number, float64(trial.Number)); err != nil {
			t.Fatal(err)
		}
	}
	for i := 0; p.SearchIsUnderWay(); i++ {
		if s := &p.Search.searchers[i%2]; s.trial != nil {
			tries(p, i%2, 10*s.trial.Number)
		}
	}
	if !reflect.DeepEqual(p.Search.Now.Rungs(), alone.Rungs()) {
		t.Errorf("the page has %+v, want %+v", p.Search.Now.Rungs(), alone.Rungs())
	}
}

func TestASearchPausesGoesOnAndStops(t *testing.T) {
	p, w := searching(t)
	p.ReceiveSearcher(0, &message.Configured{})
	p.PressSearch()
	if got := w.asked(); got != "0 pause, 1 pause" || p.SearchIsUnderWay() || !p.Primary().Enabled {
		t.Fatalf("asked %q, train %+v", got, p.Primary())
	}
	tries(p, 1, 500) // its last step was under way
	if got := w.asked(); got != "" {
		t.Fatalf("while it is paused, asked %q", got)
	}
	if got := p.SearchStatus(); got != "Paused: rung 1 of 2, 1 of 9 trials of 101 steps" {
		t.Errorf("it says %q", got)
	}
	p.PressPrimary()
	if p.SearchAction().Enabled || !strings.Contains(p.SearchStatus(), "pause the training") {
		t.Errorf("while training, the button is %+v, it says %q", p.SearchAction(), p.SearchStatus())
	}
	p.PressPrimary()
	p.Receive(&message.StateChanged{State: run.Paused, Step: 1})
	p.PressSearch()
	if got := w.asked(); got != "0 train, 1 configure 101, 1 train" {
		t.Errorf("asked %q", got)
	}
	p.StopSearch()
	if got := w.asked(); got != "all stop" || p.CanStopSearch() || !p.CanAdopt() || !strings.HasPrefix(p.SearchStatus(), "Stopped: rung 1 of 2, 1 of 9") {
		t.Errorf("asked %q, it says %q", got, p.SearchStatus())
	}
	p.ReceiveSearcher(0, &message.Ready{}) // on its way when the search was stopped
	p.SearcherStopped(1, "late")
	if got := w.asked(); got != "" {
		t.Errorf("asked %q", got)
	}
}

func TestASearchForSecondsMeasuresTheMachineFirst(t *testing.T) {
	p, w := idle(t, "?steps=301")
	p.EditSearch("space", "rate 0.001..0.1 log")
	p.EditSearch("budget", "10s")
	p.PressSearch()
	if p.Search.Phase != Measuring || p.SearchAction().Enabled || !p.CanStopSearch() {
		t.Errorf("phase %v, the button is %+v", p.Search.Phase, p.SearchAction())
	}
	for i := range 2 {
		ready(p, i)
	}
	if got := w.asked(); !strings.Contains(got, "0 configure 51, 0 train") {
		t.Errorf("asked %q", got)
	}
	tries(p, 0, 100) // 50 steps in half a second
	if p.Search.Phase != Measuring {
		t.Error("the second worker is not waited for")
	}
	tries(p, 1, 100)
	// 200 steps a second, so 2000 in all.
	if plan, _ := search.NewPlan(301, 2000); !reflect.DeepEqual(p.Search.Now.Plan, plan) {
		t.Errorf("the plan is %+v, want %+v", p.Search.Now.Plan, plan)
	}
	if got := w.asked(); !strings.HasSuffix(got, "0 configure 101, 0 train, 1 configure 101, 1 train") {
		t.Errorf("asked %q", got)
	}
}

func TestTrialsThatFailAndWorkersThatAreLost(t *testing.T) {
	p, w := searching(t)
	p.ReceiveSearcher(0, &message.Configured{})
	p.ReceiveSearcher(0, &message.Failed{Doing: "train", Message: "the loss is not finite", RunOver: true})
	if got := w.asked(); got != "0 configure 101, 0 train" {
		t.Errorf("asked %q", got)
	}
	p.ReceiveSearcher(0, &message.Failed{Doing: "configure", Message: "it does not fit"})
	p.ReceiveSearcher(0, &message.Failed{Doing: "train", Message: "the run has failed"}) // the Train behind it
	if got := w.asked(); got != "0 configure 101, 0 train" {
		t.Errorf("asked %q", got)
	}
	rows, _ := p.TrialRows()
	if len(rows) != 4 || rows[2].State != "failed" || rows[2].Problem != "the loss is not finite" || rows[0].State != "begins" {
		t.Errorf("the table is %+v", rows)
	}
	trial := *p.Search.searchers[1].trial
	p.SearcherStopped(1, "out of memory")
	if got := w.asked(); got != "1 starts" || !strings.Contains(p.Search.Trouble, "out of memory") {
		t.Errorf("asked %q, it says %q", got, p.Search.Trouble)
	}
	ready(p, 1)
	if again := *p.Search.searchers[1].trial; again.Number != trial.Number {
		t.Errorf("the lost trial %d is not done again, but %d", trial.Number, again.Number)
	}
	for range 3 {
		p.SearcherStopped(1, "out of memory")
	}
	if p.SearchIsHeld() || !strings.Contains(p.SearchStatus(), "again and again (out of memory)") {
		t.Errorf("it says %q", p.SearchStatus())
	}
}

func TestARunThatLosesPatienceCountsWithItsBest(t *testing.T) {
	p, w := idle(t, "?steps=301&patience=1")
	p.EditSearch("space", "rate 0.001..0.1 log")
	p.EditSearch("budget", "1000")
	p.PressSearch()
	ready(p, 0)
	w.asked()
	p.ReceiveSearcher(0, &message.Configured{})
	for step, correct := range []int{10, 30, 20} {
		p.ReceiveSearcher(0, &message.Evaluated{Split: message.Validation, Step: 50 * step, Correct: correct, Count: 100})
	}
	if steps := p.Search.Now.Plan.Steps[0]; steps > 101 {
		p.ReceiveSearcher(0, &message.StateChanged{State: run.Done, Step: 101})
	}
	if best, ok := p.BestOfSearch(); !ok || best.Accuracy != 30 {
		t.Errorf("the best is %+v", best)
	}
}

func TestWhatIsWrongWithASearchIsToldWhereItIsTyped(t *testing.T) {
	p, w := idle(t, "")
	for _, c := range []struct{ field, wrong, says string }{
		{"space", "rate fast", "line 1"},
		{"space", "dropout 0, 0.5", "dropout changes nothing"},
		{"budget", "long", "a number of steps"},
		{"seed", "-1", "seed is a whole number"},
	} {
		before := map[string]string{"space": p.Search.Space, "budget": p.Search.Budget, "seed": p.Search.Seed}[c.field]
		p.EditSearch(c.field, c.wrong)
		problems := map[string]string{"space": p.Search.SpaceProblem, "budget": p.Search.BudgetProblem, "seed": p.Search.SeedProblem}
		if !strings.Contains(problems[c.field], c.says) || p.SearchAction().Enabled {
			t.Errorf("%s %q: %q, the button is %+v", c.field, c.wrong, problems[c.field], p.SearchAction())
		}
		p.EditSearch(c.field, before)
		if !p.SearchAction().Enabled {
			t.Errorf("%s %q: the search stays refused", c.field, before)
		}
	}
	p.EditSearch("budget", "100")
	p.PressSearch()
	if got := w.asked(); strings.Contains(got, "starts") || !strings.Contains(p.SearchStatus(), "too small") {
		t.Errorf("asked %q, it says %q", got, p.SearchStatus())
	}
}

func TestASpaceIsSuggestedForTheNetworkUntilThereIsAnother(t *testing.T) {
	p, _ := idle(t, "")
	if !strings.HasPrefix(p.Search.Space, "rate 0.003") {
		t.Errorf("the space is %q", p.Search.Space)
	}
	p.Edit("preset", "minute")
	if !strings.HasPrefix(p.Search.Space, "blocks") || p.Search.SpaceProblem != "" {
		t.Errorf("the space is %q, %s", p.Search.Space, p.Search.SpaceProblem)
	}
	p.ChooseSpace("augmentation")
	p.Edit("preset", "stride")
	if !strings.HasPrefix(p.Search.Space, "shift") {
		t.Errorf("the space is %q", p.Search.Space)
	}
}

func TestTheAddressDescribesASearch(t *testing.T) {
	p, w := idle(t, "?search=rate+0.01,+0.1;momentum+0,+0.9&budget=5000&search-seed=7&steps=301")
	if !p.Search.Asked || p.Search.Space != "rate 0.01, 0.1\nmomentum 0, 0.9" || p.Search.Budget != "5000" || p.Search.Seed != "7" {
		t.Fatalf("the search is %+v", p.Search)
	}
	p.PressSearch()
	if want := "&search=rate+0.01%2C+0.1%3Bmomentum+0%2C+0.9&budget=5000&search-seed=7"; !strings.HasSuffix(w.address, want) {
		t.Errorf("the address is %q, want its end to be %q", w.address, want)
	}
	again, _ := idle(t, "?"+w.address)
	if again.Search.Space != p.Search.Space || again.Search.Seed != "7" {
		t.Errorf("it is read as %+v", again.Search)
	}
	p, _ = idle(t, "?search=colour+red")
	if !strings.Contains(p.Search.SpaceProblem, "colour") {
		t.Errorf("the problem is %q", p.Search.SpaceProblem)
	}
}
