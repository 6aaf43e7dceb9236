package state

import (
	"glyphlab/engine/run"
	"glyphlab/wasm/message"
)

// Started reports whether the run that is shown has left step 0, or failed.
func (p *Page) Started() bool { return p.Record.Step > 0 || p.Record.State == run.Failed }

// Locked reports whether a run is under way, so that its settings stand.
func (p *Page) Locked() bool { return p.wanted || p.Record.State == run.Training }

// able reports whether the worker could begin or go on.
func (p *Page) able() bool {
	return p.Stopped == "" && !p.Bench.Running && !p.SearchIsUnderWay() && p.Refused == "" && p.DataProblem() == "" && p.FormIsRight()
}

// Action is what the page's first button does.
type Action struct {
	Title   string
	Enabled bool
}

// Primary returns what the first button does now.
func (p *Page) Primary() Action {
	switch {
	case p.Locked():
		return Action{"Pause", p.Stopped == ""}
	case p.Pending():
		return Action{"Train", p.able()}
	case p.Record.State == run.Paused:
		return Action{"Resume", p.able()}
	case p.Record.State == run.Done, p.Record.State == run.Failed:
		return Action{"Train again", p.able()}
	}
	return Action{"Train", p.able()}
}

// PressPrimary does it.
func (p *Page) PressPrimary() {
	action := p.Primary()
	if !action.Enabled {
		return
	}
	if p.Locked() {
		p.pause()
	} else {
		p.train(0)
	}
	p.changed()
}

// CanStep reports whether One step can be pressed.
func (p *Page) CanStep() bool {
	if p.Locked() || !p.able() || !p.begun {
		return false
	}
	return p.Pending() || p.Record.State == run.Idle || p.Record.State == run.Paused
}

// OneStep takes one training step.
func (p *Page) OneStep() {
	if p.CanStep() {
		p.train(1)
		p.changed()
	}
}

// CanReset reports whether there is a run to give up.
func (p *Page) CanReset() bool { return p.Started() && p.begun && p.Stopped == "" }

// Reset goes back to step 0, with the settings that the form has now.
func (p *Page) Reset() {
	if !p.CanReset() {
		return
	}
	p.wanted = false
	if p.Pending() && p.able() {
		p.configure(noSteps)
	} else {
		p.world.Send(&message.Reset{})
	}
	p.changed()
}

// train takes some more steps, or all that are left when steps is 0. Where the
// form describes another run it begins that one first.
func (p *Page) train(steps int) {
	p.wanted = true
	switch {
	case !p.begun: // begin will do it
	case p.awaiting:
		p.follow = steps
	case p.Settings != p.Record.Settings:
		p.configure(steps)
	case p.Record.State == run.Done, p.Record.State == run.Failed:
		p.configure(steps)
	default:
		p.world.Send(&message.Train{Steps: steps})
	}
}

// pause stops a run, or one that is about to begin.
func (p *Page) pause() {
	p.wanted, p.follow = false, noSteps
	if p.begun {
		p.world.Send(&message.Pause{})
		p.Pausing = p.Record.State == run.Training
	}
}

// configure asks for a new run, and for training it once it is there unless
// steps is noSteps.
func (p *Page) configure(steps int) {
	p.awaiting, p.follow = true, steps
	p.world.Send(&message.Configure{Settings: p.Settings})
}

// StartAgain replaces a worker that has stopped. The run begins anew.
func (p *Page) StartAgain() {
	if p.Stopped == "" {
		return
	}
	p.Stopped, p.Record.Error, p.Record.State = "", "", run.Loading
	p.Record.Step = 0
	p.world.StartWorker()
	p.changed()
}

// WorkerStopped says that the worker is gone, and why.
func (p *Page) WorkerStopped(why string) {
	p.Stopped = why
	p.Record.State, p.Record.Error = run.Failed, why
	p.ready, p.begun, p.wanted, p.awaiting, p.follow, p.undrawn = false, false, false, false, noSteps, false
	p.Pausing = false
	p.data, p.Trained = map[string]*Data{}, Trained{}
	p.Drawing.forgetQuestion()
	if p.Bench.Running {
		p.endBench("the worker has stopped: " + why)
	}
	p.Workers.Count, p.Workers.Trouble = 0, ""
	p.changed()
}
