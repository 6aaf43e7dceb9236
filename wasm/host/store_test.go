//go:build js

package host_test

import (
	"strings"
	"syscall/js"
	"testing"

	"glyphlab/wasm/host"
	"glyphlab/wasm/lab"
)

const (
	first  = "/data/training-00112233445566aa.glyphs"
	second = "/data/training-00112233445566bb.glyphs"
)

// visit returns another visitor's host, and a server that has what it is asked
// for, its address.
func visit(t *testing.T) (*host.Host, *server) {
	t.Helper()
	s := serve(t, func(int, int, bool) answer { return answer{status: 200, body: []byte("content")} })
	return newHost(), s
}

// told returns what the host next says that is stored.
func told(h *host.Host) lab.Stored {
	for {
		if s, ok := h.Next(true).(lab.Stored); ok {
			return s
		}
	}
}

// emptied empties the store before a test and behind it.
func emptied(t *testing.T) {
	t.Helper()
	h := newHost()
	h.EmptyStore()
	if s := told(h); s != (lab.Stored{}) {
		t.Errorf("emptied, there is %+v", s)
	}
	t.Cleanup(func() {
		h.EmptyStore()
		told(h)
	})
}

// keptAlone keeps a file that was fetched, as the only one of its shelf, and
// returns what is stored then.
func keptAlone(h *host.Host, id int, url string) lab.Stored {
	h.Keep(id)
	h.Tidy("letters", []string{url})
	return told(h)
}

func TestWhatWasKeptIsNotFetchedAgain(t *testing.T) {
	emptied(t)
	h, s := visit(t)
	for id, url := range []string{first, second} {
		if l := fetch(h, id, lab.File{URL: url, Shelf: "letters"}); string(l.bytes) != "content" {
			t.Fatalf("%s: got %q, %v", url, l.bytes, l.err)
		}
		h.Keep(id)
	}
	h.Tidy("letters", []string{first, second})
	if got := told(h); got != (lab.Stored{Bytes: 2 * len("content")}) || len(s.ranges) != 2 {
		t.Errorf("stored is %+v after %d requests", got, len(s.ranges))
	}

	h, s = visit(t)
	if l := fetch(h, 0, lab.File{URL: first, Shelf: "letters"}); string(l.bytes) != "content" || len(s.ranges) != 0 {
		t.Errorf("the second time it is %q (%v) after %d requests", l.bytes, l.err, len(s.ranges))
	}
	h.Keep(0)

	// What is damaged is fetched past the store and the browser's cache, and
	// takes the old one's place only when it turns out right.
	h.Drop(0)
	if fetch(h, 1, lab.File{URL: first, Shelf: "letters", Fresh: true}); len(s.ranges) != 1 || s.cache[0] != "reload" {
		t.Errorf("fresh means %d requests, cache %q", len(s.ranges), s.cache)
	}
	h.Drop(1)
	if fetch(h, 2, lab.File{URL: first, Shelf: "letters"}); len(s.ranges) != 2 {
		t.Errorf("what was dropped was kept")
	}
	h.Keep(2)

	// A new version takes the old one's place.
	const newer = "/data/training-ffeeddccbbaa.glyphs"
	fetch(h, 3, lab.File{URL: newer, Shelf: "letters"})
	h.Keep(3)
	fetch(h, 4, lab.File{URL: second, Shelf: "other letters"})
	h.Keep(4)
	h.Tidy("letters", []string{newer})
	if got := told(h); got.Bytes != 2*len("content") {
		t.Errorf("stored is %+v, want the newer version and the other shelf's", got)
	}
	before := len(s.ranges)
	fetch(h, 5, lab.File{URL: newer, Shelf: "letters"})
	fetch(h, 6, lab.File{URL: second, Shelf: "other letters"})
	if len(s.ranges) != before {
		t.Errorf("%d requests for what was kept", len(s.ranges)-before)
	}
	if fetch(h, 7, lab.File{URL: first, Shelf: "letters"}); len(s.ranges) != before+1 {
		t.Errorf("%d requests for the old version", len(s.ranges)-before)
	}
}

