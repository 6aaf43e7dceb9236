package state

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"glyphlab/engine/run"
	"glyphlab/engine/run/address"
	"glyphlab/ui/ink"
	"glyphlab/wasm/intake/report"
	"glyphlab/wasm/message"
)

// world writes down what the page asks of it.
type world struct {
	sent    []message.Message
	workers int
	fetches int
	address string

	searchers []string // what was asked of the workers of a search
	own       []string // what was asked about a person's own images
}

func (w *world) StartWorker()             { w.workers++ }
func (w *world) Send(m message.Message)   { w.sent = append(w.sent, m) }
func (w *world) FetchManifest(bool)       { w.fetches++ }
func (w *world) Cores() int               { return 2 }
func (w *world) ShowAddress(query string) { w.address = query }

func (w *world) ReadOwn(q report.Request) {
	w.own = append(w.own, fmt.Sprintf("read %s %q %s", q.Name, q.Classes, q.Ink))
}
func (w *world) StopOwn() { w.own = append(w.own, "stop") }
func (w *world) KeepOwn(set ManifestSet) string {
	w.own = append(w.own, "keep "+set.Name)
	return "blob:" + set.Name
}
func (w *world) RemoveOwn(name string) { w.own = append(w.own, "remove "+name) }

// Two drawings.
var (
	one = ink.Drawing{{{X: 0.1, Y: 0.1}, {X: 0.9, Y: 0.9}}}
	two = ink.Drawing{{{X: 0.1, Y: 0.9}, {X: 0.9, Y: 0.1}}}
)

// take returns what was sent since the last call.
func (w *world) take() []message.Message {
	sent := w.sent
	w.sent = nil
	return sent
}

var manifest = Manifest{Default: "open", Sets: []ManifestSet{
	{Name: "open", Title: "Open typefaces", URL: "/data/open.1.glyphs"},
	{Name: "mine", Title: "My letters", URL: "/data/mine.2.glyphs"},
}}

func info(name string) message.Info {
	return message.Info{Name: name, Title: name, Height: 28, Width: 28, Classes: []string{"A", "B"}, Counts: [3]int{100, 10, 20}}
}

// opened is a page at an address, its worker and manifest there, the data
// still on its way.
func opened(query string) (*Page, *world) {
	w := new(world)
	p := New(w, query)
	p.Receive(&message.Ready{Kernel: "test"})
	p.ManifestArrived(manifest)
	return p, w
}

// configured answers a Configure as the worker does.
func configured(p *Page) {
	p.Receive(&message.Configured{
		Settings: p.Settings, Layers: []message.Layer{{Name: "conv1"}}, Parameters: 416,
		Filters: message.Filters{Height: 1, Width: 1, Channels: 1, Count: 1, Weights: []float32{0.5}}, SHA256: "00",
	})
	p.Receive(&message.StateChanged{State: run.Idle, SHA256: "00"})
}

// idle is a page that is ready to train.
func idle(t *testing.T, query string) (*Page, *world) {
	t.Helper()
	p, w := opened(query)
	p.Receive(&message.Loading{Info: info(p.Settings.Data), Arrived: [3]int{50, 10, 0}})
	configured(p)
	p.Receive(&message.Loaded{Info: info(p.Settings.Data)})
	if p.Record.State != run.Idle {
		t.Fatalf("state is %s, want idle", p.Record.State)
	}
	w.take()
	return p, w
}

func training(t *testing.T) (*Page, *world) {
	p, w := idle(t, "")
	p.PressPrimary()
	p.Receive(&message.StateChanged{State: run.Training})
	w.take()
	return p, w
}

// paused is a page whose run has stopped after some steps.
func paused(t *testing.T, steps int) (*Page, *world) {
	p, w := training(t)
	p.Receive(&message.Report{Losses: make([]float32, steps), Accuracies: make([]float32, steps)})
	p.PressPrimary()
	p.Receive(&message.StateChanged{State: run.Paused, Step: steps, SHA256: "11"})
	w.take()
	return p, w
}

