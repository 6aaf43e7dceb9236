//go:build js

package crew

import (
	"strconv"
	"syscall/js"

	"glyphlab/engine"
	"glyphlab/engine/dataset"
	"glyphlab/engine/endian"
	"glyphlab/engine/run"
	"glyphlab/wasm/lab"
	"glyphlab/wasm/message"
)

const (
	// A member that has not answered after so many times what the laboratory
	// took for its own share, and after so many seconds, hangs.
	timesPatience = 20
	leastPatience = 2.0

	// An examiner says a word every second; one that is silent for longer hangs.
	examinerPatience = 10 // in ticks of a second

	// A worker that is lost is replaced, but not for ever: what ends one may
	// end the next.
	mostReplaced = 3

	slice = 8 // milliseconds without a look at what has arrived
)

// Crew starts and tells the other workers. It implements [lab.Crew].
type Crew struct {
	deliver func(any) // to the laboratory
	now     func() float64

	between  func()
	settings run.Settings
	data     *dataset.Set
	briefs   int // counts them
	replaced int // workers, since the run began
	wanted   int // members

	members   []*worker
	hired     int // counts them
	sizes     sizes
	job       job
	number    int       // of the job
	step      int       // it is
	at        []*worker // of the job's worker 1, 2, …
	begun     float64   // when the job was handed out
	own       float64   // how long the laboratory took for its share of it, once it collects
	known     models
	labels    []byte
	stepBytes [4]byte
	part      engine.Part // the memory of what Collect returns

	examiner *exam
}

// Cores returns how many workers can share a step in this browser, from 1 to
// [run.MostWorkers], and where there can be only the one that asks, in words
// why.
func Cores() (n int, alone string) {
	global := js.Global()
	switch {
	case !global.Get("program").Truthy() || !global.Get("Worker").Truthy():
		return 1, "this browser starts no workers from a worker"
	case !global.Get("crossOriginIsolated").Truthy() || !global.Get("SharedArrayBuffer").Truthy():
		return 1, "this page is not cross-origin isolated, so the browser lets no two workers share memory"
	}
	cores := global.Get("navigator").Get("hardwareConcurrency")
	if cores.Type() != js.TypeNumber {
		return 1, ""
	}
	return max(1, min(cores.Int(), run.MostWorkers)), ""
}

// New returns a crew that has not started yet. What happens to it is given to
// deliver; now tells seconds.
func New(deliver func(any), now func() float64) *Crew {
	return &Crew{deliver: deliver, now: now}
}

// Brief tells the crew about a run: see [lab.Crew].
func (c *Crew) Brief(s run.Settings, data *dataset.Set, members int, between func()) {
	model, _, err := c.known.of(network{s, data.Info.Height, data.Info.Width, len(data.Info.Classes)})
	if err != nil {
		return // the laboratory has compiled the same before
	}
	if c.briefs > 0 {
		c.job.announce(numberAt, leave)
	}
	c.settings, c.data, c.between = s, data, between
	c.sizes = sizesOf(model)
	c.job = c.sizes.job(newBlock(c.sizes.jobBytes()))
	c.number, c.replaced = 0, 0
	c.labels = make([]byte, c.sizes.batch)
	c.part = engine.Part{Gradient: make([]float32, c.sizes.weights), Losses: make([]float64, c.sizes.batch)}
	c.briefs++
	for _, w := range c.members {
		c.brief(w)
	}
	c.Resize(members)
	if data.Splits[dataset.Validation] != nil { // else there is nothing to examine with
		c.briefExaminer()
	}
}

// brief tells one member about the run.
func (c *Crew) brief(w *worker) {
	buffer := newBlock(c.sizes.deskBytes())
	w.desk = c.sizes.desk(buffer)
	w.tell(map[string]any{"brief": c.description(), "number": c.briefs, "job": c.job.buffer, "desk": buffer.buffer})
}

// description is what a worker needs to know to compile the run's network.
func (c *Crew) description() map[string]any {
	info := c.data.Info
	return map[string]any{
		"settings": transferable(message.Encode(&message.Configure{Settings: c.settings})),
		"height":   info.Height, "width": info.Width, "classes": len(info.Classes),
	}
}

