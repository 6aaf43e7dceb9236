package lab

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"glyphlab/engine/dataset"
	"glyphlab/engine/dataset/datasettest"
	"glyphlab/engine/experiment"
	"glyphlab/engine/run"
	"glyphlab/engine/sha256"
	"glyphlab/wasm/message"
)

// A page stands for the browser in these tests: it answers the laboratory's
// events with commands, and time passes at every look at the clock.
type page struct {
	t        *testing.T
	inbox    []any
	coming   []any // reaches the inbox at the next breath
	events   []message.Message
	now      float64
	tick     float64               // the seconds between two looks at the clock; 0 for a millisecond
	network  []any                 // chunks, one of which arrives whenever the browser has the thread
	onEvent  func(message.Message) // what the page does when it hears an event
	atBreath func()                // what it does whenever the browser has the thread
	crew     *crew                 // nil for a laboratory alone

	fetches       []File          // by id
	onFetch       func(int, File) // what happens when one is asked for
	kept, dropped []string        // addresses of files
	tidied        []string        // shelves and what stays on them
}

func (p *page) Send(m message.Message) {
	// The event is read back, as the page would: what is sent later must not
	// change it.
	m, err := message.Decode(message.Encode(m))
	if err != nil {
		p.t.Fatal(err)
	}
	p.events = append(p.events, m)
	if p.onEvent != nil {
		p.onEvent(m)
	}
}

func (p *page) Next(wait bool) any {
	if wait && len(p.inbox) == 0 {
		p.deliver()
	}
	if len(p.inbox) == 0 {
		return nil
	}
	next := p.inbox[0]
	p.inbox = p.inbox[1:]
	return next
}

func (p *page) deliver() {
	if len(p.network) > 0 {
		p.coming = append(p.coming, p.network[0])
		p.network = p.network[1:]
	}
	p.inbox = append(p.inbox, p.coming...)
	p.coming = nil
}

func (p *page) Breathe() {
	if p.atBreath != nil {
		p.atBreath()
	}
	p.deliver()
}

func (p *page) Fetch(id int, f File) {
	p.fetches = append(p.fetches, f)
	if p.onFetch != nil {
		p.onFetch(id, f)
	}
}

func (p *page) Keep(id int) { p.kept = append(p.kept, p.fetches[id].URL) }
func (p *page) Drop(id int) { p.dropped = append(p.dropped, p.fetches[id].URL) }

func (p *page) Tidy(shelf string, urls []string) {
	p.tidied = append(p.tidied, shelf+": "+strings.Join(urls, " "))
	p.say(Stored{Bytes: len(p.kept)})
}

func (p *page) EmptyStore() {
	p.kept = nil
	p.say(Stored{})
}

func (p *page) Crew() (Crew, int, string) {
	if p.crew == nil {
		return nil, 1, "this test has one worker"
	}
	p.crew.page = p
	return p.crew, 1 + p.crew.cores, ""
}

func (p *page) SHA256(weights []float32) [sha256.Size]byte {
	h := sha256.New()
	for _, w := range weights {
		h.Write(binary.LittleEndian.AppendUint32(nil, math.Float32bits(w)))
	}
	return h.Sum()
}

func (p *page) Now() float64 {
	p.now += cmp.Or(p.tick, 0.0002)
	return p.now
}

func (p *page) say(commands ...any) { p.coming = append(p.coming, commands...) }

func (p *page) run() { New(p).Run() }

// all returns the events of one kind.
func all[M message.Message](p *page) (events []M) {
	for _, m := range p.events {
		if e, ok := m.(M); ok {
			events = append(events, e)
		}
	}
	return events
}

func last[M message.Message](p *page) M {
	events := all[M](p)
	if len(events) == 0 {
		var none M
		p.t.Fatalf("no %T among %d events", none, len(p.events))
	}
	return events[len(events)-1]
}

func (p *page) states() (states []run.State) {
	for _, e := range all[*message.StateChanged](p) {
		states = append(states, e.State)
	}
	return states
}

