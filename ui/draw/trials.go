//go:build js

package draw

import (
	"math"
	"strconv"
	"strings"
	"syscall/js"

	"glyphlab/engine/run"
	"glyphlab/engine/search"
	"glyphlab/ui/plot"
	"glyphlab/ui/state"
)

// trials draws a search in parallel coordinates (Inselberg 1985): an axis for
// each setting that is varied and one for the accuracy, a line across them for
// each configuration, as far as it was trained. Its colour is its accuracy; it
// is faint if it has not come to the last rung; the best has the accent. Where
// there is room the axes stand side by side, on a phone they lie one below the
// other.
type trials struct {
	canvas *canvas
	shown  int // Search.Version
	begun  bool

	version int
	lying   bool // the axes
}

func newTrials(place js.Value, again func()) *trials {
	return &trials{canvas: newCanvas(place, again)}
}

// Measures of the picture, in CSS pixels.
const (
	trialsNarrow = 520 // where the axes lie
	trialsAbove  = 34  // room for the axes' names
	trialsBelow  = 12
	trialsLeft   = 34
	trialsRight  = 44
)

const (
	accuracyBand = 30 // points below the best, beyond which accuracies are all shown alike
	shades       = 16 // of a line's colour
)

// An axis is a setting's, or the accuracy's.
type axis struct {
	name  string
	ticks []mark
}

// A mark is a value's place on an axis, from 0 to 1.
type mark struct {
	place float64
	label string
}

func (t *trials) draw(p *state.Page, colours *palette) {
	if t.begun && t.shown == p.Search.Version && t.version == colours.version {
		return
	}
	var space search.Space
	var ranking []search.Trial
	if now := p.Search.Now; now != nil {
		space, ranking = now.Space, now.Ranking()
	}
	t.canvas.describe(describeTrials(space, ranking))
	if !t.canvas.begin() {
		return // closed, it has no size
	}
	t.begun, t.shown, t.version = true, p.Search.Version, colours.version
	if space == nil {
		return
	}
	t.lying = t.canvas.width < trialsNarrow
	low, high, ticks := accuracies(ranking)
	axes := make([]axis, 0, len(space)+1)
	for _, d := range space {
		axes = append(axes, axisOf(d))
	}
	accuracy := axis{name: "accuracy"}
	for _, tick := range ticks {
		accuracy.ticks = append(accuracy.ticks, mark{(tick - low) / (high - low), plot.Label(tick) + "%"})
	}
	axes = append(axes, accuracy)
	t.rules(axes, colours)
	t.lines(p, ranking, len(axes), low, high, colours)
	t.labels(axes, colours)
}

// accuracies returns the accuracies' axis.
func accuracies(ranking []search.Trial) (low, high float64, ticks []float64) {
	if len(ranking) == 0 {
		return plot.Span(0, 100, 4)
	}
	least, most := 100.0, 0.0
	for _, trial := range ranking {
		least, most = min(least, trial.Accuracy), max(most, trial.Accuracy)
	}
	return plot.Span(max(least, most-accuracyBand), most, 6)
}

// axisOf returns the axis of a setting, with marks at its values or at a
// range's ends and middle.
func axisOf(d search.Dimension) axis {
	a := axis{name: d.Field.Label}
	if d.Values != nil {
		for i, value := range d.Values {
			a.ticks = append(a.ticks, mark{(float64(i) + 0.5) / float64(len(d.Values)), value})
		}
		return a
	}
	for _, share := range []float64{0, 0.5, 1} {
		value := d.Low + share*(d.High-d.Low)
		if d.Log {
			value = d.Low * math.Pow(d.High/d.Low, share)
		}
		if d.Field.Kind == run.Whole {
			value = math.Round(value)
		}
		a.ticks = append(a.ticks, mark{share, strconv.FormatFloat(value, 'g', 3, 64)})
	}
	return a
}

// at returns where a place on the axis is.
func (t *trials) at(i, axes int, place float64) (x, y float64) {
	along := float64(i) / float64(max(1, axes-1))
	width, height := t.canvas.width-trialsLeft-trialsRight, t.canvas.height-trialsAbove-trialsBelow
	if t.lying {
		return trialsLeft + place*width, trialsAbove + along*(height-12)
	}
	return trialsLeft + along*width, trialsAbove + (1-place)*height
}

func (t *trials) rules(axes []axis, colours *palette) {
	var rules path
	for i := range axes {
		x, y := t.at(i, len(axes), 0)
		toX, toY := t.at(i, len(axes), 1)
		if t.lying {
			y = t.canvas.crisp(y)
			toY = y
		} else {
			x = t.canvas.crisp(x)
			toX = x
		}
		rules.move(x, y)
		rules.line(toX, toY)
	}
	t.canvas.stroke(rules, colours.muted, 1/t.canvas.ratio)
}

