//go:build !js

package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"glyphlab/engine/run"
	"glyphlab/engine/run/address"
)

// trainIsOff is the condition that the first button cannot be pressed.
const trainIsOff = `document.querySelector("#train")?.disabled === true`

func TestAWorkerThatCannotStartIsToldAndStartedAgain(t *testing.T) {
	p := newPerson(t)
	p.forgive("503")
	repair := site.fail(t, "/built/worker.") // the program and its start script
	p.open("/?steps=20")
	p.awaitState(run.Failed)
	p.awaitText(".banners", "The training has stopped")
	p.await(trainIsOff)
	if got := p.run(); got.Error == "" {
		t.Errorf("the run is %+v, want an error", got)
	}
	repair()
	p.press("Start again")
	p.awaitState(run.Idle)
	p.await(`!document.querySelector(".banner:not([hidden])")`)
	p.press("Train")
	p.awaitState(run.Done)
}

func TestAWorkerThatStopsWhileItTrainsIsToldAndStartedAgain(t *testing.T) {
	p := newPerson(t)
	// Every worker of this page can be reached, to be made to stop.
	p.before(`const Real = Worker;
		window.Worker = class extends Real {
			constructor(...a) { super(...a); window.worker = this; }
		};`)
	p.open("/?steps=1000000")
	p.awaitState(run.Idle)
	p.press("Train")
	p.await(`glyphlab.run.step > 5`)
	read[bool](p, `worker.dispatchEvent(new ErrorEvent("error", {message: "out of memory"}))`)
	p.awaitText(".banners", "out of memory")
	if got := p.run(); got.State != run.Failed || got.Error != "out of memory" {
		t.Errorf("the run is %+v", got)
	}
	p.press("Start again")
	p.awaitState(run.Idle)
	p.press("One step")
	p.await(`glyphlab.run.state === "paused" && glyphlab.run.step === 1`)
}

func TestDataThatDoNotComeAreToldWhereTheyAreChosen(t *testing.T) {
	p := newPerson(t)
	p.forgive("503")
	repair := site.fail(t, ".glyphs")
	p.open("/?steps=20")
	p.awaitText(".field.data .error", "503")
	p.await(trainIsOff)
	repair()
	p.press("Try again")
	p.awaitState(run.Idle)
	p.press("Train")
	p.awaitState(run.Done)
}

func TestAListOfDataThatDoesNotComeIsToldWhereDataAreChosen(t *testing.T) {
	p := newPerson(t)
	p.forgive("503")
	repair := site.fail(t, "manifest.json")
	p.open("/")
	p.awaitText(".field.data .error", "The list of data could not be loaded")
	repair()
	p.press("Try again")
	p.awaitState(run.Idle)
}

func TestWithoutWebAssemblyThePageSaysWhatItNeeds(t *testing.T) {
	p := newPerson(t)
	p.before(`delete window.WebAssembly`)
	p.open("/")
	p.awaitText("#trouble", "needs WebAssembly")
}

func TestAPageProgramThatCannotBeLoadedIsTold(t *testing.T) {
	p := newPerson(t)
	p.forgive("503")
	site.fail(t, "/built/page.")
	p.open("/")
	p.awaitText("#trouble", "could not be loaded")
	p.await(`document.querySelector("button.primary").disabled`)
}

func TestTheLogAndTheLinkCanBeCopied(t *testing.T) {
	p := newPerson(t)
	p.allowClipboard()
	p.open("/?steps=1&seed=8&run")
	p.awaitState(run.Done)
	p.awaitText("#log", "Test accuracy")
	p.press("Copy")
	p.awaitText("#copy-log", "Copied")
	const clipboard = `navigator.clipboard.readText()`
	if got, want := read[string](p, clipboard), strings.TrimSpace(p.text("#log pre"))+"\n"; got != want {
		t.Errorf("the clipboard has %q, want %q", got, want)
	}
	p.awaitText("#copy-log", "Copy")
	p.press("Copy link")
	p.awaitText("#copy-link", "Copied")
	if got, want := read[string](p, clipboard), site.URL+"/?"+address.Query(p.run().Settings); got != want {
		t.Errorf("the clipboard has %q, want %q", got, want)
	}
}