func want(t *testing.T, got []message.Message, messages ...message.Message) {
	t.Helper()
	if len(got) == 0 && len(messages) == 0 {
		return
	}
	if !reflect.DeepEqual(got, messages) {
		t.Fatalf("sent %s, want %s", show(got), show(messages))
	}
}

func show(messages []message.Message) string {
	words := make([]string, len(messages))
	for i, m := range messages {
		words[i] = fmt.Sprintf("%T%+v", m, m)
	}
	return "[" + strings.Join(words, ", ") + "]"
}

func TestThePageLoadsAndConfiguresOnceWorkerAndManifestAreThere(t *testing.T) {
	w := new(world)
	p := New(w, "?preset=maxpool&seed=7")
	if w.workers != 1 || w.fetches != 1 {
		t.Fatalf("%d workers and %d fetches, want one of each", w.workers, w.fetches)
	}
	p.ManifestArrived(manifest)
	want(t, w.take())
	p.Receive(&message.Ready{})
	want(t, w.take(), &message.Load{Name: "open", URL: "/data/open.1.glyphs"}, &message.Configure{Settings: p.Settings})
	if p.Settings.Preset != "maxpool" || p.Settings.Seed != 7 {
		t.Errorf("settings are %+v", p.Settings)
	}
	if want := "data=open&preset=maxpool&seed=7&steps=1001"; w.address != want {
		t.Errorf("the address is %q, want %q", w.address, want)
	}
}

func TestWithoutDataInTheAddressTheManifestsDefaultIsTaken(t *testing.T) {
	w := new(world)
	p := New(w, "")
	m := manifest
	m.Default = "mine"
	p.ManifestArrived(m)
	if p.Settings.Data != "mine" {
		t.Errorf("data is %q, want mine", p.Settings.Data)
	}
}

func TestUnknownDataInTheAddressIsNamed(t *testing.T) {
	p, _ := opened("?data=lost")
	if p.Settings.Data != "open" || len(p.Problems) != 1 || !strings.Contains(p.Problems[0], "lost") || !strings.Contains(p.Problems[0], "open, mine") {
		t.Errorf("data %q, problems %q", p.Settings.Data, p.Problems)
	}
}

func TestADamagedAddressIsToldAndKeptUntilItIsReadOrChanged(t *testing.T) {
	p, w := opened("?steps=many&colour=red")
	if len(p.Problems) != 2 {
		t.Fatalf("problems: %q", p.Problems)
	}
	if w.address != "" {
		t.Errorf("the address became %q", w.address)
	}
	p.DismissProblems()
	if len(p.Problems) != 0 || w.address != address.Query(p.Settings) {
		t.Errorf("problems %q, address %q", p.Problems, w.address)
	}
}

func TestRunInTheAddressTrainsAtOnce(t *testing.T) {
	p, w := opened("?steps=5&run")
	if !p.Locked() || p.Primary().Title != "Pause" {
		t.Errorf("locked %v, button %q", p.Locked(), p.Primary().Title)
	}
	want(t, w.take(), &message.Load{Name: "open", URL: "/data/open.1.glyphs"}, &message.Configure{Settings: p.Settings})
	configured(p)
	want(t, w.take(), &message.Train{})
}

func TestTrainPauseAndResume(t *testing.T) {
	p, w := idle(t, "")
	if got := p.Primary(); got != (Action{"Train", true}) {
		t.Fatalf("the button is %+v", got)
	}
	p.PressPrimary()
	want(t, w.take(), &message.Train{})
	p.Receive(&message.StateChanged{State: run.Training})
	if got := p.Primary(); got != (Action{"Pause", true}) {
		t.Fatalf("the button is %+v", got)
	}
	p.PressPrimary()
	want(t, w.take(), &message.Pause{})
	p.Receive(&message.StateChanged{State: run.Paused, Step: 3})
	if got := p.Primary(); got != (Action{"Resume", true}) {
		t.Fatalf("the button is %+v", got)
	}
	p.PressPrimary()
	want(t, w.take(), &message.Train{})
}

