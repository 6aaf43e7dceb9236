//go:build !js

package browser

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"glyphlab/engine/run"
)

func TestALearnerPressesTrainAndWatches(t *testing.T) {
	p := newPerson(t)
	p.open("/?steps=101")
	p.awaitState(run.Idle)
	p.await(`!` + button("Train") + `.disabled`)
	const picture = `document.querySelector("#filters canvas").toDataURL()`
	p.await(picture + ` !== document.createElement("canvas").toDataURL()`)
	filters := read[string](p, picture)
	if got := p.run(); got.Step != 0 || len(got.Validation) != 0 || got.Test != nil || !sha256.MatchString(got.SHA256) {
		t.Errorf("before the first step the run is %+v", got)
	}

	p.press("Train")
	p.awaitState(run.Done)

	got := p.run()
	if got.Step != 101 || len(got.Validation) != 3 || got.Test == nil || !sha256.MatchString(got.SHA256) || got.Seconds <= 0 {
		t.Fatalf("the run is %+v", got)
	}
	p.awaitText("#log", run.TestLine(*got.Test))
	lines := strings.Split(strings.TrimSpace(p.text("#log pre")), "\n")
	var pattern []string
	for i, v := range got.Validation {
		pattern = append(pattern,
			fmt.Sprintf(`Minibatch loss at step %d: \d+\.\d{6}`, 50*i),
			`Minibatch accuracy: \d+\.\d%`,
			regexp.QuoteMeta(run.ValidationLine(v.Accuracy)))
	}
	pattern = append(pattern, regexp.QuoteMeta(run.TestLine(*got.Test)))
	if !regexp.MustCompile("^" + strings.Join(pattern, "\n") + "$").MatchString(strings.Join(lines, "\n")) {
		t.Errorf("the log is %q, expected\n%s", lines, strings.Join(pattern, "\n"))
	}
	p.awaitText("#pace", "101 of 101")
	p.awaitText("#pace", fmt.Sprintf("%.1f%%", *got.Test))
	p.await(fmt.Sprintf(`document.title.startsWith("%.1f%%")`, *got.Test))
	if after := read[string](p, picture); after == filters {
		t.Error("the filters look as they did before training")
	}
	if value := read[float64](p, `document.querySelector("progress").position`); value != 1 {
		t.Errorf("the progress bar stands at %v, want 1", value)
	}
}

var sha256 = regexp.MustCompile(`^[0-9a-f]{64}$`)

func TestTheSameAddressGivesTheSameWeightsHoweverOftenTheRunPauses(t *testing.T) {
	p := newPerson(t)
	p.open("/?steps=60&seed=5&run")
	p.awaitState(run.Done)
	whole := p.run()

	q := newPerson(t)
	q.open("/?steps=60&seed=5")
	q.awaitState(run.Idle)
	for step := 1; step <= 2; step++ {
		q.press("One step")
		q.await(fmt.Sprintf(`glyphlab.run.state === "paused" && glyphlab.run.step === %d`, step))
	}
	q.press("Resume")
	q.awaitState(run.Done)
	if parts := q.run(); parts.SHA256 != whole.SHA256 || *parts.Test != *whole.Test {
		t.Errorf("in one go %s, %v%%; in parts %s, %v%%", whole.SHA256, *whole.Test, parts.SHA256, *parts.Test)
	}
}

func TestPauseOneStepAndReset(t *testing.T) {
	p := newPerson(t)
	p.open("/?steps=1000000")
	p.awaitState(run.Idle)
	p.press("Train")
	p.await(`glyphlab.run.step > 20`)
	p.press("Pause")
	p.awaitState(run.Paused)
	before := p.run()
	p.press("One step")
	p.await(fmt.Sprintf(`glyphlab.run.step === %d && glyphlab.run.state === "paused"`, before.Step+1))
	if after := p.run(); after.SHA256 == before.SHA256 {
		t.Error("a step has not moved the weights")
	}
	p.press("Reset")
	p.awaitState(run.Idle)
	if got := p.run(); got.Step != 0 || len(got.Validation) != 0 {
		t.Errorf("after a reset the run is %+v", got)
	}
	p.awaitText("#pace", "0 of 1")
	if log := p.text("#log pre"); log != "" {
		t.Errorf("after a reset the log is %q", log)
	}
}

// background is a script that puts the tab in the background while
// window.background is true: it has no frames, and says that it is hidden. The
// test itself has realFrame.
const background = `Object.defineProperty(document, "hidden", {get: () => window.background === true});
	window.realFrame = window.requestAnimationFrame.bind(window);
	const held = [];
	window.requestAnimationFrame = (f) => window.background ? held.push(f) : realFrame(f);
	document.addEventListener("visibilitychange", () => held.splice(0).forEach(realFrame));`

