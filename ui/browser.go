//go:build js

package main

import (
	"syscall/js"

	"github.com/vugu/vjson"

	"glyphlab/ui/draw"
	"glyphlab/ui/state"
	"glyphlab/wasm/message"
)

var document = js.Global().Get("document")

func location() js.Value { return js.Global().Get("location") }

// browser is the world of the page's state, and does for the components what
// only a browser can. What boot.js has prepared is in lab: the first worker,
// which has been starting meanwhile, and a way to have another.
type browser struct {
	lab    js.Value
	page   *state.Page
	stage  *draw.Stage
	frame  *frame
	worker js.Value
	title  string
	kept   bool // the page, for visits without the network

	searchers []*searcher
	own       own
	looking   *looking // through folders that were dropped; nil if there are none
	listed    bool     // the person's own data sets are known
}

// touch lets what has happened be seen: with the next frame, or in a
// background tab, where there are no frames, at once as far as it matters.
func (b *browser) touch() {
	if b.frame == nil {
		return // still starting
	}
	if document.Get("hidden").Bool() {
		b.page.Ask()
		b.page.ReportDrawn()
		b.showTitle()
		return
	}
	b.frame.request()
}

// touched lets be seen at once what a person did, or what became of a canvas.
func (b *browser) touched() {
	if b.frame != nil {
		b.frame.soon()
	}
}

// drawFrame draws what is drawn with every frame.
func (b *browser) drawFrame() {
	b.stage.Draw(b.page)
	b.showTitle()
	b.page.Ask()
	b.page.ReportDrawn()
}

func (b *browser) showTitle() {
	if title := b.page.Title(); title != b.title {
		b.title = title
		document.Set("title", title)
	}
}

// watch draws a page that comes to the foreground again.
func (b *browser) watch() {
	document.Call("addEventListener", "visibilitychange", js.FuncOf(func(js.Value, []js.Value) any {
		b.touch()
		return nil
	}))
}

// publish puts what whatever drives the browser looks for where it finds it,
// made anew whenever it is read: the current run at window.glyphlab.run, and
// this machine's measured speed, null before, at window.glyphlab.bench.
func (b *browser) publish() {
	offer := func(name string, value func() any) {
		property := js.Global().Get("Object").New()
		property.Set("enumerable", true)
		property.Set("get", js.FuncOf(func(js.Value, []js.Value) any {
			return js.Global().Get("JSON").Call("parse", string(marshal(value())))
		}))
		js.Global().Get("Object").Call("defineProperty", b.lab, name, property)
	}
	offer("run", func() any { return b.page.Record })
	offer("bench", func() any { return b.page.Bench.Speeds })
}

// marshal writes a run's record or a machine's speeds as JSON. Their numbers
// are finite: the worker stops a run before it has others.
func marshal(v any) []byte {
	text, err := vjson.Marshal(v)
	if err != nil {
		panic(err)
	}
	return text
}

// ShowAddress puts the settings into the address.
func (b *browser) ShowAddress(query string) {
	js.Global().Get("history").Call("replaceState", js.Null(), "", location().Get("pathname").String()+"?"+query)
}

// StartWorker takes the worker that boot.js has started, or another one.
func (b *browser) StartWorker() {
	if b.worker.Truthy() {
		b.worker.Set("onmessage", js.Null())
		b.worker.Set("onerror", js.Null())
		b.worker.Call("terminate")
		b.worker = b.lab.Call("startWorker")
	} else {
		b.worker = b.lab.Get("worker")
	}
	heard := js.FuncOf(func(_ js.Value, args []js.Value) any {
		awaited := b.page.Pausing
		b.hear(args[0].Get("data"))
		if b.touch(); awaited && !b.page.Pausing {
			b.frame.now()
		}
		return nil
	})
	b.worker.Set("onmessage", heard)
	b.worker.Set("onerror", js.FuncOf(func(_ js.Value, args []js.Value) any {
		b.page.WorkerStopped(lastWords(args[0].Get("message")))
		b.touch()
		return nil
	}))
}

// hearEarly takes what the worker has said before the page was there to hear.
func (b *browser) hearEarly() {
	early := b.lab.Get("early")
	for i := range early.Length() {
		b.hear(early.Index(i))
	}
}

// hear takes what the worker says: a message, or in words why it cannot go on.
func (b *browser) hear(data js.Value) {
	hear(data, b.page.Receive, b.page.WorkerStopped)
	b.keep()
}

// keep has the page kept for visits without the network, once: when its data
// has come, so that nothing is waited for any more.
func (b *browser) keep() {
	if !b.kept && b.page.AllHere() {
		b.kept = true
		b.lab.Call("keep")
	}
}

func hear(data js.Value, receive func(message.Message), stopped func(why string)) {
	if data.Type() == js.TypeString {
		stopped(lastWords(data))
		return
	}
	m, err := message.Received(data)
	if err != nil {
		stopped(err.Error())
		return
	}
	receive(m)
}

func lastWords(why js.Value) string {
	if why.Type() == js.TypeString && why.String() != "" {
		return why.String()
	}
	return "it ended without a word"
}

// Send gives the worker a command.
func (b *browser) Send(m message.Message) { message.Post(b.worker, m) }

// UndoStroke takes the last stroke back.
func (b *browser) UndoStroke() { b.stage.UndoStroke() }

// ClearPad empties the pad.
func (b *browser) ClearPad() { b.stage.ClearPad() }
