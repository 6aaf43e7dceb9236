package lab

import (
	"slices"

	"glyphlab/engine"
	"glyphlab/engine/dataset"
	"glyphlab/wasm/message"
)

// backlog is how many evaluations the examiner may owe before training waits
// for it: each keeps a copy of the weights.
const backlog = 8

// An exam is an evaluation that the examiner owes.
type exam struct {
	ticket  int
	split   dataset.Split
	step    int // the last step that the weights had taken
	asked   bool
	weights []float32
}

// evaluate has the accuracy on a split measured with the weights as they
// stand: by the examiner, so that training goes on meanwhile, or at once where
// there is none, or where the run goes by what comes out. An examiner that is
// gone may still owe an earlier one, whose turn comes first: see makeUp.
func (l *Lab) evaluate(split dataset.Split, asked bool) error {
	e := exam{ticket: l.ticket, split: split, step: max(0, l.trial.Taken()-1), asked: asked}
	if l.assembled && l.trial.Settings.Patience == 0 && (l.crew.Examine(e.ticket, split, l.trial.Weights()) || len(l.exams) > 0) {
		l.ticket++
		e.weights = slices.Clone(l.trial.Weights())
		l.exams = append(l.exams, e)
		return nil
	}
	score, err := l.trial.Evaluate(split, l.goOn)
	return l.mark(e, score, err)
}

func (l *Lab) goOn() bool { return !l.abandon }

// mark sends what an exam gave, unless the run is given up meanwhile.
func (l *Lab) mark(e exam, score engine.Score, err error) error {
	if err == engine.ErrStopped {
		return nil
	}
	if err != nil {
		return err
	}
	l.reporter.flush(l.trial, l.seconds)
	low, high := score.Interval()
	l.host.Send(&message.Evaluated{
		Split: message.Split(e.split), Step: e.step, Correct: score.Correct, Count: score.Count,
		Low: low, High: high, Confusion: score.Confusion, Asked: e.asked,
	})
	return nil
}

// examined takes the examiner's answer. One to a question of a run that has
// been given up is not asked for any more.
func (l *Lab) examined(v Examined) {
	if len(l.exams) == 0 || l.exams[0].ticket != v.Ticket {
		return
	}
	e := l.exams[0]
	l.exams = l.exams[1:]
	// The answer cannot fail: there is no other error than a label out of range.
	_ = l.mark(e, engine.Score{Correct: v.Correct, Count: l.trial.Count(e.split), Confusion: v.Confusion}, nil)
	l.announce()
}

// makeUp does what an examiner that is lost has left, between two steps.
func (l *Lab) makeUp() {
	l.examinerLost = false
	l.busy, l.abandon = true, false
	for len(l.exams) > 0 && !l.abandon {
		e := l.exams[0]
		score, err := l.trial.EvaluateWith(e.weights, e.split, l.goOn)
		if l.abandon {
			l.examinerLost = true // unless another run begins now, or this one again
			break
		}
		l.exams = l.exams[1:]
		if err := l.mark(e, score, err); err != nil {
			l.refuse("evaluate", err)
		}
	}
	l.busy = false
	l.announce()
}

// owed reports whether an evaluation that the run itself has asked for is
// still to come.
func (l *Lab) owed() bool {
	return slices.ContainsFunc(l.exams, func(e exam) bool { return !e.asked })
}
