//go:build js

package draw

import (
	"strings"
	"syscall/js"

	"glyphlab/ui/state"
)

// log is the assignment's lines. Lines are added and never rewritten, so that
// what a person has marked stays marked.
type log struct {
	place, lines js.Value
	empty        js.Value
	shown        int
	run          int
}

func newLog(place js.Value) *log {
	l := &log{place: place, lines: element(place, "pre", "")}
	empty := newText(place, "p", "caption")
	empty.set("Every 50 steps: the minibatch’s loss and accuracy, and the accuracy on the validation set.")
	l.empty = empty.element
	return l
}

func (l *log) draw(p *state.Page, _ *palette) {
	if l.run != p.Run {
		l.run, l.shown = p.Run, 0
		l.lines.Set("textContent", "")
		l.empty.Set("hidden", false)
	}
	if l.shown == len(p.Log) {
		return
	}
	l.empty.Set("hidden", true)
	// Who has scrolled back to read stays there.
	atEnd := l.place.Get("scrollTop").Int()+l.place.Get("clientHeight").Int() >= l.place.Get("scrollHeight").Int()-8
	news := strings.Join(p.Log[l.shown:], "\n") + "\n"
	l.shown = len(p.Log)
	l.lines.Call("append", news)
	if atEnd {
		l.place.Set("scrollTop", l.place.Get("scrollHeight"))
	}
}
