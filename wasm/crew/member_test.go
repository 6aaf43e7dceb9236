//go:build js

package crew

import (
	"syscall/js"
	"testing"

	"glyphlab/engine/experiment"
)

func TestAMemberWorksUntilItIsToldToLeave(t *testing.T) {
	substitute(t, "SharedArrayBuffer", js.Global().Get("ArrayBuffer"))
	model, err := experiment.Compile(settings(4), 16, 12, 3)
	if err != nil {
		t.Fatal(err)
	}
	s := sizesOf(model)
	job, desk := s.job(newBlock(s.jobBytes())), s.desk(newBlock(s.deskBytes()))
	job.store(workersAt, 2)
	turns := []struct{ number, worker, done int }{
		{0, 1, 0}, // woken for nothing
		{lastNumber, 1, lastNumber},
		{lastNumber, 1, 0}, // and again
		{1, 0, 0},          // a job without it
		{2, 1, 2},
		{leave, 1, 0},
	}
	ready, turn := 0, 0
	check := func() {
		if turn > 0 && desk.load(doneAt) != turns[turn-1].done {
			t.Errorf("in turn %d the member has done job %d, want %d", turn-1, desk.load(doneAt), turns[turn-1].done)
		}
		desk.store(doneAt, 0)
	}
	whileAsleep(t, func() {
		if ready != 1 || turn == len(turns) {
			panic("the member waits before it is ready, or when it is to leave")
		}
		check()
		desk.store(workerAt, turns[turn].worker)
		job.store(numberAt, turns[turn].number)
		turn++
	})
	work(model, 7, job.block, desk.block, func() { ready++ })
	check()
	if turn != len(turns) {
		t.Errorf("the member has left after %d turns", turn)
	}

	work(model, 7, job.block, desk.block, func() { t.Error("a member is ready for a run that is over") })
}