var settings = func() run.Settings {
	s := run.Defaults()
	s.Data, s.Steps, s.Batch = "blocks", 120, 8
	return s
}()

// file returns a data set of letters that are easy to tell apart: a bright
// square whose place is the class, in noise.
func file(t testing.TB) []byte {
	info := dataset.Info{
		Name: "blocks", Title: "Blocks", Origin: "made by a test",
		Height: 28, Width: 28, Bits: 8,
		Classes: strings.Split("ABCDEFGHIJ", ""),
		Counts:  [3]int{2100, 150, 130},
	}
	random := rand.New(rand.NewPCG(1, 2))
	return datasettest.File(t, info, func(_ dataset.Split, _ int, pixels []byte) int {
		class := random.IntN(10)
		for i := range pixels {
			pixels[i] = byte(random.IntN(50))
			if y, x := i/28, i%28; y/6 == class/4 && x/6 == class%4 {
				pixels[i] += 200
			}
		}
		return class
	})
}

// chunks cuts the file of fetch id into pieces of at most size bytes.
func chunks(id int, data []byte, size int) (out []any) {
	for piece := range slices.Chunk(data, size) {
		out = append(out, Chunk{ID: id, Bytes: piece})
	}
	return append(out, Chunk{ID: id, Last: true})
}

// loaded returns a page that has asked for the data and got it.
func loaded(t *testing.T) *page {
	p := &page{t: t}
	p.say(&message.Load{Name: "blocks", URL: "/data/blocks.glyphs"})
	p.say(chunks(0, file(t), 1<<16)...)
	return p
}

// alone trains the settings without a laboratory around it.
func alone(t *testing.T, s run.Settings) (sha string, losses []float32) {
	set, err := dataset.Read(bytes.NewReader(file(t)))
	if err != nil {
		t.Fatal(err)
	}
	e, err := experiment.New(s, set)
	if err != nil {
		t.Fatal(err)
	}
	for !e.Done() {
		m, err := e.Step()
		if err != nil {
			t.Fatal(err)
		}
		losses = append(losses, float32(m.Loss))
	}
	return e.SHA256(), losses
}

func TestARunGoesFromLoadingToDone(t *testing.T) {
	p := loaded(t)
	p.say(&message.Configure{Settings: settings}, &message.Train{})
	p.run()

	sha, losses := alone(t, settings)
	end := last[*message.StateChanged](p)
	if end.State != run.Done || end.Step != settings.Steps || end.SHA256 != sha || end.Seconds <= 0 {
		t.Errorf("ended with %+v, want done after %d steps with %s", end, settings.Steps, sha)
	}
	var reported []float32
	for _, r := range all[*message.Report](p) {
		if r.First != len(reported) || len(r.Accuracies) != len(r.Losses) || len(r.Filters.Weights) != 5*5*16 {
			t.Errorf("a report begins at step %d after %d steps, with %d accuracies for %d losses", r.First, len(reported), len(r.Accuracies), len(r.Losses))
		}
		reported = append(reported, r.Losses...)
	}
	if !slices.Equal(reported, losses) {
		t.Errorf("reported %d losses that are not the run's %d", len(reported), len(losses))
	}
	var at []int
	for _, e := range all[*message.Evaluated](p) {
		at = append(at, e.Step)
		if want := [3]int{0, 150, 130}[e.Split]; e.Count != want || e.Asked {
			t.Errorf("evaluated %+v, want %d images", e, want)
		}
	}
	if !slices.Equal(at, []int{0, 50, 100, 119}) || last[*message.Evaluated](p).Split != message.Test {
		t.Errorf("evaluated after steps %v, want validation after 0, 50 and 100 and the test after 119", at)
	}
	if best := last[*message.Evaluated](p); best.Correct < 120 {
		t.Errorf("%d of 130 test images right: the network has not learned", best.Correct)
	} else if accuracy := 100 * float64(best.Correct) / 130; !(best.Low < accuracy && accuracy <= best.High+1e-9 && best.Low > accuracy-10) {
		t.Errorf("the test's accuracy is %v%%, from %v to %v", accuracy, best.Low, best.High)
	} else if right, all := traced(best.Confusion); right != best.Correct || all != 130 {
		t.Errorf("%d of 130 are right, of the answers %d of %d: %v", best.Correct, right, all, best.Confusion)
	}
	if got := all[*message.Samples](p); len(got) != 1 || len(got[0].Labels) != 10*samplesPerClass || len(got[0].Images) != len(got[0].Labels)*28*28 {
		t.Errorf("the samples are %+v", got)
	}
}

