//go:build !js

package browser

import (
	"slices"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"glyphlab/engine/run"
)

// answered is the condition that the network has read what is on the pad with
// the weights as they are.
const answered = `document.querySelector("#bars .best")`

func TestATrainedNetworkReadsBlockCapitals(t *testing.T) {
	p := newPerson(t)
	p.open("/?steps=1001&run")
	p.awaitState(run.Done)
	if right := p.drawAll(letters); len(right) < 8 {
		t.Errorf("%d of 10 letters are read right: %v", len(right), right)
	}
}

// drawAll draws one letter after another and returns those that are read right.
func (p *person) drawAll(letters map[string][][]point) (right []string) {
	for letter, strokes := range letters {
		p.draw(strokes...)
		p.await(answered)
		// The answer to the whole drawing, not to its first strokes: Clear is
		// pressed only once the picture of the drawing and the bars stand still.
		p.settle()
		got := p.text("#guess strong")
		p.t.Logf("%s is read as %s (%s)", letter, got, p.text("#bars .best .value"))
		if got == letter {
			right = append(right, letter)
		}
		p.press("Clear")
		p.await(`!` + answered)
	}
	slices.Sort(right)
	return right
}

// settle waits until nothing has changed on the page for some frames.
func (p *person) settle() {
	p.t.Helper()
	p.await(`(() => {
		const now = document.querySelector("#bars").innerText;
		window.still = now === window.before ? (window.still ?? 0) + 1 : 0;
		window.before = now;
		return window.still > 10;
	})()`)
}

func TestADrawingIsReadWhileItIsDrawnAndWhileTrainingGoesOn(t *testing.T) {
	p := newPerson(t)
	p.open("/?steps=1000000")
	p.awaitState(run.Idle)
	p.draw(letters["H"]...)
	p.await(answered)
	p.settle()
	before := p.text("#bars")
	p.press("Train")
	p.await(`document.querySelector("#bars").innerText !== ` + quote(before))
	p.press("Pause")
	p.awaitState(run.Paused)
}

func TestUndoTakesBackAStrokeAndClearAll(t *testing.T) {
	const image = `document.querySelector("#seen canvas").toDataURL()`
	p := newPerson(t)
	p.open("/")
	p.awaitState(run.Idle)
	empty := read[string](p, image)
	p.draw(letters["A"][0])
	p.await(image + ` !== ` + quote(empty))
	p.settle()
	one := read[string](p, image)
	p.draw(letters["A"][1])
	p.await(image + ` !== ` + quote(one))
	p.press("Undo")
	p.await(image + ` === ` + quote(one))
	p.press("Clear")
	p.await(image + ` === ` + quote(empty))
	p.await(button("Clear") + `.disabled`)
}

func TestAFingerDrawsOnAPhone(t *testing.T) {
	p := newPerson(t)
	call(p, emulation.SetDeviceMetricsOverride, phone)
	call(p, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: true})
	p.open("/?steps=1000000")
	p.awaitState(run.Idle)

	p.touch(letters["E"]...)
	p.await(answered)
	if read[float64](p, `scrollY`) != read[float64](p, `window.scrolled ?? scrollY`) {
		t.Error("drawing has scrolled the page")
	}
	p.tap(`document.querySelector(".fold")`)
	p.await(`document.querySelector("#field-seed").checkVisibility()`)
	p.tap(`document.querySelector(".fold")`)
	p.await(`!document.querySelector("#field-seed").checkVisibility()`)

	// Train is under the thumb wherever the page is scrolled to.
	read[bool](p, `(scrollTo(0, document.body.scrollHeight), true)`)
	if bottom := read[float64](p, `innerHeight - document.querySelector("#train").getBoundingClientRect().bottom`); bottom < 0 || bottom > 100 {
		t.Errorf("Train is %v pixels above the window's lower edge", bottom)
	}
	p.tap(button("Train"))
	p.await(`glyphlab.run.step > 3`)
	p.tap(button("Pause"))
	p.awaitState(run.Paused)
}

// touch draws strokes with a finger.
func (p *person) touch(strokes ...[]point) {
	p.t.Helper()
	left, top, size := p.padAt()
	read[float64](p, `window.scrolled = scrollY`)
	finger := func(kind input.DispatchTouchEventType, at ...point) {
		params := input.DispatchTouchEventParams{Type: kind, TouchPoints: []*input.TouchPoint{}}
		for _, a := range at {
			params.TouchPoints = append(params.TouchPoints, &input.TouchPoint{X: left + a.x*size, Y: top + a.y*size})
		}
		call(p, input.DispatchTouchEvent, params)
	}
	for _, stroke := range strokes {
		finger("touchStart", stroke[0])
		for _, at := range between(stroke) {
			finger("touchMove", at)
		}
		finger("touchEnd")
	}
}

// tap touches an element.
func (p *person) tap(element string) {
	p.t.Helper()
	p.await(element + `?.matches(":disabled") === false`)
	x, y := p.middle(element)
	p.do(chromedp.TapXY(x, y))
}
