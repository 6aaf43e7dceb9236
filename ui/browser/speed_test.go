//go:build !js

package browser

import (
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"glyphlab/engine/bench/table"
	"glyphlab/engine/run"
)

// speeds reads what the page has measured, once it has.
func (p *person) speeds() run.Speeds {
	p.t.Helper()
	p.await(`window.glyphlab?.bench`)
	return read[run.Speeds](p, `glyphlab.bench`)
}

// plausible complains about speeds that no machine has. How fast it is, is no
// test's business.
func plausible(t *testing.T, speeds run.Speeds, presets ...string) {
	t.Helper()
	if !(speeds.PeakGflops > 0) || speeds.Workers < 1 || speeds.Kernel == "" || len(speeds.Presets) != len(presets) {
		t.Errorf("measured %+v, want %v", speeds, presets)
	}
	for _, preset := range presets {
		s := speeds.Presets[preset]
		if !(s.MSMin > 0 && s.MSMin <= s.MS && s.MS <= s.MSMax && s.TrainImages > 0 && s.EvalImages > 0 && s.GFLOPS > 0 && s.Share > 0 && s.EvalShare > 0) {
			t.Errorf("%s: %+v", preset, s)
		}
		// While it waits for others, the laboratory looks at what has arrived,
		// every 8 ms.
		if looks := s.MS / 8; s.Allocs >= 1 && speeds.Workers == 1 || s.Allocs > 4*(1+looks) {
			t.Errorf("%s allocates %v times, %v bytes, in a step", preset, s.Allocs, s.Bytes)
		}
	}
}

func TestAnAddressMeasuresTheSpeed(t *testing.T) {
	p := newPerson(t)
	p.open("/?bench=stride&workers=1")
	p.await(`window.glyphlab?.bench === null`)
	p.await(`document.querySelector("#speed:popover-open")`)
	plausible(t, p.speeds(), "stride")
	p.awaitText("#measuring", "Measured with 1 worker")
	p.await(`document.querySelector("#speed canvas").ariaLabel.includes("stride: training")`)
	p.press("Close")
	p.press("Train")
	p.await(`glyphlab.run.step > 3`)
}

func TestSeveralWorkersAreMeasuredTogether(t *testing.T) {
	p := newPerson(t)
	p.open("/?bench=stride,maxpool&workers=2&steps=60&run")
	p.await(`window.glyphlab?.bench`)
	speeds := p.speeds()
	plausible(t, speeds, "stride", "maxpool")
	if speeds.Workers != 2 {
		t.Errorf("%d workers, want 2", speeds.Workers)
	}
	p.awaitState(run.Done) // with workers of its own
	alone := newPerson(t)
	alone.open("/?steps=60&workers=1&run")
	alone.awaitState(run.Done)
	if a, b := p.run(), alone.run(); a.SHA256 != b.SHA256 || *a.Test != *b.Test {
		t.Errorf("after the measurement %+v, without one %+v", a, b)
	}
}

func TestAnAddressCanMeasureAndThenTrain(t *testing.T) {
	p := newPerson(t)
	p.open("/?bench=stride&steps=5&run")
	p.awaitState(run.Done)
	plausible(t, p.speeds(), "stride")
}

func TestADamagedMeasurementInTheAddressIsTold(t *testing.T) {
	for query, part := range map[string]string{
		"bench=giant":             "giant",
		"bench=stride&workers=99": "from 1 to 8",
	} {
		p := newPerson(t)
		p.open("/?" + query)
		p.awaitText(".banners", part)
		p.awaitState(run.Idle)
		if read[bool](p, `glyphlab.bench !== null || document.querySelector("#speed").checkVisibility()`) {
			t.Errorf("%s: something is measured", query)
		}
	}
}

func TestTheSpeedPanelIsUsedByKeyboard(t *testing.T) {
	p := newPerson(t)
	p.allowClipboard()
	p.open("/")
	p.awaitState(run.Idle)
	focus := func(id string) {
		t.Helper()
		for range 60 {
			if read[string](p, `document.activeElement.id`) == id {
				return
			}
			p.do(chromedp.KeyEvent(kb.Tab))
		}
		t.Fatalf("the tab key never comes to %s", id)
	}
	focus("show-speed")
	p.do(chromedp.KeyEvent(kb.Enter))
	p.await(`document.querySelector("#speed:popover-open")`)
	focus("measure")
	p.do(chromedp.KeyEvent(kb.Enter))
	p.awaitText("#measure", "Stop")
	if !read[bool](p, `document.querySelector("#train").disabled`) {
		t.Error("a run can begin while the speed is measured")
	}
	p.await(`document.querySelector("#measuring progress").value > 1`)
	p.do(chromedp.KeyEvent(kb.Enter))
	p.awaitText("#measure", "Measure")
	if read[bool](p, `glyphlab.bench !== null`) {
		t.Error("a measurement that was stopped has a result")
	}
	p.do(chromedp.KeyEvent(kb.Enter))
	speeds := p.speeds()
	plausible(t, speeds, run.BenchPresets...)
	p.await(`!document.querySelector("#copy-speeds").disabled`)
	p.press("Copy as JSON")
	p.awaitText("#copy-speeds", "Copied")
	var copied run.Speeds
	if err := json.Unmarshal([]byte(read[string](p, `navigator.clipboard.readText()`)), &copied); err != nil || copied.PeakGflops != speeds.PeakGflops || len(copied.Presets) != len(run.BenchPresets) {
		t.Errorf("the clipboard has %+v, %v", copied, err)
	}
	p.do(chromedp.KeyEvent(kb.Escape))
	p.await(`!document.querySelector("#speed").checkVisibility()`)
}

func TestTheSpeedPanelIsWhollyInTheWindow(t *testing.T) {
	for _, size := range sizes {
		p := newPerson(t)
		call(p, emulation.SetDeviceMetricsOverride, size.metrics)
		p.open("/")
		p.awaitState(run.Idle)
		p.press("Speed of this machine")
		p.await(`document.querySelector("#speed:popover-open")`)
		p.settle()
		if outside := read[[]string](p, `[...document.querySelectorAll("#speed, #speed *")].filter(e => {
			const r = e.getBoundingClientRect();
			return r.left < 0 || r.top < 0 || r.right > innerWidth || r.bottom > innerHeight;
		}).map(e => e.tagName + "#" + e.id)`); len(outside) > 0 {
			t.Errorf("%s: outside of the window are %q", size.name, outside)
		}
	}
}

var speedTable = flag.String("speeds", "", "a file for the table of this machine's speeds, natively and in the browser")

// TestSpeeds writes the table that make bench prints.
func TestSpeeds(t *testing.T) {
	if *speedTable == "" {
		t.Skip("speeds are compared by make bench")
	}
	var native run.Speeds
	if err := json.Unmarshal(command(t, "bench", "-json"), &native); err != nil {
		t.Fatal(err)
	}
	p := newPerson(t)
	p.open("/?workers=1&bench=" + strings.Join(run.BenchPresets, ","))
	chromium := p.speeds()
	f, err := os.Create(*speedTable)
	if err != nil {
		t.Fatal(err)
	}
	p.must(table.Write(f, table.Place{Name: "native", Speeds: native}, table.Place{Name: "Chromium", Speeds: chromium}))
	p.must(f.Close())
}
