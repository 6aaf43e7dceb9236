//go:build js

package crew

import (
	"fmt"
	"strings"
	"syscall/js"
	"testing"

	"glyphlab/engine/run"
	"glyphlab/wasm/message"
)

// serve starts the program of a worker. Like every call from JavaScript, this
// one returns when all goroutines wait.
func serve(t testing.TB, scope js.Value) {
	function(t, func(js.Value, []js.Value) any {
		go Serve(scope)
		return nil
	}).Invoke()
}

func TestAMembersProgramSaysWhatItIsReadyFor(t *testing.T) {
	b, c := open(t)
	scope := js.Global().Get("Object").New()
	var said []string
	scope.Set("postMessage", function(t, func(_ js.Value, args []js.Value) any {
		said = append(said, js.Global().Get("JSON").Call("stringify", args[0]).String())
		return nil
	}))
	serve(t, scope)
	begin(t, c, settings(2), noise(t), 1)
	h := b.members()[0]
	h.start()
	waits := 0
	whileAsleep(t, func() {
		waits++
		c.job.store(numberAt, leave)
	})
	hear := func() { scope.Call("onmessage", map[string]any{"data": h.told[len(h.told)-1]}) }
	hear()
	hear() // too late: the run is over
	begin(t, c, settings(9), noise(t), 1)
	hear()
	if want := []string{`{"started":true}`, `{"briefed":1}`, `{"briefed":2}`}; fmt.Sprint(said) != fmt.Sprint(want) || waits != 2 {
		t.Errorf("the program says %v and waits %d times, want %v and 2 times", said, waits, want)
	}
}

func TestABriefThatCannotBeReadIsToldInAPanic(t *testing.T) {
	brief := func(settings any) js.Value {
		return js.ValueOf(map[string]any{"settings": settings, "height": 16, "width": 12, "classes": 3})
	}
	unknown := settings(16)
	unknown.Preset = "unknown"
	var known models
	for _, c := range []struct {
		brief js.Value
		want  string
	}{
		{brief("hello"), "expected a Uint8Array"},
		{brief(transferable([]byte{255})), "message: "},
		{brief(transferable(message.Encode(&message.Pause{}))), "crew: the brief has no settings"},
		{brief(transferable(message.Encode(&message.Configure{Settings: unknown}))), `preset "unknown" is not known`},
	} {
		words := func() (words string) {
			defer func() { words = fmt.Sprint(recover()) }()
			must(known.of(describe(c.brief)))
			return
		}()
		if !strings.Contains(words, c.want) {
			t.Errorf("got %q, want %q", words, c.want)
		}
	}
}

func TestTheLastFewNetworksAreKnown(t *testing.T) {
	var m models
	of := func(seed uint64) any {
		s := run.Defaults()
		s.Seed = seed
		model, got, err := m.of(network{s, 8, 8, 2})
		if err != nil || got != seed {
			t.Fatalf("got seed %d, %v, want %d", got, err, seed)
		}
		return model
	}
	first := of(1)
	for seed := uint64(2); seed <= mostKnown; seed++ {
		if of(seed) == first {
			t.Errorf("the runs with seeds %d and 1 have one model", seed)
		}
	}
	if of(1) != first {
		t.Errorf("one of %d networks is compiled twice", mostKnown)
	}
	of(mostKnown + 1)
	if of(1) == first || len(m) != mostKnown {
		t.Errorf("%d networks are known, and the first is one of them", len(m))
	}
}
