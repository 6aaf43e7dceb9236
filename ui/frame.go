//go:build js

package main

import "syscall/js"

// between is the least time, in milliseconds, from one rendering by Vugu to
// the next unless a person did something: nobody reads faster, and a rendering
// costs some milliseconds.
const between = 120

// frame decides when the page is drawn: with the display's next frame, once,
// however much has happened. Canvases are drawn every time, Vugu's part only
// when the state says that it changed.
type frame struct {
	render, draw func()
	changes      func() int // the state's count

	callback  js.Func
	requested bool
	urgent    bool    // a person waits to see what he did
	rendered  int     // the changes that Vugu has rendered
	at        float64 // when it did, in milliseconds
}

func newFrame(changes func() int, render, draw func()) *frame {
	f := &frame{render: render, draw: draw, changes: changes, rendered: changes()}
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

// now asks for a frame with Vugu's part in it, whatever was rendered when.
func (f *frame) now() {
	f.urgent = true
	f.request()
}

func (f *frame) show(now float64) {
	if changes := f.changes(); f.urgent || changes != f.rendered {
		if f.urgent || now-f.at >= between {
			f.urgent, f.rendered, f.at = false, changes, now
			f.render()
		} else {
			f.request()
		}
	}
	f.draw()
}