func TestOneStep(t *testing.T) {
	p, w := idle(t, "")
	p.OneStep()
	want(t, w.take(), &message.Train{Steps: 1})
	p.OneStep() // while the first is under way
	want(t, w.take())
	p.Receive(&message.StateChanged{State: run.Training})
	p.Receive(&message.StateChanged{State: run.Paused, Step: 1})
	if !p.CanStep() {
		t.Error("no second step can be taken")
	}
}

func TestResetGoesBackToStepZero(t *testing.T) {
	p, w := paused(t, 60)
	if !p.CanReset() {
		t.Fatal("a run that was begun cannot be reset")
	}
	p.Reset()
	want(t, w.take(), &message.Reset{})
	configured(p)
	if p.Record.Step != 0 || len(p.Log) != 0 || len(p.Loss.Buckets) != 0 || p.CanReset() {
		t.Errorf("step %d, %d lines, %d losses", p.Record.Step, len(p.Log), len(p.Loss.Buckets))
	}
}

func TestAWrongEntryStaysInItsFieldWithTheReasonAndStopsTrain(t *testing.T) {
	p, w := idle(t, "")
	before := p.Settings
	p.Edit("rate", "fast")
	entry := p.Entries[slices.IndexFunc(p.Entries, func(e Entry) bool { return e.Field.Name == "rate" })]
	if entry.Text != "fast" || !strings.Contains(entry.Problem, "learning rate") {
		t.Errorf("the entry is %q, the reason %q", entry.Text, entry.Problem)
	}
	if p.Settings != before || p.Primary().Enabled || p.CanStep() {
		t.Errorf("settings %+v, train %v, one step %v", p.Settings, p.Primary().Enabled, p.CanStep())
	}
	want(t, w.take())
	p.Edit("rate", "0.1")
	if !p.Primary().Enabled {
		t.Error("Train stays disabled")
	}
	want(t, w.take(), &message.Configure{Settings: p.Settings})
}

func TestAWrongEntryThatDoesNotApplyDoesNotStopTrain(t *testing.T) {
	p, _ := idle(t, "?schedule=exponential")
	p.Edit("decay", "much")
	if p.Primary().Enabled {
		t.Error("Train is enabled though the decay is wrong")
	}
	p.Edit("schedule", run.Constant)
	if p.Applies("decay") || !p.FormIsRight() {
		t.Error("the decay counts though the rate is constant")
	}
}

func TestSettingsShowWhereTheyMatter(t *testing.T) {
	p, _ := idle(t, "?optimizer=adamw&clip=1")
	minor := func(field string) bool {
		for _, e := range p.Entries {
			if e.Field.Name == field {
				return e.Minor
			}
		}
		t.Fatalf("no field %q", field)
		return false
	}
	for field, want := range map[string]bool{"optimizer": false, "clip": false, "l2": true, "loss": true, "rate": false} {
		if minor(field) != want {
			t.Errorf("%s is minor: %v", field, minor(field))
		}
	}
	p.Edit("clip", "0")
	if minor("clip") {
		t.Error("a field vanishes while a person types in it")
	}
	for _, c := range []struct {
		field, value string
		applies, not []string
	}{
		{"optimizer", run.AdamW, []string{"weight-decay"}, []string{"momentum"}},
		{"optimizer", run.Adam, nil, []string{"momentum", "weight-decay"}},
		{"optimizer", run.Nesterov, []string{"momentum"}, []string{"weight-decay"}},
		{"schedule", run.OneCycle, []string{"rise"}, []string{"warmup", "decay"}},
		{"schedule", run.Cosine, []string{"warmup"}, []string{"rise"}},
		{"loss", run.Generalized, []string{"q"}, []string{"smoothing"}},
		{"loss", run.CrossEntropy, []string{"smoothing"}, []string{"q"}},
	} {
		p.Edit(c.field, c.value)
		for _, field := range c.applies {
			if !p.Applies(field) {
				t.Errorf("%s=%s: %s does not apply", c.field, c.value, field)
			}
		}
		for _, field := range c.not {
			if p.Applies(field) {
				t.Errorf("%s=%s: %s applies", c.field, c.value, field)
			}
		}
	}
}

