//go:build js

package crew

import (
	"syscall/js"

	"glyphlab/engine/dataset"
	"glyphlab/wasm/lab"
)

// An exam is the examiner, and what it has been asked.
type exam struct {
	*worker
	data   *dataset.Set           // whose images it has been given
	given  map[dataset.Split]bool // of them
	open   int                    // questions that it has not answered
	silent int                    // ticks since it last said a word
	clock  js.Value               // of the browser's setInterval; undefined while nothing is open
	tick   js.Func
}

// briefExaminer tells the examiner about the run. What it was asked before is
// no longer of interest.
func (c *Crew) briefExaminer() {
	if c.examiner == nil {
		c.examiner = &exam{}
		c.examiner.worker = hire("glyphlab examiner", c.hearExaminer, c.loseExaminer)
		c.examiner.tick = js.FuncOf(c.tick)
	}
	if c.examiner.data != c.data {
		c.examiner.data, c.examiner.given = c.data, map[dataset.Split]bool{}
	}
	c.examiner.tell(map[string]any{"brief": c.description(), "number": c.briefs})
}

// Examine asks the examiner: see [lab.Crew].
func (c *Crew) Examine(ticket int, split dataset.Split, weights []float32) bool {
	e := c.examiner
	if e == nil || e.gone {
		return false
	}
	if !e.given[split] {
		e.given[split] = true
		c.giveImages(split)
	}
	copied := transferable(bytesOf(weights))
	e.tell(map[string]any{"ticket": ticket, "split": int(split), "weights": copied}, copied)
	e.open++
	e.watch()
	return true
}

// giveImages hands the examiner the images of a split, once they are all there.
func (c *Crew) giveImages(split dataset.Split) {
	images, size := c.data.Splits[split], c.data.Info.Height*c.data.Info.Width
	pixels, labels := make([]byte, images.Len()*size), make([]byte, images.Len())
	for i := range labels {
		images.Pixels(pixels[i*size:][:size], i)
		labels[i] = byte(images.Label(i))
	}
	p, l := transferable(pixels), transferable(labels)
	c.examiner.tell(map[string]any{"images": p, "labels": l, "split": int(split)}, p, l)
}

// hearExaminer takes an answer, or a sign of life.
func (c *Crew) hearExaminer(_ *worker, data js.Value) {
	e := c.examiner
	e.silent = 0
	if ticket := data.Get("ticket"); ticket.Type() == js.TypeNumber {
		e.open--
		if e.open == 0 {
			e.rest()
		}
		confusion := data.Get("confusion")
		answer := lab.Examined{Ticket: ticket.Int(), Correct: data.Get("correct").Int(), Confusion: make([]int, confusion.Length())}
		for i := range answer.Confusion {
			answer.Confusion[i] = confusion.Index(i).Int()
		}
		c.deliver(answer)
	}
}

// watch counts the seconds in which the examiner is silent. It counts ticks and
// not time: a machine that slept has not been waiting.
func (e *exam) watch() {
	if e.clock.IsUndefined() {
		e.silent = 0
		e.clock = js.Global().Call("setInterval", e.tick, 1000)
	}
}

func (e *exam) rest() {
	js.Global().Call("clearInterval", e.clock)
	e.clock = js.Undefined()
}

func (c *Crew) tick(js.Value, []js.Value) any {
	if e := c.examiner; e.open > 0 {
		if e.silent++; e.silent > examinerPatience {
			c.loseExaminer(e.worker, "it did not answer")
		}
	}
	return nil
}

// loseExaminer gives the examiner up. The next run has another.
func (c *Crew) loseExaminer(w *worker, why string) {
	w.end()
	c.examiner.rest()
	c.examiner = nil
	c.deliver(lab.Lost{Examiner: true, Words: "The worker that evaluates has stopped (" + why + "). The worker that trains evaluates in its stead until the next run."})
}
