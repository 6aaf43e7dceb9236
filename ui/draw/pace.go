//go:build js

package draw

import (
	"strconv"
	"syscall/js"

	"glyphlab/engine/run"
	"glyphlab/ui/plot"
	"glyphlab/ui/state"
)

// pace is how far the run has come, how fast it goes, and what it has reached.
type pace struct {
	status           text
	spoken           text // read aloud, not seen
	bar              js.Value
	barMax, barValue int
	step, speed      text
	left, rate       text
	leftName         text
	validation, test text
}

func newPace(place js.Value) *pace {
	p := &pace{barValue: -1}
	line := element(place, "div", "line")
	p.status = newText(line, "p", "status")
	p.spoken = newText(line, "p", "spoken")
	p.spoken.element.Call("setAttribute", "role", "status")
	p.step = newText(line, "p", "step")
	p.bar = element(place, "progress", "")
	p.bar.Call("setAttribute", "aria-label", "Steps taken")
	figures := element(place, "dl", "figures")
	_, p.validation = figure(figures, "validation accuracy")
	_, p.test = figure(figures, "test accuracy")
	numbers := element(place, "dl", "numbers")
	_, p.speed = figure(numbers, "steps a second")
	p.leftName, p.left = figure(numbers, timeLeft)
	_, p.rate = figure(numbers, "learning rate")
	return p
}

const timeLeft = "time left"

// figure makes a number with its name, which stands before it.
func figure(list js.Value, name string) (label, number text) {
	group := element(list, "div", "")
	label = newText(group, "dt", "")
	label.set(name)
	return label, newText(group, "dd", "")
}

func (c *pace) draw(p *state.Page, _ *palette) {
	c.status.set(p.Status())
	c.spoken.set(p.Announcement())
	steps := p.Record.Settings.Steps
	if c.barMax != steps {
		c.barMax = steps
		c.bar.Set("max", steps)
	}
	if c.barValue != p.Record.Step {
		c.barValue = p.Record.Step
		c.bar.Set("value", p.Record.Step)
	}
	c.step.set(state.Count(p.Record.Step) + " of " + state.Count(steps))
	c.rate.set(rate(p.Rate))
	switch {
	case p.Record.State == run.Training && p.Speed > 0:
		c.speed.set(state.Speed(p.Speed))
		c.left.set(p.TimeLeft())
	case p.Record.Seconds > 0 && p.Record.Step > 0:
		c.speed.set(state.Speed(float64(p.Record.Step) / p.Record.Seconds))
		c.left.set("–")
	default:
		c.speed.set("–")
		c.left.set("–")
	}
	if p.Test != nil { // and so there is no time left
		c.leftName.set("test, 95 % interval")
		c.left.set(p.Test.Interval())
	} else {
		c.leftName.set(timeLeft)
	}
	if last, ok := p.LastValidation(); ok {
		c.validation.set(state.Percent(last.Accuracy))
	} else {
		c.validation.set("–")
	}
	if p.Record.Test != nil {
		c.test.set(state.Percent(*p.Record.Test))
	} else {
		c.test.set("–")
	}
}

// rate writes a learning rate with three digits that count.
func rate(x float64) string {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 3, 64), 64)
	if err != nil || rounded == 0 || rounded >= 0.0001 {
		return plot.Label(rounded)
	}
	return strconv.FormatFloat(rounded, 'g', -1, 64)
}