func TestOnlyContentsAreKept(t *testing.T) {
	emptied(t)
	h, _ := visit(t)
	id := 0
	for _, f := range []lab.File{
		{URL: "/data/open.glyphs", Shelf: "letters"},             // no hash
		{URL: "/data/manifest.json", Shelf: "letters"},           // no data
		{URL: "/other/open.00112233445566.glyphs", Shelf: "x"},   // another place
		{URL: "/data/open.001122334455zz.glyphs", Shelf: "x"},    // none either
		{URL: "/data/open.00112233445566.glyphs"},                // without a shelf
		{URL: "blob:http://x/data/00112233445566", Shelf: "own"}, // a person's own
	} {
		fetch(h, id, f)
		h.Keep(id)
		id++
	}
	h.Tidy("letters", nil)
	if got := told(h); got != (lab.Stored{}) {
		t.Errorf("stored is %+v, want nothing", got)
	}
	fetch(h, id, lab.File{URL: "/data/best.00112233445566.weights", Shelf: "weights"})
	h.Keep(id)
	h.Tidy("other", nil)
	if got := told(h); got.Bytes != len("content") {
		t.Errorf("stored is %+v, want the weights", got)
	}
}

func TestAFullStoreIsSaidOnceAndTheRestGoesOn(t *testing.T) {
	emptied(t)
	prototype := js.Global().Get("Cache").Get("prototype")
	real, puts := prototype.Get("put"), 0
	full := js.FuncOf(func(js.Value, []js.Value) any {
		puts++
		return js.Global().Get("Promise").Call("reject", js.Global().Get("DOMException").New("Quota exceeded.", "QuotaExceededError"))
	})
	defer full.Release()
	prototype.Set("put", full)
	defer prototype.Set("put", real)
	h, _ := visit(t)
	for id := range 3 {
		if l := fetch(h, id, lab.File{URL: first, Shelf: "letters"}); l.err != nil {
			t.Fatal(l.err)
		}
		h.Keep(id)
		if id == 0 {
			if got := told(h); !strings.Contains(got.Trouble, "no room") {
				t.Errorf("it says %+v", got)
			}
		}
	}
	if puts != 1 {
		t.Errorf("it tried %d times", puts)
	}
	h.Tidy("letters", nil)
	if got := told(h); got.Bytes != 0 || !strings.Contains(got.Trouble, "no room") {
		t.Errorf("at the end it says %+v", got)
	}
	// Emptied, there is room again.
	prototype.Set("put", real)
	h.EmptyStore()
	if got := told(h); got != (lab.Stored{}) {
		t.Errorf("emptied, it says %+v", got)
	}
	fetch(h, 3, lab.File{URL: first, Shelf: "letters"})
	if got := keptAlone(h, 3, first); got.Bytes != len("content") {
		t.Errorf("at last it says %+v", got)
	}
}

func TestWhatIsOnItsWayIsNotKeptAfterEmptying(t *testing.T) {
	emptied(t)
	h, _ := visit(t)
	fetch(h, 0, lab.File{URL: first, Shelf: "letters"})
	h.EmptyStore()
	told(h)
	if got := keptAlone(h, 0, first); got != (lab.Stored{}) {
		t.Errorf("a file that came before is kept: %+v", got)
	}
	fetch(h, 1, lab.File{URL: second, Shelf: "letters"})
	if got := keptAlone(h, 1, second); got.Bytes != len("content") {
		t.Errorf("of a file that comes later there is kept: %+v", got)
	}
}

func TestWithoutAStoreEverythingElseGoesOn(t *testing.T) {
	caches := js.Global().Get("Object").Call("getOwnPropertyDescriptor", js.Global(), "caches")
	if caches.IsUndefined() {
		t.Fatal("the browser has no caches of its own")
	}
	object := js.Global().Get("Object")
	object.Call("defineProperty", js.Global(), "caches", map[string]any{"value": js.Undefined(), "configurable": true})
	defer object.Call("defineProperty", js.Global(), "caches", caches)
	h, s := visit(t)
	for id := range 2 {
		if l := fetch(h, id, lab.File{URL: first, Shelf: "letters"}); string(l.bytes) != "content" || len(s.ranges) != id+1 {
			t.Errorf("got %q (%v) after %d requests", l.bytes, l.err, len(s.ranges))
		}
		h.Keep(id)
		h.Tidy("letters", []string{first})
	}
	h.EmptyStore()
	if got := told(h); got != (lab.Stored{}) {
		t.Errorf("stored is %+v", got)
	}
}
