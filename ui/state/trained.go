package state

import (
	"slices"

	"glyphlab/wasm/message"
)

// Trained is the network that comes with Glyphlab. It is trained already, so
// that a visitor's first drawing is read.
type Trained struct {
	Network *message.WeightsLoaded // nil until it is there
	Problem string                 // why it is not

	asked  bool
	chosen bool // it answers though the run's own network has begun to learn
}

// loadTrained asks for it, once the data is there: it must not hold up the
// first training step.
func (p *Page) loadTrained() {
	if p.Manifest.Weights == "" || p.Trained.asked {
		return
	}
	p.Trained.asked, p.Trained.Problem = true, ""
	p.world.Send(&message.LoadWeights{URL: p.Manifest.Weights})
}

func (p *Page) trainedLoaded(m *message.WeightsLoaded) {
	p.Trained.Network = m
	p.Drawing.networkMoved()
	p.changed()
}

// AllHere reports whether what the page loads by itself has come: the chosen
// data, and the network that comes with Glyphlab unless it cannot be had.
func (p *Page) AllHere() bool {
	t := p.Trained
	return p.Data().Whole && (p.Manifest.Weights == "" || t.Network != nil || t.Problem != "")
}

// CanAskTrained reports whether the network that comes with Glyphlab is there
// and knows the classes of the chosen data.
func (p *Page) CanAskTrained() bool {
	n := p.Trained.Network
	return n != nil && n.Height == Side && n.Width == Side && slices.Equal(n.Classes, p.Classes())
}

// TrainedAnswers reports whether it is the one that reads what is drawn: until
// the run's own network has begun to learn, and then if a person wants it.
func (p *Page) TrainedAnswers() bool {
	return p.CanAskTrained() && (p.Trained.chosen || !p.Started())
}

// AnswerWords says which network reads what is drawn; nothing where there is
// only one.
func (p *Page) AnswerWords() string {
	n := p.Trained.Network
	switch {
	case p.TrainedAnswers():
		return "Answered by the network that comes with Glyphlab, trained on " + p.titleOf(n.Settings.Data) + tested(n) + "."
	case p.CanAskTrained():
		return "Answered by the network that learns here."
	case p.Trained.Problem != "" && !p.Started():
		return "The network that comes with Glyphlab could not be loaded: " + p.Trained.Problem
	case n != nil && len(p.Classes()) > 0:
		return "The network that comes with Glyphlab knows other classes than this data."
	}
	return ""
}

// titleOf returns what a data set is called, in quotation marks.
func (p *Page) titleOf(name string) string {
	if set, found := p.Manifest.Find(name); found {
		name = set.Title
	}
	return "“" + name + "”"
}

func tested(n *message.WeightsLoaded) string {
	if n.Tested == 0 {
		return ""
	}
	return ": " + Percent(100*float64(n.Correct)/float64(n.Tested)) + " right on its test set"
}

// AnswerAction returns what a person can do about who answers.
func (p *Page) AnswerAction() Action {
	switch {
	case p.TrainedAnswers() && p.Started():
		return Action{"Ask your own", true}
	case p.TrainedAnswers():
		return Action{"Train one from scratch", !p.Locked() && p.Primary().Enabled}
	case p.CanAskTrained():
		return Action{"Ask the one that comes with Glyphlab", true}
	case p.Trained.Problem != "" && !p.Started():
		return Action{"Try again", p.Stopped == ""}
	}
	return Action{}
}

// PressAnswer does it.
func (p *Page) PressAnswer() {
	switch {
	case !p.AnswerAction().Enabled:
		return
	case p.CanAskTrained() && p.Started():
		p.Trained.chosen = !p.Trained.chosen
		p.Drawing.networkMoved()
	case p.TrainedAnswers():
		p.PressPrimary()
	default:
		p.Trained.asked = false
		p.loadTrained()
	}
	p.changed()
}
