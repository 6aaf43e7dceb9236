package state

import (
	"glyphlab/ui/ink"
	"glyphlab/wasm/message"
)

// Side is the side of the images that the networks see, in pixels.
const Side = 28

// Drawing is the letter on the pad and what the network makes of it.
type Drawing struct {
	Pixels        []byte    // what the network sees, white on black; nil while the pad is empty
	Probabilities []float32 // by class; nil while nothing is known
	Classes       []string  // that they are of
	Step          int       // steps the network had taken when it said so
	Trained       bool      // it was not the run's network, but the one that comes with Glyphlab

	id     uint32 // of the last question
	asking bool   // it is unanswered
	ink    ink.Drawing
	frame  ink.Frame // that Pixels are in
	asked  []string  // the classes of the network that was asked
	stale  bool      // the answer there is belongs to another drawing or older weights
}

// Draw takes what is on the pad now.
func (p *Page) Draw(drawing ink.Drawing) {
	d := &p.Drawing
	if (len(drawing) == 0) != (d.Pixels == nil) {
		p.Changes++
	}
	d.ink = drawing.Clone()
	p.see(p.frame())
	if d.Pixels == nil {
		d.Probabilities = nil
		d.forgetQuestion()
	}
	p.Frames++
}

// see makes of the drawing what the network sees.
func (p *Page) see(frame ink.Frame) {
	d := &p.Drawing
	d.frame, d.Pixels = frame, d.ink.In(frame, Side)
	d.stale = d.Pixels != nil
}

// frame returns how the network that answers has seen letters: as the images
// have them that it has learnt from.
func (p *Page) frame() ink.Frame {
	if d := p.data[p.Record.Settings.Data]; d != nil && !p.TrainedAnswers() {
		return d.frame
	}
	return ink.Frame{}
}

// Ask asks the worker about the drawing, if its answer is missing or old. One
// question is under way at a time; call it once a frame.
func (p *Page) Ask() {
	d := &p.Drawing
	trained := p.TrainedAnswers()
	if frame := p.frame(); frame != d.frame {
		p.see(frame)
		p.Frames++
	}
	if !d.stale || d.asking || !trained && (len(p.Layers) == 0 || !p.begun || p.awaiting) {
		return
	}
	d.id++
	d.stale, d.asking, d.asked = false, true, p.answering()
	p.world.Send(&message.Classify{ID: d.id, Pixels: d.Pixels, Trained: trained})
}

// answering returns the classes of the network that reads what is drawn.
func (p *Page) answering() []string {
	if p.TrainedAnswers() {
		return p.Trained.Network.Classes
	}
	return p.RunClasses()
}

// AnswerClasses returns the classes that the probabilities are of, or would be:
// those of the network that answers, which may know others than the data that
// is chosen for the next run.
func (p *Page) AnswerClasses() []string {
	if p.Drawing.Probabilities != nil {
		return p.Drawing.Classes
	}
	return p.answering()
}

// Guess returns the most probable class and its probability; -1 while nothing
// is known.
func (d *Drawing) Guess() (class int, probability float64) {
	class = -1
	for i, q := range d.Probabilities {
		if class < 0 || float64(q) > probability {
			class, probability = i, float64(q)
		}
	}
	return class, probability
}

func (d *Drawing) answered(m *message.Classified) {
	if m.ID == d.id && d.asking {
		d.asking = false
		d.Probabilities, d.Classes, d.Step, d.Trained = m.Probabilities, d.asked, m.Step, m.Trained
	}
}

func (d *Drawing) networkMoved() { d.stale = d.Pixels != nil }

// forgetQuestion gives up waiting for an answer; one that still comes is not
// for this drawing.
func (d *Drawing) forgetQuestion() {
	d.id++
	d.asking = false
}
