//go:build js

package draw

import (
	"math"
	"strconv"
	"syscall/js"

	"glyphlab/ui/plot"
	"glyphlab/ui/state"
)

// A chart draws a series over the steps of the run: what each minibatch gave,
// faintly, its running mean over it, and points measured now and then.
type chart struct {
	canvas *canvas
	key    []keyed
	step   text // the step that is pointed at

	series func(*state.Page) *state.Series
	points func(*state.Page) []point
	high   func(c *chart, p *state.Page) float64 // the upper end of the axis
	format func(float64) string
	about  func(*state.Page) string // in words

	limit   float64 // of the axis, held
	run     int
	pointer float64 // where a mouse points, in CSS pixels; negative for nowhere

	frame, version int
}

type point struct {
	step  int
	value float64
}

// keyed is an entry of a chart's key: a line's look, its name and its value.
type keyed struct{ value text }

func newChart(place, key js.Value, names []string, again func()) *chart {
	c := &chart{canvas: newCanvas(place, again), pointer: -1, frame: -1}
	c.step = newText(key, "span", "key-step")
	for _, name := range names {
		entry := element(key, "span", "key-"+name)
		element(entry, "i", "")
		label := newText(entry, "span", "")
		label.set(name)
		c.key = append(c.key, keyed{newText(entry, "b", "")})
	}
	point := func(x func(js.Value) float64) js.Func {
		return js.FuncOf(func(_ js.Value, args []js.Value) any {
			c.pointer = x(args[0])
			again()
			return nil
		})
	}
	c.canvas.element.Call("addEventListener", "pointermove", point(func(e js.Value) float64 { return e.Get("offsetX").Float() }))
	c.canvas.element.Call("addEventListener", "pointerleave", point(func(js.Value) float64 { return -1 }))
	return c
}

// newLoss draws the minibatches' loss.
func newLoss(place, key js.Value, again func()) *chart {
	c := newChart(place, key, []string{"minibatch"}, again)
	c.series = func(p *state.Page) *state.Series { return &p.Loss }
	c.points = func(*state.Page) []point { return nil }
	c.high = func(c *chart, p *state.Page) float64 {
		if c.run != p.Run {
			c.run, c.limit = p.Run, 0
		}
		// The axis only grows: a curve that falls should be seen to fall.
		if m := p.Loss.Max(); m > c.limit {
			c.limit = plot.Nice(m)
		}
		return c.limit
	}
	c.format = func(x float64) string { return strconv.FormatFloat(x, 'f', 3, 64) }
	c.about = func(p *state.Page) string {
		n := len(p.Loss.Buckets)
		if n == 0 {
			return "The loss over the steps, empty until training begins"
		}
		return "The minibatches’ mean loss over the steps, from " + c.format(p.Loss.Buckets[0].Mean) +
			" at the first step to about " + strconv.FormatFloat(p.Loss.Buckets[n-1].Smooth, 'f', 1, 64) + " now"
	}
	return c
}

// newAccuracy draws the minibatches' accuracy and the validation set's.
func newAccuracy(place, key js.Value, again func()) *chart {
	c := newChart(place, key, []string{"minibatch", "validation"}, again)
	c.series = func(p *state.Page) *state.Series { return &p.Accuracy }
	c.points = func(p *state.Page) []point {
		points := make([]point, len(p.Record.Validation))
		for i, v := range p.Record.Validation {
			points[i] = point{v.Step, v.Accuracy}
		}
		return points
	}
	c.high = func(*chart, *state.Page) float64 { return 100 }
	c.format = state.Percent
	c.about = func(p *state.Page) string {
		last, ok := p.LastValidation()
		if !ok {
			return "The accuracy over the steps, empty until training begins"
		}
		return "The accuracy over the steps; on the validation set " + state.Percent(last.Accuracy) + " after step " + strconv.Itoa(last.Step)
	}
	return c
}

// The chart's margins, in CSS pixels: room for the labels.
const (
	left, right, above, below = 30, 16, 8, 20
)

