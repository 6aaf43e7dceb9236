//go:build js

package draw

import (
	"syscall/js"

	"glyphlab/ui/ink"
	"glyphlab/ui/state"
)

// pad is where a letter is drawn, by mouse, pen or finger.
type pad struct {
	canvas  *canvas
	drawing ink.Drawing
	pointer int // that draws; -1 for none
	drawn   func(ink.Drawing)
	hint    string // on the empty pad
	fresh   bool   // what is on the canvas is what is drawn
	version int
}

func newPad(place js.Value, again func(), drawn func(ink.Drawing)) *pad {
	p := &pad{canvas: newCanvas(place, again), pointer: -1, drawn: drawn}
	p.canvas.describe("A pad to draw a letter on, with a mouse, a pen or a finger")
	p.on("pointerdown", p.down)
	p.on("pointermove", p.move)
	p.on("pointerup", p.up)
	p.on("pointercancel", p.up)
	p.on("touchstart", keepForDrawing)
	return p
}

func (p *pad) on(event string, handle func(js.Value)) {
	p.canvas.element.Call("addEventListener", event, js.FuncOf(func(_ js.Value, args []js.Value) any {
		handle(args[0])
		return nil
	}), map[string]any{"passive": false})
}

// keepForDrawing keeps the browser from making a gesture of a touch. A stroke
// that ends in a swing would be a fling to it, and it would take the next tap,
// wherever that is, for the hand that stops it.
func keepForDrawing(touch js.Value) { touch.Call("preventDefault") }

func (p *pad) down(e js.Value) {
	if p.pointer >= 0 || e.Get("button").Int() != 0 || p.canvas.width == 0 {
		return
	}
	e.Call("preventDefault") // no text is selected, no page dragged
	p.pointer = e.Get("pointerId").Int()
	p.canvas.element.Call("setPointerCapture", p.pointer)
	p.drawing.Begin(p.at(e))
	p.changed()
}

func (p *pad) move(e js.Value) {
	if e.Get("pointerId").Int() != p.pointer {
		return
	}
	// Every place the pen has been since the last frame, not just the newest.
	passed := e.Call("getCoalescedEvents")
	moved := false
	for i := range passed.Length() {
		moved = p.drawing.Move(p.at(passed.Index(i))) || moved
	}
	if passed.Length() == 0 {
		moved = p.drawing.Move(p.at(e))
	}
	if moved {
		p.changed()
	}
}

func (p *pad) up(e js.Value) {
	if e.Get("pointerId").Int() == p.pointer {
		p.pointer = -1
	}
}

func (p *pad) at(e js.Value) ink.Point {
	clamp := func(x float64) float64 { return max(0, min(1, x)) }
	return ink.Point{
		X: clamp(e.Get("offsetX").Float() / p.canvas.width),
		Y: clamp(e.Get("offsetY").Float() / p.canvas.height),
	}
}

func (p *pad) undo() {
	p.drawing.Undo()
	p.changed()
}

func (p *pad) clear() {
	p.drawing.Clear()
	p.changed()
}

func (p *pad) changed() {
	p.fresh = false
	p.drawn(p.drawing)
}

func (p *pad) draw(page *state.Page, colours *palette) {
	hint := hint(page.AnswerClasses())
	if p.fresh && p.hint == hint && p.version == colours.version || !p.canvas.begin() {
		return
	}
	p.fresh, p.hint, p.version = true, hint, colours.version
	context := p.canvas.context
	if len(p.drawing) == 0 {
		context.Set("font", "italic 17px "+colours.serif)
		context.Set("fillStyle", colours.muted)
		context.Set("textBaseline", "middle")
		p.canvas.write(hint, p.canvas.width/2, p.canvas.height/2, "center")
		return
	}
	context.Set("lineCap", "round")
	context.Set("lineJoin", "round")
	var lines path
	for _, stroke := range p.drawing {
		p.trace(&lines, stroke)
	}
	p.canvas.stroke(lines, colours.ink, 2*ink.Radius*p.canvas.width)
}

func hint(classes []string) string {
	if len(classes) < 2 {
		return "draw here"
	}
	return "draw " + classes[0] + " to " + classes[len(classes)-1] + " here"
}

// trace draws a stroke as a curve through the middles between its points.
func (p *pad) trace(lines *path, stroke ink.Stroke) {
	w, h := p.canvas.width, p.canvas.height
	first, last := stroke[0], stroke[len(stroke)-1]
	lines.move(first.X*w, first.Y*h)
	for i := 1; i+1 < len(stroke); i++ {
		a, b := stroke[i], stroke[i+1]
		lines.curve(a.X*w, a.Y*h, (a.X+b.X)/2*w, (a.Y+b.Y)/2*h)
	}
	lines.line(last.X*w, last.Y*h)
}