func TestAPresetBringsItsSettingsButKeepsDataAndSeed(t *testing.T) {
	p, w := idle(t, "?data=mine&seed=9")
	p.Edit("preset", "lenet5")
	if p.Settings.Data != "mine" || p.Settings.Seed != 9 || p.Settings.Steps != 12001 || !p.Applies("dropout") {
		t.Errorf("settings %+v", p.Settings)
	}
	want(t, w.take(), &message.Configure{Settings: p.Settings})
	if !strings.Contains(w.address, "preset=lenet5") {
		t.Errorf("the address is %q", w.address)
	}
}

func TestChoosingOtherDataLoadsThem(t *testing.T) {
	p, w := idle(t, "")
	p.Edit("data", "mine")
	want(t, w.take(), &message.Load{Name: "mine", URL: "/data/mine.2.glyphs"}, &message.Configure{Settings: p.Settings})
	configured(p)
	p.Edit("data", "open") // has been loaded before
	want(t, w.take(), &message.Configure{Settings: p.Settings})
}

func TestSettingsStandWhileTraining(t *testing.T) {
	p, w := training(t)
	before := p.Settings
	p.Edit("rate", "1")
	if p.Settings != before {
		t.Errorf("settings became %+v", p.Settings)
	}
	want(t, w.take())
}

func TestAfterAPauseOtherSettingsWaitForANewRun(t *testing.T) {
	p, w := paused(t, 60)
	p.Edit("rate", "0.1")
	want(t, w.take())
	if !p.Pending() || p.Record.Step != 60 || len(p.Log) == 0 {
		t.Fatalf("pending %v, step %d, %d lines", p.Pending(), p.Record.Step, len(p.Log))
	}
	if got := p.Primary(); got != (Action{"Train", true}) {
		t.Errorf("the button is %+v", got)
	}
	p.Revert()
	if p.Pending() || p.Primary().Title != "Resume" {
		t.Errorf("pending %v, button %q after going back", p.Pending(), p.Primary().Title)
	}
	p.Edit("rate", "0.1")
	p.PressPrimary()
	want(t, w.take(), &message.Configure{Settings: p.Settings})
	configured(p)
	want(t, w.take(), &message.Train{})
	if p.Record.Settings.Rate != 0.1 || p.Record.Step != 0 {
		t.Errorf("the run is %+v", p.Record)
	}
}

func TestAReportBringsCurvesFiltersAndTheAssignmentsLines(t *testing.T) {
	p, w := training(t)
	losses, accuracies := make([]float32, 52), make([]float32, 52)
	losses[0], accuracies[0] = 3.51275, 6.25
	losses[50], accuracies[50] = 1.48703, 43.75
	p.Receive(&message.Report{Losses: losses[:51], Accuracies: accuracies[:51], Rate: 0.04, StepsPerSecond: 25, Seconds: 2,
		Filters: message.Filters{Height: 1, Width: 1, Channels: 1, Count: 1, Weights: []float32{0.25}}})
	p.Receive(&message.Evaluated{Split: message.Validation, Step: 0, Correct: 101, Count: 1000}) // measured while training went on
	p.Receive(&message.Evaluated{Split: message.Validation, Step: 50, Correct: 504, Count: 1000})
	p.Receive(&message.Report{First: 51, Losses: losses[51:], Accuracies: accuracies[51:]})
	lines := []string{
		"Minibatch loss at step 0: 3.512750", "Minibatch accuracy: 6.2%",
		"Validation accuracy: 10.1%",
		"Minibatch loss at step 50: 1.487030", "Minibatch accuracy: 43.8%",
		"Validation accuracy: 50.4%",
	}
	if !slices.Equal(p.Log, lines) {
		t.Errorf("the log is %q, want %q", p.Log, lines)
	}
	if p.Record.Step != 52 || len(p.Loss.Buckets) != 52 {
		t.Errorf("step %d, %d losses", p.Record.Step, len(p.Loss.Buckets))
	}
	if want := []run.Point{{Step: 0, Accuracy: 10.1}, {Step: 50, Accuracy: 50.4}}; !slices.Equal(p.Record.Validation, want) {
		t.Errorf("validation %v, want %v", p.Record.Validation, want)
	}
	want(t, w.take())
	p.ReportDrawn()
	p.ReportDrawn()
	want(t, w.take(), &message.Drawn{}) // once for all that was drawn at once
}

