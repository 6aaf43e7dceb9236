//go:build js

package crew

import (
	"math/rand/v2"
	"slices"
	"syscall/js"
	"testing"

	"glyphlab/engine"
	"glyphlab/engine/dataset"
	"glyphlab/engine/dataset/datasettest"
	"glyphlab/engine/experiment"
	"glyphlab/engine/run"
)

// A browser stands for the one that the laboratory's worker lives in. It has
// one thread: whoever the crew hires works while the laboratory sleeps.
type browser struct {
	t         testing.TB
	hired     []*hand
	now       float64 // seconds
	nap       float64 // how long a sleep takes
	clocks    map[int]js.Value
	clocksSet int   // counts them
	happened  []any // what the crew delivered
}

// open opens a browser for a crew, until the test ends.
func open(t testing.TB) (*browser, *Crew) {
	b := &browser{t: t, nap: 0.25, clocks: map[int]js.Value{}}
	substitute(t, "program", "the program")
	substitute(t, "Worker", function(t, b.hire))
	substitute(t, "SharedArrayBuffer", js.Global().Get("ArrayBuffer"))
	substitute(t, "setInterval", function(t, func(_ js.Value, args []js.Value) any {
		if args[1].Int() != 1000 {
			t.Errorf("a clock ticks every %v ms", args[1])
		}
		b.clocksSet++
		b.clocks[b.clocksSet] = args[0]
		return b.clocksSet
	}))
	substitute(t, "clearInterval", function(t, func(_ js.Value, args []js.Value) any {
		if args[0].Type() == js.TypeNumber {
			delete(b.clocks, args[0].Int())
		}
		return nil
	}))
	whileAsleep(t, func() {
		b.now += b.nap
		for _, h := range b.hired {
			h.work()
		}
	})
	return b, New(func(v any) { b.happened = append(b.happened, v) }, func() float64 { return b.now })
}

// substitute puts a value in the place of a global one, until the test ends.
func substitute(t testing.TB, name string, value any) {
	object, global := js.Global().Get("Object"), js.Global()
	was := object.Call("getOwnPropertyDescriptor", global, name)
	object.Call("defineProperty", global, name, map[string]any{"value": value, "configurable": true, "writable": true})
	t.Cleanup(func() {
		if was.IsUndefined() {
			global.Delete(name)
		} else {
			object.Call("defineProperty", global, name, was)
		}
	})
}

func function(t testing.TB, f func(this js.Value, args []js.Value) any) js.Value {
	fn := js.FuncOf(f)
	t.Cleanup(fn.Release)
	return fn.Value
}

// whileAsleep has something done in place of every wait in shared memory.
func whileAsleep(t testing.TB, do func()) {
	was := sleepOn
	t.Cleanup(func() { sleepOn = was })
	sleepOn = function(t, func(js.Value, []js.Value) any {
		do()
		return nil
	})
}

// tick lets seconds pass for the clocks.
func (b *browser) tick(seconds int) {
	for range seconds {
		for _, call := range b.clocks {
			call.Invoke()
		}
	}
}

// members returns those that are hired as such and not ended.
func (b *browser) members() (members []*hand) {
	for _, h := range b.hired {
		if !h.ended && h.name != "glyphlab examiner" {
			members = append(members, h)
		}
	}
	return members
}

func (b *browser) examiner() *hand {
	for _, h := range slices.Backward(b.hired) {
		if h.name == "glyphlab examiner" {
			return h
		}
	}
	b.t.Fatal("no examiner has been hired")
	return nil
}

// join has every member ready for the present run.
func (b *browser) join() {
	for _, h := range b.members() {
		h.join()
	}
}

// A hand is a worker that has been hired.
type hand struct {
	*member // once it has been briefed
	value   js.Value
	name    string
	told    []js.Value
	last    int  // the number of the last job that it heard of
	started bool // it hears messages
	hangs   bool // it does nothing more
	ended   bool
}

// hire is the browser's new Worker.
func (b *browser) hire(this js.Value, args []js.Value) any {
	h := &hand{value: this, name: args[1].Get("name").String()}
	b.hired = append(b.hired, h)
	this.Set("postMessage", function(b.t, func(_ js.Value, args []js.Value) any {
		message := args[0]
		switch {
		case message.Get("program").Truthy():
			if message.Get("program").String() != "the program" || h.started {
				b.t.Errorf("%s is started with %v", h.name, message.Get("program"))
			}
		case h.ended || !h.started:
			b.t.Errorf("%s is told something that it does not hear", h.name)
		case message.Get("job").Truthy(): // what is shared must not be copied
			h.told = append(h.told, message)
		default:
			h.told = append(h.told, js.Global().Call("structuredClone", message, map[string]any{"transfer": args[1]}))
		}
		return nil
	}))
	this.Set("terminate", function(b.t, func(js.Value, []js.Value) any {
		h.ended = true
		return nil
	}))
	return nil
}

