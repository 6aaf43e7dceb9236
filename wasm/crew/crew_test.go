//go:build js

package crew

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"syscall/js"
	"testing"

	"glyphlab/engine"
	"glyphlab/wasm/lab"
)

// lost returns the words of the losses that the crew has delivered since the
// last call.
func (b *browser) lost() (words []string) {
	for _, v := range b.happened {
		if l, ok := v.(lab.Lost); ok && !l.Examiner {
			words = append(words, l.Words)
		}
	}
	b.happened = nil
	return words
}

func TestMembersFindWhatTheEngineFinds(t *testing.T) {
	data := noise(t)
	for _, batch := range []int{2, 9, 15} {
		for workers := 2; workers <= engine.Workers(batch); workers++ {
			b, c := open(t)
			r := begin(t, c, settings(batch), data, workers-1)
			b.join()
			for range 2 {
				r.step(workers)
			}
		}
	}
}

func TestJobsAreCountedFrom1To254(t *testing.T) {
	_, c := open(t)
	r := begin(t, c, settings(2), noise(t), 0)
	for i := range 2*lastNumber + 3 {
		r.crew.Begin(r.batch, r.model.Weights(), 2)
		if got, want := c.job.load(numberAt), i%254+1; got != want {
			t.Fatalf("the job after %d others has number %d, want %d", i, got, want)
		}
	}
}

func TestMembersThatAreNotReadyForTheRunHaveNoShare(t *testing.T) {
	b, c := open(t)
	r := begin(t, c, settings(16), noise(t), 4)
	if c.Size() != 0 {
		t.Errorf("%d members are ready before they have started", c.Size())
	}
	for i, h := range b.hired[:4] {
		if h.start(); i%2 == 1 {
			h.join()
		}
	}
	if want := []any{lab.Joined{}, lab.Joined{}}; c.Size() != 2 || !slices.Equal(b.happened, want) {
		t.Errorf("%d members are ready and %+v was delivered, want 2 of each", c.Size(), b.happened)
	}
	r.step(3)

	old := c.job
	r = begin(t, c, settings(9), noise(t), 4)
	if old.load(numberAt) != leave {
		t.Error("nobody tells the members to leave")
	}
	b.happened = nil
	b.hired[0].say(map[string]any{"briefed": 1}) // late
	if c.Size() != 0 || b.happened != nil {
		t.Errorf("members are ready for a run that they do not know: %d, %+v", c.Size(), b.happened)
	}
	b.join()
	r.step(5)
	if len(b.members()) != 4 || len(b.lost()) != 0 {
		t.Error("another run has other members")
	}
}

func TestABriefDescribesTheRun(t *testing.T) {
	b, c := open(t)
	data, s := noise(t), settings(16)
	begin(t, c, s, data, 1)
	for _, h := range []*hand{b.members()[0], b.examiner()} {
		if len(h.told) != 0 {
			t.Errorf("%s is told something before it has started", h.name)
		}
		h.start()
		if len(h.told) != 1 {
			t.Fatalf("%s is told %d things at its start, want a brief", h.name, len(h.told))
		}
		if got, want := describe(h.told[0].Get("brief")), (network{s, 16, 12, 3}); got != want {
			t.Errorf("%s knows of %+v, want %+v", h.name, got, want)
		}
	}
}

func TestMoreMembersThanLeaves(t *testing.T) {
	b, c := open(t)
	r := begin(t, c, settings(2), noise(t), 3)
	b.join()
	r.step(2)
	if c.Size() != 3 {
		t.Errorf("%d members are ready, want 3", c.Size())
	}
	for i, h := range b.members() {
		if h.work(); (h.desk.load(doneAt) == 1) != (i == 0) {
			t.Errorf("member %d of 3 has done job %d", i, h.desk.load(doneAt))
		}
	}
}

// A member without a share keeps on its desk what it found when it last had
// one, and that has a number.
func TestWhatAMemberFoundLongAgoIsNotCollected(t *testing.T) {
	b, c := open(t)
	r := begin(t, c, settings(2), noise(t), 2)
	late, early := b.hired[0], b.hired[1]
	early.join()
	r.step(2)
	late.join()
	c.number = lastNumber - 1 // as it is before long
	r.step(2)
	late.say("a test has ended it")
	r.step(2)
	if done := early.desk.load(doneAt); done != 1 {
		t.Errorf("the last job was number %d, want another one with number 1", done)
	}
}

func TestAMemberThatDoesNotAnswerIsLost(t *testing.T) {
	for _, c := range []struct{ own, patience float64 }{{0.05, 2}, {0.5, 10}, {3, 60}} {
		b, crew := open(t)
		asked := 0
		r := begin(t, crew, settings(16), noise(t), 3)
		crew.between = func() { asked++ }
		b.join()
		r.step(4)
		hanging := b.hired[1]
		hanging.hangs = true
		began := b.now
		r.handOut(4)
		b.now += c.own // the laboratory's own share
		asked = 0
		r.collect(4, 2)
		if waited := b.now - began; waited <= c.patience || waited > c.patience+b.nap+c.own {
			t.Errorf("after a share of %v s the crew waits for %v s, want %v", c.own, waited, c.patience)
		}
		if naps := int(math.Round((b.now - began - c.own) / b.nap)); asked != naps {
			t.Errorf("the laboratory looks at what has arrived %d times in %d naps", asked, naps)
		}
		want := fmt.Sprintf("A worker has stopped at step 301 (it did not answer for %v seconds). What it did not deliver has been computed again; the weights are the same. Another takes its place.", c.patience)
		if got := b.lost(); !slices.Equal(got, []string{want}) {
			t.Errorf("the crew says %q, want %q", got, want)
		}
		if !hanging.ended || len(b.members()) != 3 {
			t.Errorf("the member is ended: %t; there are %d", hanging.ended, len(b.members()))
		}
		r.step(3) // without the new one
		b.join()
		r.step(4)
	}
}