func TestEverythingIsReachedByKeyboard(t *testing.T) {
	p := newPerson(t)
	p.open("/?steps=1000000")
	p.awaitState(run.Idle)
	focused := func() string {
		return read[string](p, `document.activeElement.id || document.activeElement.innerText || document.activeElement.tagName`)
	}
	tabTo := func(id string) {
		t.Helper()
		var passed []string
		for range 60 {
			p.do(chromedp.KeyEvent(kb.Tab))
			at := focused()
			if at == id {
				return
			}
			passed = append(passed, at)
		}
		t.Fatalf("the tab key never comes to %s, but to %q", id, passed)
	}
	tabTo("train")
	if outline := read[string](p, `getComputedStyle(document.activeElement).outlineStyle`); outline == "none" {
		t.Error("the focused button has no outline")
	}
	p.do(chromedp.KeyEvent(kb.Enter))
	p.await(`glyphlab.run.step > 3`)
	if at := focused(); at != "train" {
		t.Errorf("after Train the focus is at %q", at)
	}
	p.do(chromedp.KeyEvent(" "))
	p.awaitState(run.Paused)
	step := p.run().Step
	p.await(`!document.querySelector("#step").disabled`)
	tabTo("step")
	p.do(chromedp.KeyEvent(kb.Enter))
	p.await(`glyphlab.run.state === "paused" && glyphlab.run.step > ` + itoa(step))
	tabTo("reset")
	p.do(chromedp.KeyEvent(kb.Enter))
	p.awaitState(run.Idle)
	tabTo("field-rate")
	p.do(chromedp.KeyEvent("5"))
	for _, id := range []string{"field-data", "field-preset", "copy-log", "log"} {
		tabTo(id)
	}
	p.draw(letters["A"]...)
	p.await(answered)
	tabTo("undo")
	tabTo("clear")
	p.do(chromedp.KeyEvent(kb.Enter))
	p.await(`!` + answered)
}

func TestEveryControlAndPictureHasAName(t *testing.T) {
	p := newPerson(t)
	p.open("/?preset=lenet5")
	p.awaitState(run.Idle)
	nameless := read[[]string](p, `[...document.querySelectorAll("button, input, select, canvas, progress, [role=region]")]
		.filter(e => !e.closest("[aria-hidden=true]"))
		.filter(e => !(e.innerText?.trim() && e.tagName === "BUTTON") && !e.labels?.[0]?.innerText.trim() && !e.getAttribute("aria-label")
			&& !document.getElementById(e.getAttribute("aria-labelledby"))?.innerText.trim())
		.map(e => e.outerHTML)`)
	for _, element := range nameless {
		t.Errorf("a screen reader has no name for %s", element)
	}
	undescribed := read[[]string](p, `[...document.querySelectorAll("[aria-describedby]")]
		.filter(e => e.getAttribute("aria-describedby").split(" ").some(id => !document.getElementById(id)?.textContent.trim()))
		.map(e => e.outerHTML)`)
	for _, element := range undescribed {
		t.Errorf("the description is missing of %s", element)
	}
}

func TestNothingIsCutOffAtTheThreeSizes(t *testing.T) {
	for _, size := range sizes {
		t.Run(size.name, func(t *testing.T) {
			for _, preset := range run.Presets {
				p := newPerson(t)
				call(p, emulation.SetDeviceMetricsOverride, size.metrics)
				p.open("/?preset=" + preset.Name)
				p.awaitState(run.Idle)
				p.await(`document.querySelector("table tbody tr")`)
				if wide := read[int64](p, `document.documentElement.scrollWidth`); wide > size.metrics.Width {
					t.Errorf("%s: the page is %d pixels wide", preset.Name, wide)
				}
				if high := read[int64](p, `document.documentElement.scrollHeight`); size.name == "desktop" && high > size.metrics.Height {
					t.Errorf("%s: the page is %d pixels high, a run is to be seen without scrolling", preset.Name, high)
				}
			}
		})
	}
}

func TestThePicturesFollowTheColourScheme(t *testing.T) {
	p := newPerson(t)
	const shades = `[...document.querySelectorAll("#filters canvas, #loss canvas, #specimen canvas")].map(c => c.toDataURL()).join()`
	p.scheme("light")
	p.open("/")
	p.awaitState(run.Idle)
	p.awaitText(".specimen", "to learn from")
	p.settle()
	light := read[string](p, shades)
	p.scheme("dark")
	p.await(shades + ` !== ` + quote(light))
	p.settle()
	p.scheme("light")
	p.await(shades + ` === ` + quote(light))
}