// say has the crew hear words of the worker.
func (h *hand) say(words any) { h.event("onmessage", map[string]any{"data": words}) }

func (h *hand) event(name string, event map[string]any) {
	if listener := h.value.Get(name); listener.Type() == js.TypeFunction {
		listener.Invoke(event)
	}
}

func (h *hand) start() {
	h.started = true
	h.say(map[string]any{"started": true})
}

// join does with the newest brief what Serve does.
func (h *hand) join() {
	if !h.started {
		h.start()
	}
	brief := h.told[len(h.told)-1]
	network := describe(brief.Get("brief"))
	model, err := experiment.Compile(network.settings, network.height, network.width, network.classes)
	if err != nil {
		panic(err)
	}
	h.member = newMember(model, network.settings.Seed, blockOf(brief.Get("job")), blockOf(brief.Get("desk")))
	h.last = h.job.load(numberAt)
	h.say(map[string]any{"briefed": brief.Get("number")})
}

// work does a job that is new.
func (h *hand) work() {
	if h.member == nil || h.hangs || h.ended {
		return
	}
	if number := h.job.load(numberAt); number != h.last {
		h.last = number
		h.do(number)
	}
}

// noise is a data set of nothing, with labels to go by.
func noise(t testing.TB) *dataset.Set {
	random := rand.New(rand.NewPCG(1, 2))
	info := dataset.Info{
		Name: "noise", Title: "Noise", Height: 16, Width: 12, Bits: 8,
		Classes: []string{"A", "B", "C"}, Counts: [3]int{1, 200, 70},
	}
	return datasettest.Made(t, info, func(_ dataset.Split, _ int, pixels []byte) int {
		fill(pixels, random)
		return random.IntN(3)
	})
}

func fill(pixels []byte, random *rand.Rand) {
	for i := range pixels {
		pixels[i] = byte(random.IntN(256))
	}
}

// settings are those of a run with dropout, so that it depends on its seed and
// on the number of the step.
func settings(batch int) run.Settings {
	s, err := run.Defaults().WithPreset("lenet5")
	if err != nil {
		panic(err)
	}
	s.Data, s.Seed, s.Batch = "noise", 7, batch
	return s
}

// A trial is a run as the laboratory has it: the steps of a trainer without
// the optimizer.
type trial struct {
	t      testing.TB
	crew   *Crew
	model  *engine.Model
	batch  *engine.Batch
	random *rand.Rand
}

// begin compiles a run and tells the crew of it.
func begin(t testing.TB, c *Crew, s run.Settings, data *dataset.Set, members int) *trial {
	model, err := experiment.Compile(s, data.Info.Height, data.Info.Width, len(data.Info.Classes))
	if err != nil {
		t.Fatal(err)
	}
	c.Brief(s, data, members, func() {})
	pixels := make([]byte, s.Batch*data.Info.Height*data.Info.Width)
	return &trial{
		t: t, crew: c, model: model, random: rand.New(rand.NewPCG(3, 4)),
		batch: &engine.Batch{Step: 299, Seed: s.Seed, Pixels: pixels, Labels: make([]int, s.Batch)},
	}
}

// handOut begins a step with other weights and images than the last.
func (r *trial) handOut(workers int) {
	r.batch.Step++
	r.model.Initialize(r.random.Uint64())
	fill(r.batch.Pixels, r.random)
	for i := range r.batch.Labels {
		r.batch.Labels[i] = r.random.IntN(3)
	}
	r.crew.Begin(r.batch, r.model.Weights(), workers)
}

// collect asks for every part of a step. The given workers must deliver
// nothing, the others what the engine finds.
func (r *trial) collect(workers int, lost ...int) {
	r.t.Helper()
	for worker := 1; worker < workers; worker++ {
		for i, n := range engine.AppendShare(nil, len(r.batch.Labels), workers, worker) {
			got, delivered := r.crew.Collect(worker, i, n)
			if delivered == slices.Contains(lost, worker) {
				r.t.Errorf("worker %d of %d delivers node %d: %t", worker, workers, i, delivered)
			}
			if !delivered {
				continue
			}
			want := r.model.Part(r.batch, n)
			if !slices.Equal(got.Gradient, want.Gradient) || !slices.Equal(got.Losses, want.Losses) || got.Correct != want.Correct {
				r.t.Errorf("batches of %d, step %d: worker %d of %d finds %d right and losses %v in %+v, the engine %d and %v, or another gradient",
					len(r.batch.Labels), r.batch.Step, worker, workers, got.Correct, got.Losses, n, want.Correct, want.Losses)
			}
		}
	}
}

// step is a step that so many workers share.
func (r *trial) step(workers int, lost ...int) {
	r.t.Helper()
	r.handOut(workers)
	r.collect(workers, lost...)
}