func TestTrainingGoesOnInABackgroundTab(t *testing.T) {
	p := newPerson(t)
	p.before(background)
	p.open("/?steps=400")
	p.awaitState(run.Idle)
	p.press("Train")
	p.await(`glyphlab.run.step > 5`)
	read[bool](p, `window.background = true`)
	p.await(`document.title.startsWith("50%") || glyphlab.run.step > 200`)
	p.await(`/^\d+% trained/.test(document.title)`)
	p.awaitState(run.Done)
	read[bool](p, `window.background = false; document.dispatchEvent(new Event("visibilitychange"))`)
	p.awaitText("#pace", "400 of 400")
}

func TestAWrongLearningRateIsToldBesideItsField(t *testing.T) {
	p := newPerson(t)
	p.open("/")
	p.awaitState(run.Idle)
	p.enter("#field-rate", "fast")
	p.awaitText("#error-rate", "Learning rate is a number from 0 to 10")
	p.await(trainIsOff)
	if got := read[string](p, `document.querySelector("#field-rate").value`); got != "fast" {
		t.Errorf("the field has %q, want what was typed", got)
	}
	if got := read[string](p, `document.querySelector("#field-rate").getAttribute("aria-invalid")`); got != "true" {
		t.Errorf("aria-invalid is %q", got)
	}
	p.enter("#field-rate", "0.02")
	p.await(`!` + button("Train") + `.disabled && !document.querySelector("#error-rate")`)
	p.await(`location.search.includes("rate=0.02")`)
	p.await(`glyphlab.run.settings.rate === 0.02`)
}

func TestDropoutIsOfferedWhereTheNetworkHasIt(t *testing.T) {
	p := newPerson(t)
	p.open("/")
	p.awaitState(run.Idle)
	if read[bool](p, `!!document.querySelector("#field-dropout")`) {
		t.Error("the stride network is offered dropout")
	}
	p.choose("#field-preset", "lenet5")
	p.await(`document.querySelector("#field-dropout")?.value === "0.25"`)
	p.await(`document.querySelector("#field-schedule").value === "cosine"`)
	p.await(`glyphlab.run.settings.preset === "lenet5" && glyphlab.run.state === "idle"`)
	p.awaitText("table", "dropout")
}

func TestMoreSettingsAreShownWhenAskedForOrWhenTheyMatter(t *testing.T) {
	p := newPerson(t)
	p.open("/?clip=1")
	p.awaitState(run.Idle)
	p.await(`document.querySelector("#field-clip")?.value === "1" && !document.querySelector("#field-optimizer")`)
	p.press("More")
	p.await(`document.querySelector("#all-settings").getAttribute("aria-expanded") === "true"`)
	p.choose("#field-optimizer", "adamw")
	p.await(`!!document.querySelector("#field-weight-decay") && !document.querySelector("#field-momentum")`)
	p.await(`location.search.includes("optimizer=adamw")`)
	p.await(`glyphlab.run.settings.optimizer === "adamw"`)
	p.press("Fewer")
	p.await(`!document.querySelector("#field-l2")`)
}

func TestTheAddressHoldsTheSettings(t *testing.T) {
	p := newPerson(t)
	p.open("/")
	p.awaitState(run.Idle)
	p.choose("#field-preset", "maxpool")
	p.enter("#field-seed", "42")
	p.enter("#field-momentum", "0.5")
	p.await(`glyphlab.run.settings.momentum === 0.5 && glyphlab.run.state === "idle"`)
	before := p.run().Settings
	p.do(chromedp.Reload())
	p.awaitState(run.Idle)
	if after := p.run().Settings; after != before || after.Seed != 42 || after.Preset != "maxpool" {
		t.Errorf("before the reload %+v, after it %+v", before, after)
	}
}

func TestOtherSettingsAfterARunBeginANewOne(t *testing.T) {
	p := newPerson(t)
	p.open("/?steps=20&run")
	p.awaitState(run.Done)
	p.enter("#field-seed", "2")
	p.awaitText(".about", "new run")
	if got := p.run(); got.State != run.Done || got.Settings.Seed != 1 {
		t.Errorf("typing a seed has changed the run to %+v", got)
	}
	p.press("Train")
	p.await(`glyphlab.run.state === "done" && glyphlab.run.settings.seed === 2`)
}

func TestADamagedAddressSaysWhatItCouldNotRead(t *testing.T) {
	p := newPerson(t)
	p.open("/?steps=many&seed=3&preset=giant&colour=red")
	p.awaitState(run.Idle)
	for _, part := range []string{"Steps is a whole number", "giant", "colour"} {
		p.awaitText(".banners", part)
	}
	if got := p.run().Settings; got.Seed != 3 || got.Steps != 1001 || got.Preset != "stride" {
		t.Errorf("settings %+v", got)
	}
	p.press("Go on without it")
	p.await(`!document.querySelector(".banner:not([hidden])") && location.search === "?data=" + glyphlab.run.settings.data + "&preset=stride&seed=3&steps=1001"`)
}
