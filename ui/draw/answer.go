//go:build js

package draw

import (
	"math"
	"strconv"
	"syscall/js"
	"unicode/utf8"

	"glyphlab/ui/state"
)

// seen is the small image that the network sees of the drawing.
type seen struct {
	picture *picture
	pixels  []byte // shown
	first   bool
}

func newSeen(place js.Value) *seen {
	e := element(place, "canvas", "")
	e.Call("setAttribute", "role", "img")
	e.Call("setAttribute", "aria-label", "The drawing as the network sees it")
	s := &seen{picture: &picture{width: state.Side, height: state.Side, Pixels: make([]byte, 4*state.Side*state.Side)}, first: true}
	s.picture.attach(e)
	caption := newText(place, "span", "caption")
	caption.set("what the network sees")
	return s
}

func (s *seen) draw(p *state.Page, _ *palette) {
	pixels := p.Drawing.Pixels
	if !s.first && same(pixels, s.pixels) {
		return
	}
	s.pixels, s.first = pixels, false
	for i := range state.Side * state.Side {
		shade := [4]byte{} // nothing to see
		if pixels != nil {
			shade = [4]byte{pixels[i], pixels[i], pixels[i], 255}
		}
		copy(s.picture.Pixels[4*i:], shade[:])
	}
	s.picture.show()
}

// same reports whether two slices are one, without looking at what they hold.
func same(a, b []byte) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// guess is the most probable letter, large.
type guess struct{ letter, words text }

func newGuess(place js.Value) *guess {
	return &guess{newText(place, "strong", ""), newText(place, "span", "caption")}
}

func (g *guess) draw(p *state.Page, _ *palette) {
	classes := p.AnswerClasses()
	class, probability := p.Drawing.Guess()
	if class < 0 || class >= len(classes) {
		g.letter.set("?")
		g.words.set("nothing drawn")
		g.letter.element.Set("className", "nothing")
		return
	}
	g.letter.element.Set("className", longer(classes[class]))
	g.letter.set(classes[class])
	// In tens: it is read aloud, and must not change with every frame.
	switch tens := int(probability*10) * 10; {
	case p.Drawing.Step == 0 && !p.Drawing.Trained:
		g.words.set("not trained yet")
	case tens >= 90:
		g.words.set("nearly certain")
	case tens >= 60:
		g.words.set("quite sure")
	default:
		g.words.set("not sure")
	}
}

// longer is the style of a class whose name is more than a letter or two.
func longer(class string) string {
	if utf8.RuneCountInString(class) > 2 {
		return "long"
	}
	return ""
}

// bars are the classes' probabilities. Where there are more than have a place,
// they scroll, to the best by themselves.
type bars struct {
	place   js.Value
	classes []string
	rows    []bar
	best    int
}

type bar struct {
	row   js.Value
	style js.Value // of the filled part
	value text
	now   int // in thousandths
}

func newBars(place js.Value) *bars {
	return &bars{place: element(place, "ul", ""), best: -1}
}

func (b *bars) draw(p *state.Page, _ *palette) {
	classes := p.AnswerClasses()
	if len(classes) == 0 {
		classes = assignmentClasses
	}
	if !equal(classes, b.classes) {
		b.build(classes)
	}
	best, _ := p.Drawing.Guess()
	for i := range b.rows {
		thousandths := 0
		if i < len(p.Drawing.Probabilities) {
			thousandths = int(math.Round(1000 * float64(p.Drawing.Probabilities[i])))
		}
		row := &b.rows[i]
		if best < 0 {
			row.value.set("")
		} else {
			row.value.set(state.Percent(float64(thousandths) / 10))
		}
		if thousandths != row.now {
			row.now = thousandths
			row.style.Call("setProperty", "--share", strconv.FormatFloat(float64(thousandths)/1000, 'f', 3, 64))
		}
	}
	if best != b.best && best < len(b.rows) {
		if b.best >= 0 {
			b.rows[b.best].row.Set("className", "")
		}
		if best >= 0 {
			b.rows[best].row.Set("className", "best")
			b.reveal(b.rows[best].row)
		}
		b.best = best
	}
}

// assignmentClasses stand in the bars until the data has said its own.
var assignmentClasses = []string{"A", "B", "C", "D", "E", "F", "G", "H", "I", "J"}

func (b *bars) build(classes []string) {
	b.classes, b.rows, b.best = classes, nil, -1
	b.place.Call("replaceChildren")
	width := 1
	for _, class := range classes {
		width = max(width, min(8, utf8.RuneCountInString(class)))
	}
	b.place.Get("style").Call("setProperty", "--name", strconv.Itoa(width)+"ch")
	style := ""
	if len(classes) > len(assignmentClasses) {
		style = "many"
	}
	b.place.Set("className", style)
	for _, class := range classes {
		row := element(b.place, "li", "")
		name := newText(row, "b", "")
		name.set(class)
		name.element.Set("title", class)
		track := element(row, "span", "track")
		b.rows = append(b.rows, bar{
			row:   row,
			style: element(track, "span", "").Get("style"),
			value: newText(row, "span", "value"),
		})
	}
}

// reveal scrolls the bars, and nothing else, until a row is among those that
// are seen.
func (b *bars) reveal(row js.Value) {
	top := row.Get("offsetTop").Float()
	seen, height := b.place.Get("scrollTop").Float(), b.place.Get("clientHeight").Float()
	if top < seen || top+row.Get("offsetHeight").Float() > seen+height {
		b.place.Set("scrollTop", top-height/2)
	}
}

func equal(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