// Resize changes the number of members: see [lab.Crew].
func (c *Crew) Resize(members int) {
	c.wanted = members
	for len(c.members) > members {
		last := len(c.members) - 1
		c.members[last].end()
		c.members = c.members[:last]
	}
	for len(c.members) < members {
		c.hired++
		w := hire("glyphlab member "+strconv.Itoa(c.hired), c.hear, c.lose)
		c.members = append(c.members, w)
		c.brief(w)
	}
}

// hear takes what a member says: that it is ready for a run.
func (c *Crew) hear(w *worker, data js.Value) {
	w.briefed = data.Get("briefed").Int()
	if w.briefed == c.briefs {
		c.deliver(lab.Joined{})
	}
}

// lose takes a member for lost and replaces it.
func (c *Crew) lose(w *worker, why string) {
	words := "A worker has stopped (" + why + ")."
	if c.number > 0 {
		words = "A worker has stopped at step " + strconv.Itoa(c.step) + " (" + why + "). What it did not deliver has been computed again; the weights are the same."
	}
	w.end()
	for i, member := range c.members {
		if member == w {
			c.members = append(c.members[:i], c.members[i+1:]...)
			break
		}
	}
	if c.replaced++; c.replaced <= mostReplaced {
		c.Resize(c.wanted)
		words += " Another takes its place."
	}
	c.deliver(lab.Lost{Words: words})
}

// Size returns how many members are ready: see [engine.Team].
func (c *Crew) Size() (n int) {
	for _, w := range c.members {
		if w.briefed == c.briefs {
			n++
		}
	}
	return n
}

// Begin hands out a step: see [engine.Team].
func (c *Crew) Begin(b *engine.Batch, weights []float32, workers int) {
	c.at = c.at[:0]
	for _, w := range c.members {
		if w.briefed != c.briefs {
			continue
		}
		number := 0
		if len(c.at) < workers-1 {
			c.at = append(c.at, w)
			number = len(c.at)
		}
		if w.desk.store(workerAt, number); number == 0 {
			w.desk.store(doneAt, 0) // what it has done had a number that comes again
		}
	}
	for i, label := range b.Labels {
		c.labels[i] = byte(label)
	}
	c.job.weights.write(bytesOf(weights))
	c.job.pixels.write(b.Pixels)
	c.job.labels.write(c.labels)
	endian.PutUint32(c.stepBytes[:], uint32(b.Step))
	c.job.step.write(c.stepBytes[:])
	c.job.store(workersAt, workers)
	c.number = c.number%lastNumber + 1
	c.step, c.begun, c.own = b.Step, c.now(), 0
	c.job.announce(numberAt, c.number)
}

// Collect waits for what a member found: see [engine.Team].
func (c *Crew) Collect(worker, i int, n engine.Node) (engine.Part, bool) {
	w := c.at[worker-1]
	if !c.await(w) {
		return engine.Part{}, false
	}
	part := engine.Part{
		Gradient: c.part.Gradient,
		Losses:   c.part.Losses[n.First:][:n.Images],
		Correct:  w.desk.load(correctAt + i),
	}
	w.desk.losses.read(bytesOf(c.part.Losses))
	w.desk.gradients[i].read(bytesOf(part.Gradient))
	return part, true
}

// await waits until a member's share is there, and reports whether it is. The
// laboratory goes on answering meanwhile.
func (c *Crew) await(w *worker) bool {
	if c.own == 0 {
		c.own = c.now() - c.begun
	}
	patience := max(leastPatience, timesPatience*c.own)
	for !w.gone {
		done := w.desk.load(doneAt)
		if done == c.number {
			return true
		}
		if c.now()-c.begun > patience {
			c.lose(w, "it did not answer for "+strconv.Itoa(int(patience))+" seconds")
			return false
		}
		w.desk.wait(doneAt, done, slice)
		c.between()
	}
	return false
}