// lines draws the configurations, the best last. Lines of the same rung and
// shade are one stroke: there may be thousands.
func (t *trials) lines(p *state.Page, ranking []search.Trial, axes int, low, high float64, colours *palette) {
	now := p.Search.Now
	rungs := len(now.Plan.Steps)
	paths := make([][shades]path, rungs)
	for _, trial := range ranking {
		share := max(0, min(1, (trial.Accuracy-low)/(high-low)))
		t.line(&paths[trial.Rung][int(share*(shades-1)+0.5)], now.Space, trial, axes, share)
	}
	context := t.canvas.context
	context.Set("lineJoin", "round")
	for rung := range paths {
		context.Set("globalAlpha", 0.2+0.8*float64(rung+1)/float64(rungs))
		for shade := range paths[rung] {
			colour := colours.weights.Negative.Mix(colours.weights.Positive, float64(shade)/(shades-1))
			t.canvas.stroke(paths[rung][shade], css(colour), 1.25)
		}
	}
	context.Set("globalAlpha", 1)
	if best, ok := now.Best(); ok {
		var line path
		t.line(&line, now.Space, best, axes, max(0, min(1, (best.Accuracy-low)/(high-low))))
		t.canvas.stroke(line, colours.accent, 2.5)
	}
}

// line adds a configuration's line, which leaves out the axes on which it has
// no place.
func (t *trials) line(to *path, space search.Space, trial search.Trial, axes int, accuracy float64) {
	begun := false
	point := func(i int, place float64) {
		x, y := t.at(i, axes, place)
		if begun {
			to.line(x, y)
		} else {
			to.move(x, y)
		}
		begun = true
	}
	for i, d := range space {
		if place, ok := d.Place(trial.Settings); ok {
			point(i, place)
		}
	}
	point(axes-1, accuracy)
}

// labels writes the axes' names and marks, on paper so that lines do not hide
// them.
func (t *trials) labels(axes []axis, colours *palette) {
	context := t.canvas.context
	context.Set("textBaseline", "middle")
	for i, a := range axes {
		x, y := t.at(i, len(axes), 1)
		context.Set("font", "12px "+colours.font)
		switch {
		case t.lying:
			t.label(a.name, 0, y-12, "left", colours.ink, colours)
		case i == 0:
			t.label(a.name, 0, y-22, "left", colours.ink, colours)
		case i == len(axes)-1:
			t.label(a.name, t.canvas.width, y-22, "right", colours.ink, colours)
		default:
			t.label(a.name, x, y-22, "center", colours.ink, colours)
		}
		context.Set("font", "11px "+colours.font)
		for _, m := range a.ticks {
			x, y := t.at(i, len(axes), m.place)
			switch {
			case t.lying:
				t.label(m.label, x, y+10, "center", colours.muted, colours)
			case i == 0:
				t.label(m.label, x-5, y, "right", colours.muted, colours)
			default:
				t.label(m.label, x+5, y, "left", colours.muted, colours)
			}
		}
	}
}

func (t *trials) label(words string, x, y float64, align, colour string, colours *palette) {
	context := t.canvas.context
	width := context.Call("measureText", words).Get("width").Float()
	left := map[string]float64{"left": x, "center": x - width/2, "right": x - width}[align]
	left = max(0, min(t.canvas.width-width, left))
	context.Set("globalAlpha", 0.75)
	context.Set("fillStyle", colours.paper)
	context.Call("fillRect", left-1, y-7, width+2, 14)
	context.Set("globalAlpha", 1)
	context.Set("fillStyle", colour)
	t.canvas.write(words, left, y, "left")
}

// describeTrials says in words what the picture shows.
func describeTrials(space search.Space, ranking []search.Trial) string {
	if len(ranking) == 0 {
		return "The configurations of the search, none yet"
	}
	words := []string{"accuracy " + state.Percent(ranking[0].Accuracy)}
	for _, d := range space {
		words = append(words, d.Field.Label+" "+state.SettingWords(d.Field, ranking[0].Settings))
	}
	return state.Plural(len(ranking), "configuration") + " of the search as lines across an axis for each setting. The best: " + strings.Join(words, ", ")
}

func css(c plot.Colour) string {
	return "rgb(" + strconv.Itoa(int(c[0])) + "," + strconv.Itoa(int(c[1])) + "," + strconv.Itoa(int(c[2])) + ")"
}

// searching is how far a search has come.
type searching struct {
	status, spoken text
	bar            js.Value
	taken, all     int
}

func newSearching(place js.Value) *searching {
	s := &searching{status: newText(place, "p", "status"), spoken: newText(place, "p", "spoken"), all: 1}
	s.spoken.element.Call("setAttribute", "role", "status")
	s.bar = element(place, "progress", "")
	s.bar.Call("setAttribute", "aria-label", "Steps of the search taken")
	s.bar.Set("value", 0)
	return s
}

func (s *searching) draw(p *state.Page, _ *palette) {
	s.status.set(p.SearchStatus())
	s.spoken.set(p.SearchAnnouncement())
	taken, all := p.SearchProgress()
	if all != s.all {
		s.all = all
		s.bar.Set("max", all)
	}
	if taken != s.taken {
		s.taken = taken
		s.bar.Set("value", taken)
	}
}