func TestTheNumberOfWorkersIsNoSettingOfTheRun(t *testing.T) {
	w := new(world)
	p := New(w, "?workers=3&seed=7")
	p.Receive(&message.Ready{Cores: 2})
	p.ManifestArrived(manifest)
	want(t, w.take(), &message.Workers{Count: 3},
		&message.Load{Name: "open", URL: "/data/open.1.glyphs"}, &message.Configure{Settings: p.Settings})
	if want := "data=open&preset=stride&seed=7&steps=1001&workers=3"; w.address != want {
		t.Errorf("the address is %q, want %q", w.address, want)
	}
	p.Receive(&message.Crew{Workers: 3})
	if p.Workers.Count != 3 || p.Workers.Text != "3" {
		t.Errorf("got %+v", p.Workers)
	}

	p, w = training(t)
	if p.Receive(&message.Ready{Cores: 2}); p.Workers.Text != "2" || p.Workers.Count != 1 {
		t.Errorf("got %+v, want as many as there are cores", p.Workers)
	}
	w.take()
	p.EditWorkers("many")
	want(t, w.take())
	if !strings.Contains(p.Workers.Problem, "workers is a whole number from 1 to 8") || !p.FormIsRight() {
		t.Errorf("the problem is %q, the form right: %v", p.Workers.Problem, p.FormIsRight())
	}
	p.EditWorkers("4") // while the run is under way
	want(t, w.take(), &message.Workers{Count: 4})
	if p.Pending() || p.Workers.Problem != "" || !strings.HasSuffix(w.address, "&workers=4") {
		t.Errorf("pending %v, %+v, address %q", p.Pending(), p.Workers, w.address)
	}
}

func TestTroubleOfAWorkerIsShownUntilTheNextRun(t *testing.T) {
	p, _ := training(t)
	p.Receive(&message.Crew{Workers: 1, Trouble: "A worker has stopped."})
	p.Receive(&message.Crew{Workers: 2})
	if p.Workers.Count != 2 || p.Workers.Trouble == "" {
		t.Errorf("got %+v", p.Workers)
	}
	configured(p)
	if p.Workers.Count != 2 || p.Workers.Trouble != "" {
		t.Errorf("in another run %+v", p.Workers)
	}
}

func TestTheTestAccuracyEndsTheRun(t *testing.T) {
	p, _ := training(t)
	p.Receive(&message.Evaluated{Split: message.Test, Step: 1000, Correct: 9, Count: 10})
	p.Receive(&message.StateChanged{State: run.Done, Step: 1001, SHA256: "ff"})
	if p.Record.Test == nil || *p.Record.Test != 90 || p.Locked() {
		t.Fatalf("test %v, locked %v", p.Record.Test, p.Locked())
	}
	if got, want := p.Log[len(p.Log)-1], "Test accuracy: 90.0%"; got != want {
		t.Errorf("the last line is %q, want %q", got, want)
	}
	if got := p.Announcement(); got != "Done, test accuracy 90.0%" {
		t.Errorf("it says %q", got)
	}
	if got := p.Primary().Title; got != "Train again" {
		t.Errorf("the button is %q", got)
	}
}

