//go:build !js

package browser

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"glyphlab/engine/run"
)

var pictures = flag.String("pictures", "", "a folder for screenshots of the page, to be looked at")

// TestPictures takes the screenshots that a person looks at after a change:
// three sizes, light and dark, before, during and after a run, while and after
// the speed is measured, with the augmentation open, while and after a search.
func TestPictures(t *testing.T) {
	if *pictures == "" {
		t.Skip("pictures are taken by make pictures")
	}
	if err := os.MkdirAll(*pictures, 0o777); err != nil {
		t.Fatal(err)
	}
	for _, size := range sizes {
		for _, scheme := range []string{"light", "dark"} {
			p := newPerson(t)
			call(p, emulation.SetDeviceMetricsOverride, size.metrics)
			p.scheme(scheme)
			p.open("/?steps=3001")
			p.awaitState(run.Idle)
			p.awaitText(".specimen", "to learn from")
			p.settle()
			p.picture(size.name, scheme, "1-idle")
			p.openAugmentation()
			p.press("Usual strengths")
			p.settle()
			p.window(size.name, scheme, "6-augmentation")
			p.press("None")
			p.press("Close")
			p.press("Train")
			p.await(`glyphlab.run.step > 330`)
			p.press("Pause")
			p.awaitState(run.Paused)
			p.draw(letters["G"]...)
			p.settle()
			p.picture(size.name, scheme, "2-paused")
			p.press("Resume")
			p.awaitState(run.Done)
			p.awaitText(".status", "Done")
			p.await(answered)
			p.settle()
			p.picture(size.name, scheme, "3-done")
			p.press("Speed of this machine")
			p.press("Measure")
			p.await(`document.querySelector("#measuring progress").value > 5`)
			p.settle()
			p.window(size.name, scheme, "4-measuring")
			p.speeds()
			p.awaitText("#measure", "again")
			p.settle()
			p.window(size.name, scheme, "5-speed")
			p.press("Close")
			p.pictureSearch(size.name, scheme)
		}
	}
}

// pictureSearch takes pictures of a search under way and at its end.
func (p *person) pictureSearch(size, scheme string) {
	p.t.Helper()
	p.open("/?steps=301&search=rate+0.003..0.3+log;momentum+0,0.9;batch+8..32;schedule+constant,cosine,one-cycle&budget=4000")
	p.awaitState(run.Idle)
	p.await(`document.querySelector("#search:popover-open")`)
	p.press("Search")
	p.await(`document.querySelectorAll("#trials-table tbody tr").length > 15`)
	p.settle()
	p.window(size, scheme, "7-searching")
	p.await(`document.querySelector("#searching .status").innerText === "Done"`)
	if size == "phone" {
		read[bool](p, `(document.querySelector("#search-best").scrollIntoView(), true)`)
	}
	p.settle()
	p.window(size, scheme, "8-searched")
}

// picture saves what the window shows, on a phone the whole page: in a window
// that is as high, as what a small one has not shown need not be painted.
func (p *person) picture(size, scheme, when string) {
	p.t.Helper()
	read[bool](p, `(scrollTo(0, 0), true)`)
	if size == "phone" {
		high := phone
		high.Height = read[int64](p, `document.documentElement.scrollHeight`)
		call(p, emulation.SetDeviceMetricsOverride, high)
		defer func() { call(p, emulation.SetDeviceMetricsOverride, phone) }()
		read[bool](p, `new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`)
	}
	p.window(size, scheme, when)
}

// window saves what the window shows as it is.
func (p *person) window(size, scheme, when string) {
	p.t.Helper()
	p.save(chromedp.CaptureScreenshot(), size, scheme, when)
}

func (p *person) save(action chromedp.Action[[]byte], size, scheme, when string) {
	p.t.Helper()
	png, err := chromedp.Run(p.ctx, action)
	p.must(err)
	p.must(os.WriteFile(filepath.Join(*pictures, size+"-"+scheme+"-"+when+".png"), png, 0o666))
}
