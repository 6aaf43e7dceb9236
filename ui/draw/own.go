//go:build js

package draw

import (
	"strconv"
	"syscall/js"

	"glyphlab/ui/state"
	"glyphlab/wasm/intake/report"
)

// own is what a person's own images have become: each class with its name, how
// many there are and some of them.
type own struct {
	place   js.Value
	shown   *report.Report
	version int
}

func newOwn(place js.Value) *own { return &own{place: element(place, "ul", "")} }

func (o *own) draw(p *state.Page, colours *palette) {
	r := p.Own.Report
	if o.shown == r && (r == nil || o.version == colours.version) {
		return
	}
	o.shown, o.version = r, colours.version
	o.place.Call("replaceChildren")
	if r == nil {
		return
	}
	pixels := r.Height * r.Width
	for class, name := range r.Classes {
		n := r.PerClass[class]
		row := element(o.place, "li", "")
		label := newText(row, "b", "")
		label.set(name)
		label.element.Set("title", name)
		count := newText(row, "span", "number")
		count.set(state.Count(n[0] + n[1] + n[2]))
		var samples []byte
		for i, l := range p.Own.Labels {
			if int(l) == class {
				samples = append(samples, p.Own.Samples[i*pixels:][:pixels]...)
			}
		}
		o.strip(row, name, samples, r, colours)
	}
}

// strip shows images beside each other, in ink on paper.
func (o *own) strip(row js.Value, name string, samples []byte, r *report.Report, colours *palette) {
	images := len(samples) / (r.Height * r.Width)
	if images == 0 {
		return
	}
	const gap = 3 // pixels of the images
	step := r.Width + gap
	s := &picture{width: images*step - gap, height: r.Height}
	s.Pixels = make([]byte, 4*s.width*s.height)
	for i, coverage := range samples {
		image, y, x := i/(r.Height*r.Width), i/r.Width%r.Height, i%r.Width
		copy(s.Pixels[4*(y*s.width+image*step+x):], []byte{colours.inkColour[0], colours.inkColour[1], colours.inkColour[2], coverage})
	}
	e := element(row, "canvas", "")
	e.Call("setAttribute", "role", "img")
	e.Call("setAttribute", "aria-label", state.Plural(images, "image")+" of "+name)
	e.Get("style").Call("setProperty", "--images", strconv.FormatFloat(float64(s.width)/float64(s.height), 'f', 3, 64))
	s.attach(e)
	s.show()
}

// taking is how far the reading of a person's own images has come.
type taking struct {
	status text
	bar    js.Value
	value  float64
	hidden bool
}

func newTaking(place js.Value) *taking {
	t := &taking{status: newText(place, "p", "status")}
	t.status.element.Call("setAttribute", "role", "status")
	t.bar = element(place, "progress", "")
	t.bar.Call("setAttribute", "aria-label", "Bytes read")
	t.bar.Set("value", 0)
	t.bar.Set("hidden", true)
	t.hidden = true
	return t
}

func (t *taking) draw(p *state.Page, _ *palette) {
	t.status.set(p.OwnStatus())
	if hidden := !p.Own.Reading(); hidden != t.hidden {
		t.hidden = hidden
		t.bar.Set("hidden", hidden)
	}
	value := 0.0
	if p.Own.Total > 0 {
		value = p.Own.Read / p.Own.Total
	}
	if value != t.value {
		t.value = value
		t.bar.Set("value", value)
	}
}