// traced returns how many images a table of 10 classes has on its diagonal, and
// in all.
func traced(confusion []int) (right, all int) {
	for i, n := range confusion {
		all += n
		if i%11 == 0 {
			right += n
		}
	}
	return right, all
}

func TestReportsWaitUntilTheLastOneIsDrawn(t *testing.T) {
	p := loaded(t)
	breaths := 0
	p.atBreath = func() {
		if breaths++; breaths%5 == 0 {
			p.say(&message.Drawn{})
		}
	}
	p.say(&message.Configure{Settings: settings}, &message.Train{})
	p.run()
	reports, next := all[*message.Report](p), 0
	for _, r := range reports {
		if r.First != next {
			t.Fatalf("a report begins with step %d, want %d", r.First, next)
		}
		next += len(r.Losses)
	}
	if next != settings.Steps {
		t.Errorf("%d steps reported, want %d", next, settings.Steps)
	}
	// A report goes out when one was drawn, before an evaluation's figure, and
	// before a change of state; no more often.
	if most := breaths/5 + len(all[*message.Evaluated](p)) + len(all[*message.StateChanged](p)) + 1; len(reports) > most {
		t.Errorf("%d reports in %d breaths, want at most %d", len(reports), breaths, most)
	}
}

func TestTrainingBeginsWithTheFirstBlock(t *testing.T) {
	p := &page{t: t}
	p.say(&message.Load{Name: "blocks", URL: "u"})
	p.network = chunks(0, file(t), 40_000)
	p.say(&message.Configure{Settings: settings}, &message.Train{})
	missing := -1
	p.onEvent = func(m message.Message) {
		if _, ok := m.(*message.Report); ok && missing < 0 {
			missing = len(p.network)
		}
	}
	p.run()
	if missing <= 0 {
		t.Errorf("the first report came with %d chunks still to come, want some", missing)
	}
	sha, _ := alone(t, settings)
	if end := last[*message.StateChanged](p); end.State != run.Done || end.SHA256 != sha {
		t.Errorf("ended with %+v, want done with %s", end, sha)
	}
}

func TestPauseIsAnsweredInTheMiddleOfAStep(t *testing.T) {
	p := loaded(t)
	p.say(&message.Configure{Settings: settings}, &message.Train{})
	paused := 0
	p.atBreath = func() {
		if s := last[*message.StateChanged](p); s.State == run.Training && paused < 3 {
			paused++
			p.say(&message.Pause{})
		}
	}
	p.onEvent = func(m message.Message) {
		s, ok := m.(*message.StateChanged)
		if ok && s.State == run.Paused {
			p.say(&message.Train{})
		}
	}
	p.run()
	if paused != 3 || !slices.Contains(p.states(), run.Paused) {
		t.Errorf("paused %d times; the states were %v", paused, p.states())
	}
	sha, _ := alone(t, settings)
	if end := last[*message.StateChanged](p); end.State != run.Done || end.SHA256 != sha {
		t.Errorf("ended with %+v, want the weights of a run that never paused, %s", end, sha)
	}
}