func TestTrainAgainIsANewRun(t *testing.T) {
	p, w := training(t)
	p.Receive(&message.StateChanged{State: run.Done, Step: 1001})
	p.PressPrimary()
	want(t, w.take(), &message.Configure{Settings: p.Settings})
	configured(p)
	want(t, w.take(), &message.Train{})
}

func TestARunThatFailsSaysWhyAndCanBeBegunAgain(t *testing.T) {
	p, w := training(t)
	p.Receive(&message.Failed{Doing: "train", Message: "the loss is not finite at step 3", RunOver: true})
	p.Receive(&message.StateChanged{State: run.Failed, Step: 3})
	if p.Record.State != run.Failed || p.Record.Error == "" || p.Locked() {
		t.Fatalf("record %+v, locked %v", p.Record, p.Locked())
	}
	p.Reset()
	want(t, w.take(), &message.Reset{})
	configured(p)
	if p.Record.Error != "" || p.Record.State != run.Idle {
		t.Errorf("record %+v after reset", p.Record)
	}
}

func TestRefusedSettingsStopTrainUntilTheyChange(t *testing.T) {
	p, w := idle(t, "")
	p.Edit("batch", "200")
	w.take()
	p.Receive(&message.Failed{Doing: "configure", Message: "a batch of 200 is more than the 100 images"})
	if p.Primary().Enabled || p.Refused == "" {
		t.Errorf("train %v, reason %q", p.Primary().Enabled, p.Refused)
	}
	p.Edit("batch", "16")
	configured(p)
	if !p.Primary().Enabled || p.Refused != "" {
		t.Errorf("train %v, reason %q after the change", p.Primary().Enabled, p.Refused)
	}
}

func TestDataThatDoNotComeCanBeTriedAgain(t *testing.T) {
	p, w := opened("")
	w.take()
	p.Receive(&message.Failed{Doing: "load", Message: "the server answered 404", Data: "open", RunOver: true})
	p.Receive(&message.StateChanged{State: run.Failed})
	if p.DataProblem() == "" || p.Primary().Enabled {
		t.Fatalf("problem %q, train %v", p.DataProblem(), p.Primary().Enabled)
	}
	p.TryDataAgain()
	want(t, w.take(), &message.Load{Name: "open", URL: "/data/open.1.glyphs"}, &message.Configure{Settings: p.Settings})
	if p.DataProblem() != "" {
		t.Errorf("the problem stays: %q", p.DataProblem())
	}
}

func TestAManifestThatDoesNotComeCanBeTriedAgain(t *testing.T) {
	w := new(world)
	p := New(w, "")
	p.ManifestFailed("the server cannot be reached")
	if !strings.Contains(p.DataProblem(), "cannot be reached") {
		t.Errorf("problem %q", p.DataProblem())
	}
	p.TryDataAgain()
	if w.fetches != 2 || p.DataProblem() != "" {
		t.Errorf("%d fetches, problem %q", w.fetches, p.DataProblem())
	}
}

func TestAWorkerThatStopsIsToldAndReplaced(t *testing.T) {
	p, w := training(t)
	p.WorkerStopped("out of memory")
	if p.Record.State != run.Failed || p.Record.Error != "out of memory" || p.Primary().Enabled || p.CanReset() || p.CanStep() {
		t.Fatalf("record %+v", p.Record)
	}
	p.StartAgain()
	if w.workers != 2 || p.Stopped != "" {
		t.Fatalf("%d workers, stopped: %q", w.workers, p.Stopped)
	}
	p.Receive(&message.Ready{})
	want(t, w.take(), &message.Load{Name: "open", URL: "/data/open.1.glyphs"}, &message.Configure{Settings: p.Settings})
	configured(p)
	if got := p.Primary(); got != (Action{"Train", true}) {
		t.Errorf("the button is %+v", got)
	}
}

