package state

import "glyphlab/wasm/message"

// Side is the side of the images that the networks see, in pixels.
const Side = 28

// Drawing is the letter on the pad and what the network makes of it.
type Drawing struct {
	Pixels        []byte    // what the network sees, white on black; nil while the pad is empty
	Probabilities []float32 // by class; nil while nothing is known
	Step          int       // steps the network had taken when it said so
	Trained       bool      // it was not the run's network, but the one that comes with Glyphlab

	id     uint32 // of the last question
	asking bool   // it is unanswered
	stale  bool   // the answer there is belongs to another drawing or older weights
}

// Draw takes what is on the pad now; nil if the pad is empty.
func (p *Page) Draw(pixels []byte) {
	if (pixels == nil) != (p.Drawing.Pixels == nil) {
		p.Changes++
	}
	p.Drawing.Pixels = pixels
	if pixels == nil {
		p.Drawing.Probabilities = nil
		p.Drawing.forgetQuestion()
	}
	p.Drawing.stale = pixels != nil
	p.Frames++
}

// Ask asks the worker about the drawing, if its answer is missing or old. One
// question is under way at a time; call it once a frame.
func (p *Page) Ask() {
	d := &p.Drawing
	trained := p.TrainedAnswers()
	if !d.stale || d.asking || !trained && (len(p.Layers) == 0 || !p.begun || p.awaiting) {
		return
	}
	d.id++
	d.stale, d.asking = false, true
	p.world.Send(&message.Classify{ID: d.id, Pixels: d.Pixels, Trained: trained})
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
		d.Probabilities, d.Step, d.Trained = m.Probabilities, m.Step, m.Trained
	}
}

func (d *Drawing) networkMoved() { d.stale = d.Pixels != nil }

// forgetQuestion gives up waiting for an answer; one that still comes is not
// for this drawing.
func (d *Drawing) forgetQuestion() {
	d.id++
	d.asking = false
}
