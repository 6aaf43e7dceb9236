package lab

import (
	"glyphlab/engine"
	"glyphlab/engine/experiment"
	"glyphlab/wasm/message"
)

// A reporter gathers what every step gave until the page has drawn the last
// report: so reports come at the display's rate, with the newest filters, and
// no step's loss is left out.
type reporter struct {
	host    Host
	pending message.Report
	drawing bool // the page has not said Drawn yet

	reported float64 // seconds spent training until the last report
	speed    float64 // steps a second, smoothed over about one second
}

func (r *reporter) add(m engine.Minibatch) {
	if len(r.pending.Losses) == 0 {
		r.pending.First = m.Step
	}
	r.pending.Losses = append(r.pending.Losses, float32(m.Loss))
	r.pending.Accuracies = append(r.pending.Accuracies, float32(m.Accuracy))
	r.pending.Rate = m.Rate
}

// offer sends a report if there is news and the page is ready for it.
func (r *reporter) offer(t *experiment.Experiment, seconds float64) {
	if !r.drawing {
		r.flush(t, seconds)
	}
}

// flush sends the news, if any, whether the page has drawn the last or not.
func (r *reporter) flush(t *experiment.Experiment, seconds float64) {
	if len(r.pending.Losses) == 0 {
		return
	}
	if passed := seconds - r.reported; passed > 0 {
		latest := float64(len(r.pending.Losses)) / passed
		weight := passed / (passed + 1)
		if r.speed == 0 {
			weight = 1
		}
		r.speed += weight * (latest - r.speed)
		r.reported = seconds
	}
	r.pending.Seconds = seconds
	r.pending.StepsPerSecond = r.speed
	r.pending.Filters = filters(t)
	r.host.Send(&r.pending)
	r.pending.Losses = r.pending.Losses[:0]
	r.pending.Accuracies = r.pending.Accuracies[:0]
	r.drawing = true
}

func (r *reporter) drawn() { r.drawing = false }

// restart forgets a run that has ended.
func (r *reporter) restart() { *r = reporter{host: r.host} }

func filters(t *experiment.Experiment) message.Filters {
	f, ok := t.Filters()
	if !ok {
		return message.Filters{}
	}
	return message.Filters{
		Height: f.Shape[0], Width: f.Shape[1], Channels: f.Shape[2], Count: f.Shape[3],
		Weights: f.Values,
	}
}
