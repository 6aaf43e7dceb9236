//go:build !js

package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"

	"glyphlab/engine/run"
)

// versions is the picture of what the augmentation makes of images.
const versions = `document.querySelector("#versions canvas").toDataURL()`

// openAugmentation opens the form of the augmentation, on a phone behind the
// settings, and waits for its picture.
func (p *person) openAugmentation() {
	p.t.Helper()
	if read[bool](p, `document.querySelector(".fold").checkVisibility() && !document.querySelector("#settings").checkVisibility()`) {
		read[bool](p, `document.querySelector(".fold").click() ?? true`)
	}
	p.await(`document.querySelector("#show-augmentation")?.checkVisibility()`)
	read[bool](p, `document.querySelector("#show-augmentation").click() ?? true`)
	p.await(`document.querySelector("#augmentation").matches(":popover-open")`)
	p.settle()
}

func TestAugmentationIsPreviewedAndTrainsWithWhatIsShown(t *testing.T) {
	p := newPerson(t)
	p.open("/?steps=40")
	p.awaitState(run.Idle)
	p.awaitText(".specimen", "to learn from")
	p.awaitText("#show-augmentation", "none")
	p.openAugmentation()
	plain := read[string](p, versions)

	p.enter("#field-rotation", "15")
	p.await(versions + ` !== ` + quote(plain))
	turned := read[string](p, versions)
	p.await(`document.querySelector("#versions canvas").ariaLabel.endsWith("rotation 15")`)
	p.press("Show others")
	p.await(versions + ` !== ` + quote(turned))
	p.enter("#field-rotation", "400")
	p.awaitText("#error-rotation", "Rotation is a number from 0 to 180")
	p.awaitText("#show-augmentation", "rotation is wrong")
	p.await(trainIsOff)
	p.enter("#field-rotation", "15")
	p.enter("#field-noise", "0.05")
	p.await(`location.search.includes("rotation=15&noise=0.05")`)
	p.press("Close")
	p.awaitText("#show-augmentation", "rotation 15, noise 0.05")
	p.await(`glyphlab.run.settings.rotation === 15 && glyphlab.run.settings.noise === 0.05 && glyphlab.run.state === "idle"`)

	p.press("Train")
	p.awaitState(run.Done)
	augmented := p.run()
	if s := augmented.Settings.Augmentation; s.Rotation != 15 || s.Noise != 0.05 {
		t.Errorf("the run's augmentation is %+v", s)
	}

	// The address gives the same run, bit for bit; without it there is another.
	query := read[string](p, `location.search`)
	q := newPerson(t)
	q.open("/" + query + "&run")
	q.awaitState(run.Done)
	if again := q.run(); again.SHA256 != augmented.SHA256 || again.Settings != augmented.Settings {
		t.Errorf("%s gives %s and %+v, before it was %s", query, again.SHA256, again.Settings, augmented.SHA256)
	}
	q.open("/" + strings.Replace(query, "&rotation=15&noise=0.05", "", 1) + "&run")
	q.awaitState(run.Done)
	if other := q.run(); other.SHA256 == augmented.SHA256 {
		t.Error("without augmentation the weights are the same")
	}
}

func TestAugmentationFitsEverySize(t *testing.T) {
	for _, size := range sizes {
		p := newPerson(t)
		call(p, emulation.SetDeviceMetricsOverride, size.metrics)
		p.open("/")
		p.awaitState(run.Idle)
		p.awaitText(".specimen", "to learn from")
		p.openAugmentation()
		p.press("Usual strengths")
		p.await(`document.querySelector("#field-rotation").value === "10"`)
		if read[bool](p, `(e => e.scrollWidth > e.clientWidth)(document.querySelector("#augmentation"))`) {
			t.Errorf("%s: the augmentation is wider than the window", size.name)
		}
		p.press("None")
		p.await(`document.querySelector("#field-rotation").value === "0"`)
		p.close()
	}
}
