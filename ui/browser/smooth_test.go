//go:build !js

package browser

import (
	"fmt"
	"slices"
	"testing"
)

// BenchmarkFrames measures how smooth the page is while it trains at full
// speed, and what showing it costs the training: from a trace of the frames
// and of the main thread's long tasks, and from the steps taken with the page
// visible and hidden in turn.
func BenchmarkFrames(b *testing.B) {
	const seconds = 3
	p := newPerson(b)
	p.before(background + `
		window.long = [];
		new PerformanceObserver(l => { for (const e of l.getEntries()) long.push(e.duration); }).observe({type: "longtask"});`)
	p.open("/?steps=1000000&run")
	p.await(`window.glyphlab?.run?.step > 200`)
	p.draw(letters["G"]...) // so that it is classified again and again

	// steps returns how many steps a time took, and the frames in it.
	type trace struct {
		Steps  float64
		Frames []float64
		Long   []float64
	}
	watch := func(hidden bool) trace {
		read[bool](p, fmt.Sprintf(`(window.background = %v, document.dispatchEvent(new Event("visibilitychange")), true)`, hidden))
		return read[trace](p, fmt.Sprintf(`new Promise(done => {
			const from = glyphlab.run.step, begun = performance.now(), frames = [];
			window.long.length = 0;
			let last = begun;
			const frame = (now) => {
				frames.push(now - last);
				last = now;
				if (now - begun < %d) realFrame(frame);
				else done({Steps: (glyphlab.run.step - from) / (now - begun) * 1000, Frames: frames.slice(2), Long: [...window.long]});
			};
			realFrame(frame);
		})`, seconds*1000))
	}
	var frames, long []float64
	var shown, hidden float64
	for range b.N {
		t := watch(false)
		frames, long = append(frames, t.Frames...), append(long, t.Long...)
		shown += t.Steps
		hidden += watch(true).Steps
	}
	b.ReportMetric(percentile(frames, 0.95), "ms/frame-95%")
	b.ReportMetric(percentile(frames, 1), "ms/frame-max")
	b.ReportMetric(percentile(long, 1), "ms/longest-task")
	b.ReportMetric(shown/float64(b.N), "steps/s-visible")
	b.ReportMetric(hidden/float64(b.N), "steps/s-hidden")
}

// percentile returns the value that a share of the others does not exceed; 0
// if there are none.
func percentile(values []float64, share float64) float64 {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[int(share*float64(len(values)-1))]
}
