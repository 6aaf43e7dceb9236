package state

import (
	"glyphlab/engine/run"
)

// Entry is one field of the form: what was typed, and what is wrong with it.
type Entry struct {
	Field   run.Field
	Text    string
	Problem string // empty if the text is right
	Minor   bool   // among the rest of the settings, and as the preset had it when the form was filled
}

// fillForm writes the settings into the form.
func (p *Page) fillForm() {
	preset, _ := run.FindPreset(p.Settings.Preset)
	p.Entries = make([]Entry, len(run.Fields))
	for i, f := range run.Fields {
		text := f.Value(p.Settings)
		p.Entries[i] = Entry{Field: f, Text: text, Minor: f.More && text == f.Value(preset.Defaults)}
	}
	p.suggestSpace()
}

// Applies reports whether a field means anything beside the others.
func (p *Page) Applies(field string) bool { return p.Settings.Uses(field) }

// FormIsRight reports whether every field that applies is within its bounds.
func (p *Page) FormIsRight() bool {
	for _, e := range p.Entries {
		if e.Problem != "" && p.Applies(e.Field.Name) {
			return false
		}
	}
	return true
}

// Edit takes what was typed or chosen in a field. What is right becomes part
// of the settings and of the address; what is wrong stays in its field, with
// the reason. At step 0 the worker takes the new settings at once; later they
// wait for a new run, so that typing never throws a run away.
func (p *Page) Edit(field, text string) {
	if p.Locked() {
		return
	}
	defer p.changed()
	if field == "preset" {
		next, err := p.Settings.WithPreset(text)
		if err != nil {
			return // the choices are all known
		}
		p.Settings = next
		p.fillForm()
		p.apply()
		return
	}
	for i := range p.Entries {
		e := &p.Entries[i]
		if e.Field.Name != field {
			continue
		}
		e.Text, e.Problem = text, ""
		before := p.Settings
		if err := e.Field.Set(&p.Settings, text); err != nil {
			e.Problem = err.Error()
		} else if p.Settings != before {
			p.apply()
		}
	}
}

// apply makes changed settings count.
func (p *Page) apply() {
	p.Refused = ""
	p.readSearch()
	p.showAddress()
	if !p.begun {
		return
	}
	p.load()
	if !p.Started() {
		p.configure(noSteps)
	}
}

// Pending reports whether the form describes another run than the one that is
// shown: pressing Train begins it.
func (p *Page) Pending() bool { return p.Started() && p.Settings != p.Record.Settings }

// Revert writes the settings of the run that is shown back into the form.
func (p *Page) Revert() {
	if p.Locked() {
		return
	}
	p.Settings = p.Record.Settings
	p.fillForm()
	p.apply()
	p.changed()
}
