//go:build js

// Command ui is the page: it wires the page's state to the browser, the
// worker, Vugu's components and the canvases.
package main

import (
	"syscall/js"

	"github.com/vugu/vugu"
	"github.com/vugu/vugu/domrender"

	"glyphlab/ui/draw"
	"glyphlab/ui/ink"
	"glyphlab/ui/state"
	"glyphlab/ui/view"
)

func main() {
	b := &browser{lab: js.Global().Get("glyphlab")}
	page := state.New(b, location().Get("search").String())
	b.page = page
	b.publish()

	// Vugu takes the elements that it finds over; the skeleton's would only be
	// in the way.
	document.Call("getElementById", "page").Call("replaceChildren")
	renderer, err := domrender.New("#page")
	if err != nil {
		panic(err)
	}
	env, err := vugu.NewBuildEnv(renderer.EventEnv())
	if err != nil {
		panic(err)
	}
	root := &view.Root{Page: page, Deeds: b}
	render := func() {
		if err := renderer.Render(env.RunBuild(root)); err != nil {
			panic(err)
		}
	}
	render()
	b.stage = draw.New(b.touched, func(drawing ink.Drawing) {
		page.Draw(drawing)
		b.touched()
	})
	b.frame = newFrame(func() int { return page.Changes }, render, b.drawFrame)
	b.watch()
	b.watchFiles()
	b.hearEarly()
	b.touch()
	if page.Bench.Asked {
		document.Call("getElementById", "speed").Call("showPopover")
	} else if page.Search.Asked {
		document.Call("getElementById", "search").Call("showPopover")
	}

	// Vugu calls for a rendering after each event that a component handled. A
	// pause is seen with the worker's answer, which drawing would only hold up.
	for pausing := false; renderer.EventWait(); pausing = page.Pausing {
		if pausing || !page.Pausing {
			b.frame.now()
		}
	}
}
