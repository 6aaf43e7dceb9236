package state

import (
	"glyphlab/engine/run"
	"glyphlab/wasm/message"
)

// logEvery is after how many steps the assignment prints a minibatch.
const logEvery = 50

// Receive takes an event from the worker.
func (p *Page) Receive(m message.Message) {
	switch m := m.(type) {
	case *message.Ready:
		p.Kernel, p.ready = m.Kernel, true
		p.workersReady(m)
		p.changed()
		p.begin()
	case *message.Loading:
		p.loading(m)
	case *message.Samples:
		p.sampled(m)
	case *message.Loaded:
		p.loaded(m)
	case *message.Stored:
		p.stored(m)
	case *message.Configured:
		p.configured(m)
	case *message.StateChanged:
		p.stateChanged(m)
	case *message.Report:
		p.report(m)
	case *message.Evaluated:
		p.evaluated(m)
	case *message.WeightsLoaded:
		p.trainedLoaded(m)
	case *message.Classified:
		p.Drawing.answered(m)
		p.Frames++
	case *message.Benching:
		p.benching(m)
	case *message.Benched:
		p.benched(m)
	case *message.Crew:
		p.crew(m)
	case *message.Failed:
		p.failed(m)
	}
}

// ReportDrawn tells the worker that what it reported has been drawn, if there
// is such a thing.
func (p *Page) ReportDrawn() {
	if p.undrawn {
		p.undrawn = false
		p.world.Send(&message.Drawn{})
	}
}

// clearRun forgets what a run has given.
func (p *Page) clearRun() {
	p.Run++
	p.Loss, p.Accuracy = NewSeries(p.Record.Settings.Steps), NewSeries(p.Record.Settings.Steps)
	p.Rate, p.Speed = p.Record.Settings.Rate, 0
	p.Log, p.unlogged, p.unvalidated = nil, nil, false
	p.Test, p.Trained.chosen = nil, false
	p.Workers.Trouble = ""
}

func (p *Page) configured(m *message.Configured) {
	p.Layers, p.Parameters, p.Filters = m.Layers, m.Parameters, m.Filters
	p.Record = run.Record{Settings: m.Settings, State: run.Idle, Validation: []run.Point{}, SHA256: m.SHA256}
	p.clearRun()
	p.awaiting = false
	p.Refused = ""
	if p.follow != noSteps {
		p.world.Send(&message.Train{Steps: p.follow})
		p.follow = noSteps
	}
	p.Drawing.networkMoved()
	p.changed()
}

func (p *Page) stateChanged(m *message.StateChanged) {
	p.Record.State, p.Record.Step, p.Record.Seconds, p.Record.SHA256 = m.State, m.Step, m.Seconds, m.SHA256
	p.Pausing = false
	switch m.State {
	case run.Paused, run.Done, run.Failed:
		p.wanted = false
	}
	p.Drawing.networkMoved()
	p.changed()
}

func (p *Page) report(m *message.Report) {
	for i := range m.Losses {
		step, loss, accuracy := m.First+i, float64(m.Losses[i]), float64(m.Accuracies[i])
		p.Loss.Add(step, loss)
		p.Accuracy.Add(step, accuracy)
		if step%logEvery == 0 {
			p.logMinibatch(step, loss, accuracy)
		}
	}
	p.Record.Step = m.First + len(m.Losses)
	p.Record.Seconds = m.Seconds
	p.Rate, p.Speed, p.Filters = m.Rate, m.StepsPerSecond, m.Filters
	p.undrawn = true
	p.Drawing.networkMoved()
	p.Frames++
}

func (p *Page) evaluated(m *message.Evaluated) {
	if m.Asked || m.Count == 0 {
		return
	}
	accuracy := 100 * float64(m.Correct) / float64(m.Count)
	switch m.Split {
	case message.Validation:
		p.Record.Validation = append(p.Record.Validation, run.Point{Step: m.Step, Accuracy: accuracy})
		p.logValidation(accuracy)
	case message.Test:
		p.Record.Test = &accuracy
		p.Log = append(p.Log, run.TestLine(accuracy))
		p.Test = newTest(m, p.RunClasses())
		p.changed()
	}
	p.Frames++
}

func (p *Page) failed(m *message.Failed) {
	switch m.Doing {
	case "load":
		if d := p.data[m.Data]; d != nil {
			d.Problem = m.Message
		}
	case "weights":
		p.Trained.Problem = m.Message
	case "classify":
		p.Drawing.forgetQuestion()
	case "bench":
		p.endBench(m.Message)
	default:
		if !m.RunOver {
			p.Refused = m.Message
		}
	}
	switch m.Doing {
	case "load", "configure", "train":
		p.wanted, p.awaiting, p.follow = false, false, noSteps
	}
	if m.RunOver {
		p.Record.State, p.Record.Error = run.Failed, m.Message
	}
	p.changed()
}
