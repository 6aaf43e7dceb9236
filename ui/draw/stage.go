//go:build js

package draw

import (
	"syscall/js"

	"glyphlab/ui/ink"
	"glyphlab/ui/state"
)

var (
	global   = js.Global()
	document = global.Get("document")
)

// A Stage holds everything that is drawn rather than built.
type Stage struct {
	surfaces []surface
	pad      *pad
	palette  palette
}

// A surface draws one thing from the page's state. It is told of every frame,
// and leaves alone what has not changed.
type surface interface {
	draw(*state.Page, *palette)
}

// New finds the places in the document. Changed is called when something needs
// to be drawn though the state is the same: a size, the colour scheme. Drawn
// is called with what is on the pad whenever that changes.
func New(changed func(), drawn func(ink.Drawing)) *Stage {
	s := &Stage{palette: readPalette()}
	s.palette.version = 1 // nothing was drawn yet, which is version 0
	again := func() {
		s.palette.version++
		changed()
	}
	s.pad = newPad(place("pad"), again, drawn)
	s.surfaces = []surface{
		newSpecimen(place("specimen"), again),
		newPace(place("pace")),
		newFilters(place("filters"), place("legend"), again),
		newLoss(place("loss"), place("loss-key"), again),
		newAccuracy(place("accuracy"), place("accuracy-key"), again),
		s.pad,
		newSeen(place("seen")),
		newGuess(place("guess")),
		newBars(place("bars")),
		newLog(place("log")),
		newVersions(place("versions"), again),
		newSpeed(place("speed-picture"), again),
		newMeasuring(place("measuring")),
		newTrials(place("trials"), again),
		newSearching(place("searching")),
		newTaking(place("own-taking")),
		newOwn(place("own-classes")),
	}
	scheme := global.Call("matchMedia", "(prefers-color-scheme: dark)")
	scheme.Call("addEventListener", "change", js.FuncOf(func(js.Value, []js.Value) any {
		version := s.palette.version
		s.palette = readPalette()
		s.palette.version = version
		again()
		return nil
	}))
	return s
}

// Draw draws the page's state.
func (s *Stage) Draw(p *state.Page) {
	for _, surface := range s.surfaces {
		surface.draw(p, &s.palette)
	}
}

// UndoStroke takes the pad's last stroke back.
func (s *Stage) UndoStroke() { s.pad.undo() }

// ClearPad empties the pad.
func (s *Stage) ClearPad() { s.pad.clear() }

func place(id string) js.Value {
	p := document.Call("getElementById", id)
	if p.IsNull() {
		panic("draw: the page has no place #" + id)
	}
	return p
}

// element makes an element within a parent.
func element(parent js.Value, tag, class string) js.Value {
	e := document.Call("createElement", tag)
	if class != "" {
		e.Set("className", class)
	}
	parent.Call("appendChild", e)
	return e
}

// A text is an element's words, written only when they change.
type text struct {
	element js.Value
	now     string
}

func newText(parent js.Value, tag, class string) text {
	return text{element: element(parent, tag, class)}
}

func (t *text) set(s string) {
	if s != t.now {
		t.now = s
		t.element.Set("textContent", s)
	}
}
