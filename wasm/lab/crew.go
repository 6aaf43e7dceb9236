package lab

import (
	"glyphlab/engine"
	"glyphlab/engine/dataset"
	"glyphlab/engine/run"
	"glyphlab/wasm/message"
)

// A Crew is the other workers that the laboratory can have: members, which
// compute shares of its steps, and an examiner, which evaluates. They start in
// their own time; Size counts the members that are ready. What happens to them
// arrives at [Host.Next] as a [Joined], [Lost] or [Examined].
type Crew interface {
	engine.Team
	// Brief tells the crew, of so many members, about a run. What they did for
	// another one is given up. While Collect waits it calls between every now
	// and then.
	Brief(s run.Settings, data *dataset.Set, members int, between func())
	// Resize changes the number of members, between two steps.
	Resize(members int)
	// Examine has the accuracy on a split measured, with a copy of the given
	// weights. The answer comes as Examined with that ticket; answers come in
	// the order of the questions. It reports false if there is no examiner.
	Examine(ticket int, split dataset.Split, weights []float32) bool
}

// Joined says that a member has become ready.
type Joined struct{}

// Lost says in words that a worker of the crew is gone, and what becomes of
// its work.
type Lost struct {
	Words    string
	Examiner bool // rather than a member
}

// Examined is how the images of a split are classified.
type Examined struct {
	Ticket    int
	Correct   int   // how many as they are labelled
	Confusion []int // as in [engine.Score]
}

// disband forgets what the crew was asked for another run.
func (l *Lab) disband() {
	l.exams, l.examinerLost, l.assembled = nil, false, false
	if l.trial != nil {
		l.trial.SetTeam(nil)
	}
}

// assemble tells the crew about the run, unless it knows. It does so once the
// first step is taken or all data is there: workers that start would take the
// machine from what a person waits for.
func (l *Lab) assemble() {
	if l.crew == nil || l.assembled {
		return
	}
	l.assembled = true
	l.crew.Brief(l.trial.Settings, l.trial.Data(), l.workers-1, l.breathe)
	l.trial.SetTeam(l.crew)
	l.tellCrew("")
}

// assembleInPeace does so if there is nothing to wait for any more.
func (l *Lab) assembleInPeace() {
	if l.trial == nil || l.measuring {
		return
	}
	for _, split := range dataset.FileOrder {
		if !l.trial.Arrived(split) {
			return
		}
	}
	l.assemble()
}

// resize obeys a Workers.
func (l *Lab) resize(workers int) {
	if workers < 1 || workers > run.MostWorkers {
		l.refuse("workers", errorString("the number of workers is from 1 to 8"))
		return
	}
	l.workers = workers
	if l.assembled {
		l.crew.Resize(workers - 1)
	}
	l.tellCrew("")
}

// tellCrew tells the page how many workers there are, if that is news, and
// what has happened to one of them.
func (l *Lab) tellCrew(trouble string) {
	workers := 1
	if l.assembled {
		workers = min(1+l.crew.Size(), engine.Workers(l.trial.Settings.Batch))
	}
	if workers != l.crewTold || trouble != "" {
		l.crewTold = workers
		l.host.Send(&message.Crew{Workers: workers, Trouble: trouble})
	}
}

// lost takes note of a worker that is gone. What a member did not deliver is
// computed within the step; what the examiner owes, the laboratory finds out
// itself as soon as it is between two steps.
func (l *Lab) lost(v Lost) {
	if v.Examiner {
		l.examinerLost = true
	}
	l.tellCrew(v.Words)
}
