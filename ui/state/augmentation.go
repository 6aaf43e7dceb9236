package state

import (
	"strings"

	"glyphlab/engine/augment"
	"glyphlab/engine/run"
)

// Usual are the strengths that are offered to begin with: letters that a person
// still reads at once.
var Usual = augment.Augmentation{
	Shift: 1, Rotation: 10, Scale: 0.1, Stretch: 0.1, Shear: 0.15, Elastic: 0.5, Thickness: 0.5,
}

// Augment takes all strengths of the augmentation at once.
func (p *Page) Augment(a augment.Augmentation) {
	if p.Locked() {
		return
	}
	before := p.Settings
	p.Settings.Augmentation = a
	for i := range p.Entries {
		if e := &p.Entries[i]; e.Field.Group == run.Augmentation {
			e.Text, e.Problem = e.Field.Value(p.Settings), ""
		}
	}
	if p.Settings != before {
		p.apply()
	}
	p.changed()
}

// AugmentationIsRight reports whether its fields are all within their bounds.
func (p *Page) AugmentationIsRight() bool { return p.wrongStrength() == "" }

func (p *Page) wrongStrength() string {
	for _, e := range p.Entries {
		if e.Field.Group == run.Augmentation && e.Problem != "" {
			return e.Field.Label
		}
	}
	return ""
}

// AugmentationWords says in a few words how images are augmented, or which
// strength is wrong.
func (p *Page) AugmentationWords() string {
	if wrong := p.wrongStrength(); wrong != "" {
		return wrong + " is wrong"
	}
	var words []string
	for _, f := range run.Fields {
		if value := f.Value(p.Settings); f.Group == run.Augmentation && value != "0" {
			words = append(words, f.Label+" "+value)
		}
	}
	if words == nil {
		return "none"
	}
	return strings.Join(words, ", ")
}

// ShowOthers lets the preview of the augmentation show other letters, changed
// in other ways.
func (p *Page) ShowOthers() {
	p.Others++
	p.changed()
}

// Previewed returns which of the data's samples the preview shows: so many, of
// each class in turn, others after each [Page.ShowOthers].
func (p *Page) Previewed(count int) []int {
	labels := p.Data().Labels
	if len(labels) == 0 {
		return nil
	}
	// The first of each class, then the second of each, and so on.
	order := make([]int, 0, len(labels))
	for nth := 0; len(order) < len(labels); nth++ {
		found := map[byte]int{}
		for i, label := range labels {
			if found[label] == nth {
				order = append(order, i)
			}
			found[label]++
		}
	}
	shown := make([]int, count)
	for i := range shown {
		shown[i] = order[(p.Others*count+i)%len(order)]
	}
	return shown
}