func TestADrawingIsAskedAboutAtEachStrokeAndReportOneQuestionAtATime(t *testing.T) {
	p, w := training(t)
	p.Ask()
	want(t, w.take()) // nothing is drawn
	p.Draw(one)
	p.Ask()
	want(t, w.take(), &message.Classify{ID: 1, Pixels: one.Image(Side, Side)})
	p.Draw(two)
	p.Ask()
	want(t, w.take()) // the first question is not answered yet
	p.Receive(&message.Classified{ID: 1, Step: 4, Probabilities: []float32{0.25, 0.75}})
	if class, q := p.Drawing.Guess(); class != 1 || q != 0.75 {
		t.Errorf("guess %d with %v", class, q)
	}
	p.Ask()
	want(t, w.take(), &message.Classify{ID: 2, Pixels: two.Image(Side, Side)})
	p.Receive(&message.Classified{ID: 2, Step: 4, Probabilities: []float32{0.5, 0.5}})
	p.Ask()
	want(t, w.take()) // nothing is new
	p.Receive(&message.Report{Losses: []float32{1}, Accuracies: []float32{1}})
	p.Ask()
	want(t, w.take(), &message.Classify{ID: 3, Pixels: two.Image(Side, Side)})
}

func TestAnAnswerThatComesAfterClearIsNotShown(t *testing.T) {
	p, _ := idle(t, "")
	p.Draw(one)
	p.Ask()
	p.Draw(nil)
	p.Receive(&message.Classified{ID: 1, Probabilities: []float32{1, 0}})
	if class, _ := p.Drawing.Guess(); class != -1 {
		t.Errorf("the empty pad is read as class %d", class)
	}
}

func TestTheTitleTellsABackgroundTabHowFarTheRunIs(t *testing.T) {
	p, _ := training(t)
	p.Receive(&message.Report{Losses: make([]float32, 500), Accuracies: make([]float32, 500)})
	if got, want := p.Title(), "49% trained – Glyphlab"; got != want {
		t.Errorf("the title is %q, want %q", got, want)
	}
}

func TestCountsAndDurationsReadAsAPersonSaysThem(t *testing.T) {
	for n, want := range map[int]string{0: "0", 9999: "9999", 16000: "16\u202f000", 1000000: "1\u202f000\u202f000"} {
		if got := Count(n); got != want {
			t.Errorf("Count(%d) = %q, want %q", n, got, want)
		}
	}
	for seconds, want := range map[float64]string{0.2: "1 s", 59: "59 s", 61: "1 min 1 s", 3700: "1 h 1 min"} {
		if got := Duration(seconds); got != want {
			t.Errorf("Duration(%v) = %q, want %q", seconds, got, want)
		}
	}
	if got := Plural(1, "step"); got != "1 step" {
		t.Errorf("Plural(1) = %q", got)
	}
}

func TestASeriesOfAMillionStepsStaysSmallAndKeepsItsMeans(t *testing.T) {
	s := NewSeries(1_000_000)
	for step := range 1_000_000 {
		s.Add(step, float64(step%2)) // mean ½ everywhere
	}
	if n := len(s.Buckets); n > 2000 {
		t.Errorf("%d buckets", n)
	}
	for i, b := range s.Buckets {
		if b.Mean != 0.5 {
			t.Fatalf("bucket %d has the mean %v", i, b.Mean)
		}
	}
	if last := s.Buckets[len(s.Buckets)-1].Smooth; last < 0.49 || last > 0.51 {
		t.Errorf("the running mean is %v", last)
	}
}

func TestTheRunningMeanBeginsAtTheFirstNumber(t *testing.T) {
	s := NewSeries(1001)
	s.Add(0, 3.5)
	if got := s.Buckets[0].Smooth; got < 3.499999 || got > 3.500001 {
		t.Errorf("after one number, 3.5, the mean is %v", got)
	}
	if b, ok := s.At(0); !ok || b.Mean != 3.5 {
		t.Errorf("At(0) = %v, %v", b, ok)
	}
	if _, ok := s.At(1); ok {
		t.Error("there is a bucket for a step that was not taken")
	}
}
