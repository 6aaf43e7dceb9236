//go:build !js

package browser

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"glyphlab/assets"
	"glyphlab/engine/run"
	"glyphlab/serve"
)

// changed serves the site with its answers changed on their way: change gets
// the path, the headers and the body of each.
func changed(t testing.TB, change func(path string, header http.Header, body []byte) []byte) string {
	t.Helper()
	pages, err := serve.New(serve.Config{Built: assets.Built()})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Set("Accept-Encoding", "identity")
		r.Header.Del("If-None-Match")
		answer := httptest.NewRecorder()
		pages.ServeHTTP(answer, r)
		body := change(r.URL.Path, answer.Header(), answer.Body.Bytes())
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(answer.Code)
		if _, err := io.Copy(w, bytes.NewReader(body)); err != nil {
			t.Log(err) // the browser has gone
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// broken serves the site with a fault put into the script that starts a worker.
func broken(t testing.TB, fault string) string {
	return changed(t, func(path string, _ http.Header, body []byte) []byte {
		if strings.HasPrefix(path, "/built/worker.") && strings.HasSuffix(path, ".js") {
			return append([]byte(fault+"\n"), body...)
		}
		return body
	})
}

// fault is a script that does something in one kind of worker, the time that
// it says how far it has come (or that a member waits for the next job).
func fault(worker string, nth int, method, does string) string {
	return fmt.Sprintf(`if (self.name === %q) {
		const wait = Atomics.wait, real = %s;
		let n = 0;
		%s = (...args) => { if (++n === %d) { %s } return real.apply(self, args); };
	}`, worker, method, method, nth, does)
}

const (
	hang = `wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`
	die  = `throw new Error("broken by a test");`
	exit = `self.close(); ` + hang
)

const shared = "/?steps=120&seed=5"

// trainShared opens the page and goes through the run, all of it with as many
// workers as the address says.
func (p *person) trainShared(workers int) run.Record {
	p.t.Helper()
	p.open(shared + "&workers=" + itoa(workers))
	p.awaitText("#kernel", fmt.Sprintf(", %d worker", workers))
	p.press("Train")
	p.awaitState(run.Done)
	return p.run()
}

func TestAnyNumberOfWorkersEndsWithTheSameRun(t *testing.T) {
	native := trained(t, "-seed", "5", "-steps", "120", "-workers", "3")
	var log string
	for _, workers := range []int{1, 2, 5} {
		p := newPerson(t)
		r := p.trainShared(workers)
		if r.SHA256 != native.SHA256 || *r.Test != *native.Test || fmt.Sprint(r.Validation) != fmt.Sprint(native.Validation) {
			t.Errorf("%d workers end with %+v, the command with %+v", workers, r, native)
		}
		p.awaitText("#log", "Test accuracy")
		if lines := p.text("#log pre"); log == "" {
			log = lines
		} else if lines != log {
			t.Errorf("with %d workers the log is\n%s\nwith one\n%s", workers, lines, log)
		}
		if trouble := p.text("#crew"); trouble != "" {
			t.Errorf("%d workers: the page says %q", workers, trouble)
		}
		p.close()
	}
}

func TestTheNumberOfWorkersCanBeChangedWhileTheNetworkLearns(t *testing.T) {
	const address = "/?steps=1000&seed=5"
	want := trained(t, "-seed", "5", "-steps", "1000")
	p := newPerson(t)
	p.open(address + "&workers=1")
	p.awaitState(run.Idle)
	p.press("Train")
	p.await(`glyphlab.run.step > 20`)
	p.enter("#field-workers", "3")
	p.awaitText("#kernel", "3 workers")
	p.await(`location.search.endsWith("&workers=3")`)
	p.enter("#field-workers", "9")
	p.awaitText("#error-workers", "Workers is a whole number from 1 to 8")
	p.enter("#field-workers", "2")
	p.awaitText("#kernel", "2 workers")
	p.awaitState(run.Done)
	if r := p.run(); r.SHA256 != want.SHA256 {
		t.Errorf("the run ends with %s, undisturbed %s", r.SHA256, want.SHA256)
	}
}

func TestAWorkerThatFailsChangesNothingOfTheRun(t *testing.T) {
	want := trained(t, "-seed", "5", "-steps", "120")
	const member, examiner = "glyphlab member 1", "glyphlab examiner"
	for _, c := range []struct {
		name, fault, says string
	}{
		{"a member dies", fault(member, 20, "Atomics.notify", die), "computed again; the weights are the same. Another takes its place."},
		{"a member ends without a word", fault(member, 20, "Atomics.notify", exit), "A worker has stopped at step"},
		{"a member hangs", fault(member, 20, "Atomics.notify", hang), "it did not answer for"},
		{"a member does not start", fault(member, 1, "importScripts", die), "A worker has stopped (the worker could not be started (broken by a test)). Another takes its place."},
		{"the examiner dies", fault(examiner, 3, "postMessage", die), "The worker that evaluates has stopped"},
		{"the examiner hangs", fault(examiner, 3, "postMessage", hang), "The worker that evaluates has stopped"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPerson(t)
			p.forgive("broken by a test") // the browser tells of what happens in a worker
			p.forgive("panic")
			p.forgive("exit code")
			p.site = broken(t, c.fault)
			r := p.trainShared(2)
			if r.SHA256 != want.SHA256 || *r.Test != *want.Test || fmt.Sprint(r.Validation) != fmt.Sprint(want.Validation) {
				t.Errorf("the run is %+v, undisturbed %+v", r, want)
			}
			p.awaitText("#crew", c.says)
			t.Log(p.text("#crew"))
		})
	}
}

func TestAPageThatCannotShareMemoryTrainsWithOneWorkerAndSaysSo(t *testing.T) {
	want := trained(t, "-seed", "5", "-steps", "120")
	p := newPerson(t)
	p.site = changed(t, func(_ string, header http.Header, body []byte) []byte {
		header.Del("Cross-Origin-Opener-Policy")
		header.Del("Cross-Origin-Embedder-Policy")
		return body
	})
	p.open(shared + "&workers=2&run")
	p.awaitState(run.Done)
	if r := p.run(); r.SHA256 != want.SHA256 {
		t.Errorf("the run ends with %s, elsewhere with %s", r.SHA256, want.SHA256)
	}
	p.awaitText("#kernel", "1 worker (this page is not cross-origin isolated")
	if !read[bool](p, `document.querySelector("#field-workers").disabled`) {
		t.Error("the number of workers can be changed, to no effect")
	}
}