func TestALostMemberIsReplacedThreeTimesInARun(t *testing.T) {
	b, c := open(t)
	for range 2 {
		r := begin(t, c, settings(16), noise(t), 2)
		for i := range 5 {
			b.join()
			members := b.members()
			members[0].hangs = true
			r.step(len(members)+1, 1)
			if !members[0].ended {
				t.Errorf("loss %d: the member is not ended", i)
			}
			left := min(2, len(members)-1)
			if i < 3 {
				left = 2
			}
			words := b.lost()
			if len(words) != 1 || strings.Contains(words[0], "Another takes its place") != (i < 3) || len(b.members()) != left {
				t.Errorf("loss %d: the crew says %q and has %d members, want %d", i, words, len(b.members()), left)
			}
		}
	}
}

func TestAMemberIsLostWithItsLastWords(t *testing.T) {
	for _, c := range []struct {
		does func(h *hand)
		want string
	}{
		{func(h *hand) { h.say("its last words") }, "(its last words)"},
		{func(h *hand) { h.event("onerror", map[string]any{"message": "an error"}) }, "(an error)"},
		{func(h *hand) { h.event("onerror", map[string]any{"message": ""}) }, "(it could not be started)"},
		{func(h *hand) { h.event("onerror", map[string]any{}) }, "(it could not be started)"},
	} {
		b, crew := open(t)
		r := begin(t, crew, settings(16), noise(t), 2)
		c.does(b.hired[0])
		if got, want := b.lost(), "A worker has stopped "+c.want+". Another takes its place."; !slices.Equal(got, []string{want}) {
			t.Errorf("before the first step the crew says %q, want %q", got, want)
		}
		if c.does(b.hired[0]); len(b.lost()) != 0 {
			t.Error("a worker is lost twice")
		}
		b.join()
		r.handOut(3)
		c.does(b.members()[1])
		r.collect(3, 2)
		if got := b.lost(); len(got) != 1 || !strings.HasPrefix(got[0], "A worker has stopped at step 300 "+c.want+". What it did not deliver") {
			t.Errorf("in a step the crew says %q, want %s", got, c.want)
		}
		if b.now > leastPatience {
			t.Error("the crew waits for a member that it has lost")
		}
		if n := len(b.members()); n != 2 {
			t.Errorf("there are %d members, want 2", n)
		}
	}
}

func TestResizing(t *testing.T) {
	b, c := open(t)
	r := begin(t, c, settings(16), noise(t), 1)
	for _, members := range []int{3, 1, 7, 0, 2} {
		before := b.members()
		c.Resize(members)
		after := b.members()
		if len(after) != members {
			t.Errorf("there are %d members, want %d", len(after), members)
		}
		if stay := min(len(before), members); !slices.Equal(after[:stay], before[:stay]) {
			t.Errorf("of %d members others than the first %d stay", len(before), stay)
		}
		for _, h := range before[len(before)-max(0, len(before)-members):] {
			if h.start(); !h.value.Get("onmessage").IsNull() || !h.value.Get("onerror").IsNull() { // while it starts, too
				t.Errorf("somebody listens to %s, which is ended", h.name)
			}
		}
		b.join()
		if c.Size() != members {
			t.Errorf("%d members are ready, want %d", c.Size(), members)
		}
		if members > 0 {
			r.step(members + 1)
		}
	}
	names := map[string]bool{}
	for _, h := range b.hired {
		names[h.name] = true
	}
	if len(names) != len(b.hired) || !names["glyphlab member 1"] {
		t.Errorf("the workers' names are %v", names)
	}
}

func TestHowManyWorkersThereCanBe(t *testing.T) {
	const noWorkers, noMemory = "starts no workers", "not cross-origin isolated"
	for _, c := range []struct {
		program, worker, isolated, memory bool
		cores                             any
		want                              int
		alone                             string
	}{
		{true, true, true, true, 4, 4, ""},
		{true, true, true, true, 1, 1, ""},
		{true, true, true, true, 0, 1, ""},
		{true, true, true, true, 64, 8, ""},
		{true, true, true, true, js.Undefined(), 1, ""},
		{false, true, true, true, 4, 1, noWorkers},
		{true, false, true, true, 4, 1, noWorkers},
		{true, true, false, true, 4, 1, noMemory},
		{true, true, true, false, 4, 1, noMemory},
	} {
		for name, there := range map[string]bool{
			"program": c.program, "Worker": c.worker, "crossOriginIsolated": c.isolated, "SharedArrayBuffer": c.memory,
		} {
			if there {
				substitute(t, name, true)
			} else {
				substitute(t, name, js.Undefined())
			}
		}
		substitute(t, "navigator", map[string]any{"hardwareConcurrency": c.cores})
		n, alone := Cores()
		if n != c.want || (alone == "") != (c.alone == "") || !strings.Contains(alone, c.alone) {
			t.Errorf("%+v: got %d, %q", c, n, alone)
		}
	}
}
