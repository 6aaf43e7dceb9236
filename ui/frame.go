//go:build js

package main

import "syscall/js"

// between is the least time, in milliseconds, from one rendering by Vugu to
// the next unless a person did something: nobody reads faster, and a rendering
// costs some milliseconds. The canvases are drawn then too, so that the page
// says the same of one moment everywhere.
const between = 120

// coreTime divided by the number of cores is the least time, in milliseconds,
// from one drawing of the canvases to the next. The workers use all cores;
// where there are few, drawing takes from them what it costs. With two cores
// and eight drawings a second that is less than 5 % of the training's speed,
// with sixteen cores every frame is drawn.
const coreTime = 260

// attention is how long, in milliseconds, every frame is drawn after a person
// did something.
const attention = 600

// frame decides when the page is drawn: with one of the display's next frames,
// once, however much has happened. Vugu's part is drawn only when the state
// says that it changed.
type frame struct {
	render, draw func()
	changes      func() int // the state's count

	callback  js.Func
	requested bool
	urgent    bool    // a person waits to see what he did
	rendered  int     // the changes that Vugu has rendered
	at        float64 // when it did, in milliseconds
	pace      float64 // the least time between two drawings
	drawn     float64 // when the canvases were drawn
	watched   float64 // until when every frame is drawn
}

func newFrame(changes func() int, render, draw func()) *frame {
	f := &frame{render: render, draw: draw, changes: changes, rendered: changes(), pace: coreTime / cores()}
	f.callback = js.FuncOf(func(_ js.Value, args []js.Value) any {
		f.requested = false
		f.show(args[0].Float())
		return nil
	})
	return f
}

// request asks for a frame.
func (f *frame) request() {
	if !f.requested {
		f.requested = true
		js.Global().Call("requestAnimationFrame", f.callback)
	}
}

// cores returns the number of cores, 1 if the browser does not say.
func cores() float64 {
	if n := js.Global().Get("navigator").Get("hardwareConcurrency"); n.Type() == js.TypeNumber {
		return max(1, n.Float())
	}
	return 1
}

// soon asks for the next frame, as a person waits to see what he did.
func (f *frame) soon() {
	f.watched = js.Global().Get("performance").Call("now").Float() + attention
	f.request()
}

// now asks for a frame with Vugu's part in it, whatever was rendered when.
func (f *frame) now() {
	f.urgent = true
	f.soon()
}

func (f *frame) show(now float64) {
	changes := f.changes()
	changed := f.urgent || changes != f.rendered
	render := f.urgent || changed && now-f.at >= max(between, f.pace)
	draw := render || now < f.watched || now-f.drawn >= f.pace
	if render {
		f.urgent, f.rendered, f.at = false, changes, now
		f.render()
	}
	if draw {
		f.drawn = now
		f.draw()
	}
	if changed && !render || !draw {
		f.request()
	}
}
