//go:build js

package draw

import (
	"math"
	"strconv"
	"strings"
	"syscall/js"

	"glyphlab/engine/run"
	"glyphlab/ui/plot"
	"glyphlab/ui/state"
)

// speed draws, for each preset, a bar of the operations a second that training
// reaches and one of evaluation, up to the line of the machine's peak.
type speed struct {
	canvas *canvas
	shown  *run.Speeds
	begun  bool

	version int
}

func newSpeed(place js.Value, again func()) *speed {
	return &speed{canvas: newCanvas(place, again)}
}

// Measures of the picture, in CSS pixels.
const (
	speedNames  = 148 // the column of names, where there is room for one
	speedNarrow = 560 // where there is none: names stand above their bars
	speedAbove  = 26  // room for the peak's label
	speedBelow  = 22  // and for the axis
	speedBar    = 10
)

func (s *speed) draw(p *state.Page, colours *palette) {
	if s.begun && s.shown == p.Bench.Speeds && s.version == colours.version {
		return
	}
	s.begun, s.shown, s.version = true, p.Bench.Speeds, colours.version
	s.canvas.describe(describeSpeeds(s.shown))
	if !s.canvas.begin() {
		return
	}
	s.canvas.context.Set("textBaseline", "alphabetic")
	names := float64(speedNames)
	if s.canvas.width < speedNarrow {
		names = 0
	}
	high := (s.canvas.height - speedAbove - speedBelow) / float64(len(run.BenchPresets))
	for i, name := range run.BenchPresets {
		s.preset(name, names, speedAbove+float64(i)*high, colours)
	}
	s.axis(names, colours)
}

// preset draws a preset's name and bars, which begin at left.
func (s *speed) preset(name string, left, top float64, colours *palette) {
	measured, has := run.Speed{}, false
	if s.shown != nil {
		measured, has = s.shown.Presets[name]
	}
	context := s.canvas.context
	title := name
	if preset, err := run.FindPreset(name); err == nil {
		title = preset.Title
	}
	step := "– ms a step of " + strconv.Itoa(run.BenchBatch(name))
	if has {
		step = milliseconds(measured.MS) + step[len("–"):]
	}
	context.Set("fillStyle", colours.ink)
	context.Set("font", "16px "+colours.serif)
	s.canvas.write(title, 0, top+12, "left")
	context.Set("fillStyle", colours.muted)
	context.Set("font", "12px "+colours.font)
	if left > 0 {
		s.canvas.write(step, 0, top+32, "left")
	} else {
		s.canvas.write(step, s.canvas.width-8, top+12, "right")
		top += 20
	}
	s.bar("training", measured.Share, measured.TrainImages, colours.ink, left, top, colours)
	s.bar("evaluation", measured.EvalShare, measured.EvalImages, colours.muted, left, top+speedBar+22, colours)
}

// bar draws a share of the peak, with its figures below it.
func (s *speed) bar(what string, share, images float64, colour string, left, top float64, colours *palette) {
	width := s.canvas.width - left
	var track path
	at := s.canvas.crisp(top + speedBar)
	track.move(left, at)
	track.line(s.canvas.width, at)
	s.canvas.stroke(track, colours.rule, 1/s.canvas.ratio)
	words := what
	if s.shown != nil && images > 0 {
		s.canvas.context.Set("fillStyle", colour)
		s.canvas.context.Call("fillRect", left, top, min(1, share)*width, speedBar)
		words += " " + figures(s.shown.PeakGflops*share, share, images)
	}
	s.canvas.context.Set("fillStyle", colours.muted)
	s.canvas.context.Set("font", "12px "+colours.font)
	s.canvas.write(words, left, top+speedBar+15, "left")
}

// axis draws the peak's line and the scale up to it.
func (s *speed) axis(left float64, colours *palette) {
	context := s.canvas.context
	right, bottom := s.canvas.width-1, s.canvas.height-speedBelow
	var line path
	line.move(right, speedAbove-8)
	line.line(right, bottom)
	label := "peak"
	if s.shown != nil {
		label += " " + gflops(s.shown.PeakGflops)
	}
	s.canvas.stroke(line, colours.accent, 2)
	context.Set("font", "12px "+colours.font)
	context.Set("fillStyle", colours.accent)
	s.canvas.write(label, s.canvas.width, 12, "right")
	if s.shown == nil {
		return
	}
	context.Set("font", "11px "+colours.font)
	context.Set("fillStyle", colours.muted)
	for _, tick := range plot.Ticks(s.shown.PeakGflops, max(2, int((right-left)/110))) {
		align := "center"
		if tick == 0 {
			align = "left"
		}
		if x := left + tick/s.shown.PeakGflops*(right-left); x < right-14 {
			s.canvas.write(plot.Label(tick), x, s.canvas.height-5, align)
		}
	}
}

// describeSpeeds says in words what the picture shows.
func describeSpeeds(speeds *run.Speeds) string {
	if speeds == nil {
		return "The speed of this machine, empty until it is measured"
	}
	words := []string{"The peak is " + gflops(speeds.PeakGflops)}
	for _, name := range run.BenchPresets {
		if s, ok := speeds.Presets[name]; ok {
			words = append(words, name+": training "+figures(s.GFLOPS, s.Share, s.TrainImages)+
				", "+milliseconds(s.MS)+" ms a step; evaluation "+figures(speeds.PeakGflops*s.EvalShare, s.EvalShare, s.EvalImages))
		}
	}
	return strings.Join(words, ". ")
}

func figures(rate, share, images float64) string {
	return gflops(rate) + ", " + strconv.Itoa(int(math.Round(100*share))) + "%, " +
		state.Count(int(math.Round(images))) + " images a second"
}

func gflops(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) + " GFLOP/s" }

// milliseconds writes a time with three digits that count, or all before the
// point.
func milliseconds(ms float64) string {
	digits := 0
	for limit := 100.0; digits < 2 && ms < limit; limit /= 10 {
		digits++
	}
	return strconv.FormatFloat(ms, 'f', digits, 64)
}

// measuring is how far a measurement has come.
type measuring struct {
	status    text
	bar       js.Value
	done, all int
}

func newMeasuring(place js.Value) *measuring {
	m := &measuring{status: newText(place, "p", "status"), all: 1}
	m.status.element.Call("setAttribute", "role", "status")
	m.bar = element(place, "progress", "")
	m.bar.Call("setAttribute", "aria-label", "Measurements done")
	m.bar.Set("value", 0)
	return m
}

func (m *measuring) draw(p *state.Page, _ *palette) {
	m.status.set(p.BenchStatus())
	done, all := 0, 1
	if p.Bench.Running {
		done, all = p.Bench.Done, max(1, p.Bench.All)
	}
	if all != m.all {
		m.all = all
		m.bar.Set("max", all)
	}
	if done != m.done {
		m.done = done
		m.bar.Set("value", done)
	}
}