func TestTheHashOfManyWeightsComesAfterTheAnswerToAPause(t *testing.T) {
	large := settings // in weights, not in work
	large.Preset, large.Blocks, large.Hidden, large.Batch = "best", "2", 1024, 1
	p := loaded(t)
	p.say(&message.Configure{Settings: large}, &message.Train{Steps: 1})
	p.run()
	states := all[*message.StateChanged](p)
	answer, whole := *states[len(states)-2], *states[len(states)-1]
	if answer.State != run.Paused || answer.SHA256 != "" || len(whole.SHA256) != 64 {
		t.Errorf("a pause is answered by %+v, then %+v", answer, whole)
	}
	if whole.SHA256 = ""; whole != answer {
		t.Errorf("first the worker says %+v, then %+v", answer, whole)
	}
}

func TestOneStepAtATime(t *testing.T) {
	p := loaded(t)
	p.say(&message.Configure{Settings: settings}, &message.Train{Steps: 1}, &message.Train{Steps: 2})
	p.onEvent = func(m message.Message) {
		if s, ok := m.(*message.StateChanged); ok && s.State == run.Paused && s.Step == 1 {
			p.say(&message.Train{Steps: 2})
		}
	}
	p.run()
	if end := last[*message.StateChanged](p); end.State != run.Paused || end.Step > 3 || end.SHA256 == "" {
		t.Errorf("ended with %+v, want paused after at most 3 steps", end)
	}
}

func TestADrawnLetterIsAnsweredWhileTrainingAndChangesNothing(t *testing.T) {
	p := loaded(t)
	p.say(&message.Configure{Settings: settings}, &message.Train{})
	id := uint32(0)
	p.atBreath = func() {
		id++
		p.say(&message.Classify{ID: id, Pixels: make([]byte, 28*28)})
	}
	p.run()
	answers := all[*message.Classified](p)
	if len(answers) == 0 || len(answers) != int(id) {
		t.Fatalf("%d answers to %d drawings", len(answers), id)
	}
	for i, a := range answers {
		sum := float32(0)
		for _, x := range a.Probabilities {
			sum += x
		}
		if a.ID != uint32(i+1) || len(a.Probabilities) != 10 || sum < 0.999 || sum > 1.001 {
			t.Fatalf("answer %d is %+v", i, a)
		}
	}
	sha, _ := alone(t, settings)
	if end := last[*message.StateChanged](p); end.SHA256 != sha {
		t.Errorf("the weights are %s, without drawings %s", end.SHA256, sha)
	}
}

func TestResetGivesUpAnEvaluationAndBeginsAgain(t *testing.T) {
	p := loaded(t)
	p.say(&message.Configure{Settings: settings}, &message.Train{})
	reset := false
	p.atBreath = func() {
		if evaluations := len(all[*message.Evaluated](p)); evaluations == 1 && !reset {
			reset = true
			p.say(&message.Reset{})
		}
	}
	p.run()
	if end := last[*message.StateChanged](p); !reset || end.State != run.Idle || end.Step != 0 {
		t.Fatalf("ended with %+v, want idle at step 0", end)
	}
	begun := all[*message.Configured](p)
	if len(begun) != 2 || begun[0].SHA256 != begun[1].SHA256 {
		t.Errorf("the weights after a reset are not the first ones")
	}
}

func TestEvaluateWhenAsked(t *testing.T) {
	p := loaded(t)
	p.say(&message.Configure{Settings: settings}, &message.Evaluate{Split: message.Test})
	p.run()
	if e := last[*message.Evaluated](p); e.Split != message.Test || e.Count != 130 || !e.Asked {
		t.Errorf("got %+v", e)
	}
}

