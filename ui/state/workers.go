package state

import (
	"strconv"

	"glyphlab/engine/run"
	"glyphlab/engine/run/address"
	"glyphlab/wasm/message"
)

// Workers is how many workers share each training step. It is no setting of a
// run: the weights are the same for any number.
type Workers struct {
	Count   int    // that run now; 0 while there is no worker
	Text    string // how many shall, as it was typed
	Problem string // what is wrong with it; empty if nothing is
	Alone   string // why there can be one only; empty if there can be more
	Trouble string // what has happened to one of them in this run

	chosen int // by the address or in the field; 0 to leave it to the worker
}

// EditWorkers takes what was typed. It counts from the next step on.
func (p *Page) EditWorkers(text string) {
	p.Workers.Text, p.Workers.Problem = text, ""
	if n, err := run.ParseWorkers(text); err != nil {
		p.Workers.Problem = err.Error()
	} else if n != p.Workers.chosen {
		p.Workers.chosen = n
		p.showAddress()
		if p.ready {
			p.world.Send(&message.Workers{Count: n})
		}
	}
	p.changed()
}

// workersReady takes what a new worker says of the machine.
func (p *Page) workersReady(m *message.Ready) {
	w := &p.Workers
	w.Count, w.Alone, w.Trouble = 1, m.Alone, ""
	switch {
	case m.Alone != "":
		w.Text, w.Problem = "1", ""
	case w.chosen == 0:
		w.Text = strconv.Itoa(m.Cores)
	default:
		p.world.Send(&message.Workers{Count: w.chosen})
	}
}

// crew takes news of the workers.
func (p *Page) crew(m *message.Crew) {
	p.Workers.Count = m.Workers
	if m.Trouble != "" {
		p.Workers.Trouble = m.Trouble
	}
	p.changed()
}

// showAddress puts the settings into the address, and how many workers there
// shall be if that was said.
func (p *Page) showAddress() {
	query := address.Query(p.Settings)
	if p.Workers.chosen != 0 {
		query += "&workers=" + strconv.Itoa(p.Workers.chosen)
	}
	space, budget, seed := p.searchQuery()
	p.world.ShowAddress(query + address.SearchQuery(space, budget, seed))
}