func (c *chart) draw(p *state.Page, colours *palette) {
	if c.frame == p.Frames && c.version == colours.version {
		return
	}
	c.frame, c.version = p.Frames, colours.version
	if !c.canvas.begin() {
		return
	}
	high := c.high(c, p)
	if high == 0 {
		high = 4
	}
	last := float64(max(1, p.Record.Settings.Steps-1))
	width, height := c.canvas.width-left-right, c.canvas.height-above-below
	x := func(step float64) float64 { return left + step/last*width }
	y := func(v float64) float64 { return above + height - min(v, high*1.05)/high*height }

	c.axes(last, high, x, y, colours)
	series, points := c.series(p), c.points(p)
	c.lines(series, points, x, y, colours)
	c.readout(series, points, last, x, y, colours)
	c.canvas.describe(c.about(p))
}

func (c *chart) axes(last, high float64, x, y func(float64) float64, colours *palette) {
	context := c.canvas.context
	context.Set("font", "11px "+colours.font)
	context.Set("fillStyle", colours.muted)
	context.Set("textBaseline", "middle")
	var rules path
	for _, tick := range plot.Ticks(high, 5) {
		at := c.canvas.crisp(y(tick))
		rules.move(left, at)
		rules.line(c.canvas.width-right, at)
		c.canvas.write(plot.Label(tick), left-6, at, "right")
	}
	context.Set("textBaseline", "alphabetic")
	for _, tick := range plot.Ticks(last, max(2, int(c.canvas.width/90))) {
		c.canvas.write(plot.Label(tick), x(tick), c.canvas.height-5, "center")
	}
	c.canvas.stroke(rules, colours.rule, 1/c.canvas.ratio)
}

func (c *chart) lines(series *state.Series, points []point, x, y func(float64) float64, colours *palette) {
	var each, mean, measured path
	// A path of a point for every half pixel is as fine as can be seen.
	skip := max(1, int(float64(len(series.Buckets))/(2*c.canvas.width)))
	for i := 0; i < len(series.Buckets); i += skip {
		b := series.Buckets[i]
		at := x(float64(i * series.Per))
		if i == 0 {
			each.move(at, y(b.Mean))
			mean.move(at, y(b.Smooth))
		} else {
			each.line(at, y(b.Mean))
			mean.line(at, y(b.Smooth))
		}
	}
	context := c.canvas.context
	context.Set("lineJoin", "round")
	context.Set("globalAlpha", 0.3)
	c.canvas.stroke(each, colours.muted, 1)
	context.Set("globalAlpha", 1)
	c.canvas.stroke(mean, colours.ink, 1.5)
	for i, v := range points {
		if i == 0 {
			measured.move(x(float64(v.step)), y(v.value))
		} else {
			measured.line(x(float64(v.step)), y(v.value))
		}
	}
	c.canvas.stroke(measured, colours.accent, 1.5)
	context.Set("fillStyle", colours.accent)
	for _, v := range points {
		c.dot(x(float64(v.step)), y(v.value))
	}
}

func (c *chart) dot(x, y float64) {
	c.canvas.context.Call("beginPath")
	c.canvas.context.Call("arc", x, y, 2.5, 0, 2*math.Pi)
	c.canvas.context.Call("fill")
}

// readout writes the values into the key: the newest ones, or those of the
// step that a mouse points at.
func (c *chart) readout(series *state.Series, points []point, last float64, x, y func(float64) float64, colours *palette) {
	n := len(series.Buckets)
	if n == 0 {
		c.step.set("")
		for i := range c.key {
			c.key[i].value.set("–")
		}
		return
	}
	bucket, nearest := series.Buckets[n-1], len(points)-1
	if width := c.canvas.width - left - right; c.pointer >= 0 && width > 0 {
		step := int(math.Round(max(0, min(1, (c.pointer-left)/width)) * last))
		step = min(step, (n-1)*series.Per)
		bucket, _ = series.At(step)
		for nearest > 0 && points[nearest].step > step {
			nearest--
		}
		var cross path
		at := c.canvas.crisp(x(float64(step)))
		cross.move(at, above)
		cross.line(at, c.canvas.height-below)
		c.canvas.stroke(cross, colours.muted, 1/c.canvas.ratio)
		c.canvas.context.Set("fillStyle", colours.ink)
		c.dot(at, y(bucket.Smooth))
		c.step.set("step " + strconv.Itoa(step))
	} else {
		c.step.set("")
	}
	c.key[0].value.set(c.format(bucket.Mean))
	if len(c.key) > 1 {
		if nearest >= 0 {
			c.key[1].value.set(c.format(points[nearest].value))
		} else {
			c.key[1].value.set("–")
		}
	}
}
