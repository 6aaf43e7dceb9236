package state

import "glyphlab/engine/run"

// The log has the assignment's lines in the assignment's order: of every 50th
// step the minibatch's, then the validation accuracy. That is measured while
// training goes on, so a later step's minibatch may be known before it and has
// to wait.

// logMinibatch takes what every 50th step found on its minibatch.
func (p *Page) logMinibatch(step int, loss, accuracy float64) {
	p.unlogged = append(p.unlogged, run.MinibatchLines(step, loss, accuracy))
	p.writeLog()
}

// logValidation takes the accuracy that was measured after the last minibatch
// in the log.
func (p *Page) logValidation(accuracy float64) {
	p.Log = append(p.Log, run.ValidationLine(accuracy))
	p.unvalidated = false
	p.writeLog()
}

func (p *Page) writeLog() {
	for len(p.unlogged) > 0 && !p.unvalidated {
		p.Log = append(p.Log, p.unlogged[0][:]...)
		p.unlogged = p.unlogged[1:]
		p.unvalidated = true
	}
}
