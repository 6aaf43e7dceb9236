//go:build !js

package browser

import (
	"testing"

	"glyphlab/engine/run"
)

func TestALetterIsReadBeforeAnyTraining(t *testing.T) {
	p := newPerson(t)
	p.open("/?steps=1000000")
	p.awaitState(run.Idle)
	p.draw(letters["E"]...)
	p.awaitText("#answerer", "comes with Glyphlab, trained on “Open typefaces”: ")
	p.awaitText("#answerer", "right on its test set.")
	p.await(answered)
	p.settle()
	if got, how := p.text("#guess strong"), p.text("#guess .caption"); got != "E" || how == "not trained yet" {
		t.Errorf("E is read as %s, %s", got, how)
	}
	before := p.text("#bars")

	p.press("Train one from scratch")
	p.await(`glyphlab.run.step > 100`)
	p.awaitText("#answerer", "Answered by the network that learns here.")
	p.await(`document.querySelector("#bars").innerText !== ` + quote(before))
	p.press("Ask the one that comes with Glyphlab")
	p.await(`document.querySelector("#bars").innerText === ` + quote(before))
	p.press("Ask your own")
	p.await(`document.querySelector("#bars").innerText !== ` + quote(before))
	p.press("Pause")
	p.awaitState(run.Paused)

	// At step 0 again, what the new weights make of it would be of no use.
	p.press("Reset")
	p.awaitState(run.Idle)
	p.await(`document.querySelector("#bars").innerText === ` + quote(before))
}

func TestTheBundledNetworkReadsTwentyDrawnLetters(t *testing.T) {
	p := newPerson(t)
	p.open("/?steps=1000000")
	p.awaitState(run.Idle)
	right := append(p.drawAll(letters), p.drawAll(quick)...)
	p.awaitText("#answerer", "comes with Glyphlab")
	if len(right) < 18 {
		t.Errorf("%d of 20 letters are read right: %v", len(right), right)
	}
}

func TestWithoutItsNetworkThePadWorksAsBefore(t *testing.T) {
	repair := site.fail(t, ".weights")
	p := newPerson(t)
	p.forgive("503")
	p.open("/?steps=1000000")
	p.awaitState(run.Idle)
	p.draw(letters["E"]...)
	p.awaitText("#answerer", "could not be loaded: ")
	p.await(answered)
	p.awaitText("#guess", "not trained yet")
	repair()
	p.press("Try again")
	p.awaitText("#answerer", "right on its test set.")
	p.await(`document.querySelector("#guess strong").innerText === "E"`)
}

func TestARunThatIsDoneShowsItsTestClassByClass(t *testing.T) {
	p := newPerson(t)
	p.open("/?steps=301&run")
	p.awaitState(run.Done)
	p.awaitText("#network-title", "The test, class by class")
	if got := read[[]string](p, `[...document.querySelectorAll(".by-class tbody th")].map(e => e.innerText)`); len(got) != 10 || got[0] != "A" || got[9] != "J" {
		t.Errorf("the classes are %v", got)
	}
	// The classes' bars and counts add up to the run's own figure.
	sums := read[[]float64](p, `[...document.querySelectorAll(".by-class tbody tr")].reduce(([right, all], row) => {
		const [r, n] = row.querySelector("[title]").title.split(" of ").map(Number);
		if (Math.abs(100 * r / n - row.querySelector("progress").value) > 0.06) right += 1e6;
		return [right + r, all + n];
	}, [0, 0])`)
	if accuracy := 100 * sums[0] / sums[1]; accuracy != *p.run().Test {
		t.Errorf("%v of %v are right, %v%%; the run has %v%%", sums[0], sums[1], accuracy, *p.run().Test)
	}
	p.awaitText("#pace", "95 % interval")
	p.press("Layers")
	p.awaitText("#network-title", "The network")
	p.press("The test")
	p.awaitText("#network-title", "The test")
	p.press("Reset")
	p.awaitText("#network-title", "The network")
	p.awaitText("#pace", "time left")
}
