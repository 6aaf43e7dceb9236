//go:build !js

package browser

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"

	"glyphlab/engine/run"
)

// A small search: eight trials of 101 steps, two of 301.
const (
	smallSearch = "/?steps=301&search=" + "rate+0.003..0.3+log;momentum+0,0.9" + "&budget=1500"
	smallSpace  = "rate 0.003..0.3 log\nmomentum 0, 0.9\n"
)

// sought runs the search command and returns the values and the accuracy of the
// best trial.
func sought(t *testing.T, args ...string) (values map[string]string, accuracy float64) {
	t.Helper()
	var end struct {
		Best struct {
			Values   map[string]string
			Accuracy float64
		}
	}
	lines := bytes.Split(bytes.TrimSpace(command(t, append([]string{"search", "-json"}, args...)...)), []byte("\n"))
	if err := json.Unmarshal(lines[len(lines)-1], &end); err != nil {
		t.Fatal(err)
	}
	return end.Best.Values, end.Best.Accuracy
}

func TestASearchFindsWhatTheCommandFindsAndItsBestIsTrained(t *testing.T) {
	p := newPerson(t)
	p.open(smallSearch)
	p.awaitState(run.Idle)
	p.await(`document.querySelector("#search:popover-open")`)

	p.enter("#search-budget", "long")
	p.awaitText("#error-budget", "A budget is a number of steps")
	p.await(`document.querySelector("#search-go").disabled`)
	p.enter("#search-budget", "1500")
	p.enter("#search-space", "rate fast")
	p.awaitText("#error-space", "Line 1: learning rate is a number from 0 to 10")
	p.enter("#search-space", strings.TrimSpace(strings.ReplaceAll(smallSpace, "\n", "\r")))
	p.await(`document.querySelector("#error-space") === null && location.search.includes("steps=301")`)

	p.press("Search")
	p.await(`document.querySelector("#search-space").matches(":disabled")`)
	p.awaitText("#searching", "Searching: rung 1 of 2")
	p.await(`document.querySelector("#train").disabled`)
	p.awaitText("#search-best", "The best so far")
	p.press("Pause")
	p.awaitText("#searching", "Paused")
	p.await(`!document.querySelector("#train").disabled`)
	p.press("Resume")
	p.await(`document.querySelector("#searching .status").innerText === "Done"`)
	p.await(`location.search.includes("&search=rate+0.003..0.3+log%3Bmomentum")`)
	p.await(`document.querySelector("#trials canvas").ariaLabel.includes("The best: accuracy")`)

	space := filepath.Join(t.TempDir(), "space.txt")
	p.must(os.WriteFile(space, []byte(smallSpace), 0o666))
	values, accuracy := sought(t, "-steps", "301", "-space", space, "-budget", "1500")
	best := p.text("#trials-table .best")
	if !strings.Contains(best, values["rate"]) || !strings.Contains(best, values["momentum"]) {
		t.Errorf("the page's best is %q, the command's %v with %v%%", best, values, accuracy)
	}

	p.press("Train the best in full")
	p.awaitState(run.Done)
	r := p.run()
	rate, _ := run.FindField("rate")
	if rate.Value(r.Settings) != values["rate"] || r.Settings.Steps != 301 || r.Validation[len(r.Validation)-1].Accuracy != accuracy {
		t.Errorf("trained %+v with %v, the search found %v%% with %v", r.Settings, r.Validation, accuracy, values)
	}
	if read[bool](p, `document.querySelector("#search").checkVisibility()`) {
		t.Error("the panel hides the run")
	}
}

func TestASearchForSecondsMeasuresAndCanBeStopped(t *testing.T) {
	p := newPerson(t)
	p.open("/?steps=201")
	p.awaitState(run.Idle)
	p.awaitText(".specimen", "to learn from") // then nothing moves any more
	p.settle()
	p.press("Search for settings")
	p.await(`document.querySelector("#search:popover-open")`)
	p.enter("#search-budget", "30s")
	p.press("Search")
	p.awaitText("#searching", "Searching: rung 1")
	p.awaitText("#search-best", "The best so far")
	p.press("Stop")
	p.awaitText("#searching", "Stopped: rung")
	p.await(button("Search again"))
}

func TestASearchIsWhollyInTheWindow(t *testing.T) {
	for _, size := range sizes {
		p := newPerson(t)
		call(p, emulation.SetDeviceMetricsOverride, size.metrics)
		p.open(smallSearch)
		p.awaitState(run.Idle)
		p.await(`document.querySelector("#search:popover-open")`)
		p.settle()
		if read[bool](p, `(e => e.scrollWidth > e.clientWidth || e.getBoundingClientRect().bottom > innerHeight)(document.querySelector("#search"))`) {
			t.Errorf("%s: the search is wider or higher than the window", size.name)
		}
		p.close()
	}
}