func TestWrongCommandsAreRefusedInWords(t *testing.T) {
	wild := settings
	wild.Batch = 0
	other := settings
	other.Data = "other"
	large := settings
	large.Batch = 256
	for _, c := range []struct {
		name    string
		command any
		says    string
	}{
		{"train nothing", &message.Train{}, "configure one first"},
		{"classify with nothing", &message.Classify{}, "no network yet"},
		{"evaluate nothing", &message.Evaluate{}, "no network yet"},
		{"settings out of bounds", &message.Configure{Settings: wild}, "batch size"},
		{"data that was never loaded", &message.Configure{Settings: other}, "“other” is not loaded"},
		{"load without an address", &message.Load{Name: "x"}, "an address"},
		{"a message that cannot be read", errors.New("message: kind 99 is unknown"), "kind 99"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := loaded(t)
			p.say(c.command)
			p.run()
			if f := last[*message.Failed](p); !strings.Contains(f.Message, c.says) || f.RunOver {
				t.Errorf("got %+v, want %q", f, c.says)
			}
		})
	}
	for _, c := range []struct {
		name    string
		command message.Message
		says    string
	}{
		{"an image of the wrong size", &message.Classify{Pixels: []byte{1}}, "784"},
		{"a negative number of steps", &message.Train{Steps: -1}, "-1"},
		{"a run that is done", &message.Train{}, "done"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := loaded(t)
			short := settings
			short.Steps = 1
			p.say(&message.Configure{Settings: short}, &message.Train{})
			p.onEvent = func(m message.Message) {
				if s, ok := m.(*message.StateChanged); ok && s.State == run.Done {
					p.say(c.command)
				}
			}
			p.run()
			if f := last[*message.Failed](p); !strings.Contains(f.Message, c.says) || f.RunOver {
				t.Errorf("got %+v, want %q", f, c.says)
			}
			if s := last[*message.StateChanged](p); s.State != run.Done {
				t.Errorf("the run is %s, want it left as it was", s.State)
			}
		})
	}
}

func TestDataThatDoesNotComeFailsTheRunAndCanBeLoadedAgain(t *testing.T) {
	whole := file(t)
	damaged := bytes.Clone(whole)
	damaged[len(damaged)/2] ^= 1
	for _, c := range []struct {
		name   string
		chunks []any
	}{
		{"damaged", chunks(0, damaged, 1<<16)},
		{"cut", chunks(0, whole[:len(whole)-100], 1<<16)},
		{"foreign", chunks(0, []byte("<!doctype html><title>Not found</title>"), 10)},
		{"gone", []any{Chunk{ID: 0, Last: true, Err: errors.New("the server answered 404")}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := &page{t: t}
			p.say(&message.Load{Name: "blocks", URL: "u"}, &message.Configure{Settings: settings}, &message.Train{})
			p.say(c.chunks...)
			p.run()
			if f := last[*message.Failed](p); f.Doing != "load" || f.Message == "" || !f.RunOver {
				t.Fatalf("got %+v", f)
			}
			if s := last[*message.StateChanged](p); s.State != run.Failed {
				t.Fatalf("the run is %s, want failed", s.State)
			}

			again := &page{t: t}
			again.say(&message.Load{Name: "blocks", URL: "u"}, &message.Configure{Settings: settings}, &message.Train{})
			again.say(c.chunks...)
			again.onEvent = func(m message.Message) {
				if _, ok := m.(*message.Failed); ok {
					again.say(&message.Load{Name: "blocks", URL: "u"}, &message.Configure{Settings: settings}, &message.Train{})
					again.say(chunks(1, whole, 1<<16)...)
				}
			}
			again.run()
			if s := last[*message.StateChanged](again); s.State != run.Done {
				t.Errorf("loaded again, the run is %s, want done", s.State)
			}
		})
	}
}

func TestARunThatDivergesFailsWithItsStepNamed(t *testing.T) {
	p := loaded(t)
	wild := settings
	wild.Rate = 10
	wild.Momentum = 0.99
	p.say(&message.Configure{Settings: wild}, &message.Train{})
	p.run()
	f := last[*message.Failed](p)
	if !f.RunOver || !strings.Contains(f.Message, "step") {
		t.Errorf("got %+v, want an error that names the step", f)
	}
	if s := last[*message.StateChanged](p); s.State != run.Failed || s.SHA256 == "" {
		t.Errorf("ended with %+v, want failed with the last good weights' hash", s)
	}
}
