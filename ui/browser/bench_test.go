//go:build !js

package browser

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"

	"glyphlab/engine/run"
)

// BenchmarkFirstStep measures what a first visit takes: from the navigation to
// the first finished training step, with nothing in any cache, and the bytes
// that were sent until then.
func BenchmarkFirstStep(b *testing.B) {
	url, sent := counting(b)
	var seconds float64
	for range b.N {
		p := newPerson(b)
		p.site = url
		seconds += p.firstStep()
		p.close()
	}
	b.ReportMetric(seconds/float64(b.N), "s/first-step")
	b.ReportMetric(float64(sent.Load())/float64(b.N), "B/visit")
}

// BenchmarkSecondVisit measures the same of a visit to the page that was kept,
// and the bytes that were sent for keeping it, before.
func BenchmarkSecondVisit(b *testing.B) {
	url, sent := counting(b)
	var seconds float64
	var first, second int64
	for range b.N {
		p := newPerson(b)
		p.site = url
		sent.Store(0)
		p.firstStep()
		p.awaitKept()
		first += sent.Swap(0)
		seconds += p.firstStep()
		second += sent.Load()
		p.close()
	}
	b.ReportMetric(seconds/float64(b.N), "s/first-step")
	b.ReportMetric(float64(first)/float64(b.N), "B/first-visit")
	b.ReportMetric(float64(second)/float64(b.N), "B/visit")
}

// counting serves the site and counts the bytes of answers' bodies.
func counting(b *testing.B) (url string, sent *atomic.Int64) {
	sent = new(atomic.Int64)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		site.ServeHTTP(countingWriter{w, sent}, r)
	}))
	b.Cleanup(server.Close)
	return server.URL, sent
}

// firstStep goes to the page and returns the seconds until the first step.
func (p *person) firstStep() float64 {
	p.t.Helper()
	// The moment is taken in the page, not by asking it again and again.
	p.before(`addEventListener("DOMContentLoaded", () => {
		const look = () => {
			if (window.glyphlab?.run?.step > 0) window.firstStep = performance.now();
			else setTimeout(look, 1);
		};
		look();
	})`)
	p.open("/?run")
	p.await(`window.firstStep`)
	return read[float64](p, `firstStep`) / 1000
}

// countingWriter counts the bytes of answers' bodies.
type countingWriter struct {
	http.ResponseWriter
	sent *atomic.Int64
}

func (w countingWriter) Write(p []byte) (int, error) {
	n, err := w.ResponseWriter.Write(p)
	w.sent.Add(int64(n))
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w countingWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// BenchmarkPause measures how long it takes until a pause in the middle of a run
// of each preset has been answered, and until the answer has been drawn.
func BenchmarkPause(b *testing.B) {
	for _, preset := range run.Presets {
		b.Run(preset.Name, func(b *testing.B) {
			p := newPerson(b)
			p.open("/?steps=1000000&batch=16&preset=" + preset.Name)
			p.awaitState(run.Idle)
			var answers, drawn []float64
			for range b.N {
				p.await(`["Train", "Resume"].includes(document.querySelector("#train").innerText)`)
				before := p.run().Step
				read[bool](p, `(document.querySelector("#train").click(), true)`)
				p.await(`glyphlab.run.step > ` + itoa(before+20))
				ms := read[[2]float64](p, `new Promise(done => {
					const begun = performance.now(), worker = glyphlab.worker;
					const hear = () => {
						if (glyphlab.run.state !== "paused") return;
						const answered = performance.now() - begun;
						worker.removeEventListener("message", hear);
						requestAnimationFrame(() => setTimeout(() => done([answered, performance.now() - begun])));
					};
					worker.addEventListener("message", hear);
					document.querySelector("#train").click();
				})`)
				answers, drawn = append(answers, ms[0]), append(drawn, ms[1])
			}
			slices.Sort(answers)
			slices.Sort(drawn)
			b.ReportMetric(answers[len(answers)/2], "ms/answer")
			b.ReportMetric(answers[len(answers)-1], "ms/worst-answer")
			b.ReportMetric(drawn[len(drawn)/2], "ms/drawn")
			b.ReportMetric(drawn[len(drawn)-1], "ms/worst-drawn")
		})
	}
}

// idleExaminer is an examiner that answers without a look at the images, so
// that it takes no core from the others.
const idleExaminer = `if (self.name === "glyphlab examiner") {
	WebAssembly.instantiate = () => new Promise(() => {});
	addEventListener("message", ({data}) => {
		if (data.program) postMessage({started: true});
		if ("ticket" in data) postMessage({ticket: data.ticket, correct: 0});
	});
}`

// BenchmarkWorkers measures a training step of each preset with one worker and
// with two, in the background, where the page is not drawn: the median of
// stretches of a second each, taken in turns within one run.
func BenchmarkWorkers(b *testing.B) {
	quiet := broken(b, idleExaminer)
	for _, preset := range run.Presets {
		b.Run(preset.Name, func(b *testing.B) {
			p := newPerson(b)
			p.before(background)
			p.site = quiet
			p.open("/?steps=1000000&run&preset=" + preset.Name)
			var ms [3][]float64
			for range max(5, b.N) {
				for workers := 1; workers <= 2; workers++ {
					p.enter("#field-workers", itoa(workers))
					p.awaitText("#kernel", ", "+itoa(workers)+" worker")
					ms[workers] = append(ms[workers], read[float64](p, `new Promise(done => {
						window.background = true;
						const from = glyphlab.run;
						const look = () => {
							const to = glyphlab.run;
							if (to.seconds - from.seconds < 1) return setTimeout(look, 50);
							window.background = false;
							document.dispatchEvent(new Event("visibilitychange"));
							done(1000 * (to.seconds - from.seconds) / (to.step - from.step));
						};
						look();
					})`))
				}
			}
			for workers, measured := range ms {
				if slices.Sort(measured); workers > 0 {
					b.ReportMetric(measured[len(measured)/2], "ms/step-with-"+itoa(workers))
				}
			}
		})
	}
}
