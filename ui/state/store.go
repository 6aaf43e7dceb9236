package state

import "glyphlab/wasm/message"

// Store is what the browser keeps of the data for later visits.
type Store struct {
	Bytes   int
	Trouble string // why it keeps no more; empty if it does
	emptied bool   // a person has had it emptied, and nothing was kept since
}

func (p *Page) stored(m *message.Stored) {
	p.Store.Bytes, p.Store.Trouble = m.Bytes, m.Trouble
	if m.Bytes > 0 {
		p.Store.emptied = false
	}
	p.changed()
}

// CanEmptyStore reports whether anything is kept that could be removed.
func (p *Page) CanEmptyStore() bool { return p.Store.Bytes > 0 && p.Stopped == "" }

// EmptyStore removes what is kept. What has been loaded stays there until the
// page is left.
func (p *Page) EmptyStore() {
	if p.CanEmptyStore() {
		p.Store.emptied = true
		p.world.Send(&message.EmptyStore{})
		p.changed()
	}
}

// DataWords says how far the chosen data has come, and once it has, what is
// kept. They always fill one line, so that nothing moves when they change.
func (p *Page) DataWords() string {
	d := p.Data()
	switch {
	case d.Problem != "" || p.ManifestProblem != "":
		return "not all of it has come"
	case d.Waiting != "":
		return d.Waiting
	case d.Info.Name == "":
		return "on its way"
	case !d.Whole:
		return megabytes(d.Bytes) + " of " + Megabytes(d.Total) + " have arrived"
	case p.Store.Trouble != "" && p.Store.Bytes > 0:
		return Megabytes(p.Store.Bytes) + " kept; " + p.Store.Trouble
	case p.Store.Trouble != "":
		return "nothing kept; " + p.Store.Trouble
	case p.Store.Bytes > 0:
		return Megabytes(p.Store.Bytes) + " kept in this browser"
	case p.Store.emptied:
		return "nothing is kept any more"
	}
	_, all := d.Images()
	return Plural(all, "image")
}
