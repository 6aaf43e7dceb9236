//go:build js

package host_test

import (
	"bytes"
	"strconv"
	"strings"
	"syscall/js"
	"testing"

	"glyphlab/wasm/host"
	"glyphlab/wasm/lab"
)

// An answer is what a server says to one request.
type answer struct {
	status  int            // 0: the server cannot be reached
	headers map[string]any //
	body    []byte         //
	breaks  bool           // the connection breaks behind the body
	hangs   bool           // nothing comes behind the body, and no end
}

// A server takes the network's place in a test.
type server struct {
	t      testing.TB
	answer func(n int, from int, whole bool) answer // to request number n from byte from on; whole: no part is asked for
	ranges []string                                 // what was asked for
	cache  []string                                 // how caches were to be used
}

// serve puts a server in the network's place.
func serve(t testing.TB, answer func(n, from int, whole bool) answer) *server {
	s := &server{t: t, answer: answer}
	real := js.Global().Get("fetch")
	fake := js.FuncOf(s.fetch)
	js.Global().Set("fetch", fake)
	t.Cleanup(func() {
		js.Global().Set("fetch", real)
		fake.Release()
	})
	return s
}

func (s *server) fetch(_ js.Value, args []js.Value) any {
	options, from := args[1], 0
	cache := ""
	if c := options.Get("cache"); c.Type() == js.TypeString {
		cache = c.String()
	}
	asked := ""
	if headers := options.Get("headers"); headers.Truthy() {
		asked = headers.Get("Range").String()
		from, _ = strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(asked, "bytes="), "-"))
	}
	s.ranges, s.cache = append(s.ranges, asked), append(s.cache, cache)
	a := s.answer(len(s.ranges)-1, from, asked == "")
	promise := js.Global().Get("Promise")
	if a.status == 0 {
		return promise.Call("reject", js.Global().Get("TypeError").New("Failed to fetch"))
	}
	signal := options.Get("signal")
	start := js.FuncOf(func(_ js.Value, args []js.Value) any {
		stream := args[0]
		if len(a.body) > 0 {
			array := js.Global().Get("Uint8Array").New(len(a.body))
			js.CopyBytesToJS(array, a.body)
			stream.Call("enqueue", array)
		}
		switch {
		case a.hangs:
			aborted := js.FuncOf(func(js.Value, []js.Value) any {
				stream.Call("error", js.Global().Get("DOMException").New("aborted", "AbortError"))
				return nil
			})
			s.t.Cleanup(aborted.Release)
			signal.Call("addEventListener", "abort", aborted)
		case a.breaks: // with the next thing that is asked of it, so that the body is read
		default:
			stream.Call("close")
		}
		return nil
	})
	pull := js.FuncOf(func(_ js.Value, args []js.Value) any {
		if a.breaks {
			args[0].Call("error", js.Global().Get("TypeError").New("network error"))
		}
		return nil
	})
	s.t.Cleanup(start.Release)
	s.t.Cleanup(pull.Release)
	source := map[string]any{"start": start, "pull": pull}
	body := js.Global().Get("ReadableStream").New(source, map[string]any{"highWaterMark": 0})
	return promise.Call("resolve", js.Global().Get("Response").New(body, map[string]any{"status": a.status, "headers": a.headers}))
}

// A load is what a host gave of a file.
type load struct {
	bytes   []byte
	waiting []string
	err     error
}

func fetch(h *host.Host, id int, f lab.File) (l load) {
	h.Fetch(id, f)
	for {
		c, ok := h.Next(true).(lab.Chunk)
		if !ok || c.ID != id {
			continue
		}
		l.bytes = append(l.bytes, c.Bytes...)
		if c.Waiting != "" {
			l.waiting = append(l.waiting, c.Waiting)
		}
		if c.Last {
			l.err = c.Err
			return l
		}
	}
}

func newHost() *host.Host { return host.New(js.Global().Get("MessageChannel").New().Get("port1")) }

func part(from int, body []byte) answer {
	return answer{status: 206, headers: map[string]any{"Content-Range": "bytes " + strconv.Itoa(from) + "-999/1000"}, body: body}
}

func broken(a answer) answer  { a.breaks = true; return a }
func hanging(a answer) answer { a.hangs = true; return a }

func TestALoadGoesOnWhereItWasBrokenOff(t *testing.T) {
	host.HurryUp(t, 0.001, 1e6)
	data := make([]byte, 1000)
	for i := range data {
		data[i] = byte(i * i >> 3)
	}
	whole := answer{status: 200, body: data}
	for name, c := range map[string]struct {
		answer func(n, from int, whole bool) answer
		ranges []string
		waits  string
	}{
		"at once": {func(int, int, bool) answer { return whole }, []string{""}, ""},
		"broken": {func(n, from int, _ bool) answer {
			if n == 0 {
				return broken(answer{status: 200, body: data[:300]})
			}
			return part(from, data[from:])
		}, []string{"", "bytes=300-"}, "connection broken"},
		"broken again and again": {func(n, from int, _ bool) answer {
			if from == 0 {
				return broken(answer{status: 200, body: data[:100]})
			}
			return broken(part(from, data[from:min(1000, from+100)]))
		}, []string{"", "bytes=100-", "bytes=200-", "bytes=300-", "bytes=400-", "bytes=500-", "bytes=600-", "bytes=700-", "bytes=800-", "bytes=900-"}, "connection broken"},
		"ended early": {func(n, from int, _ bool) answer {
			if n == 0 {
				return answer{status: 200, body: data[:300]}
			}
			return part(from, data[from:])
		}, []string{"", "bytes=300-"}, "connection ended early"},
		"stalled": {func(n, from int, _ bool) answer {
			if n == 0 {
				return hanging(answer{status: 200, body: data[:300]})
			}
			return part(from, data[from:])
		}, []string{"", "bytes=300-"}, "nothing comes"},
		"a server that knows no parts": {func(n, from int, _ bool) answer {
			if n == 0 {
				return broken(answer{status: 200, body: data[:300]})
			}
			return whole
		}, []string{"", "bytes=300-"}, "connection broken"},
		"a server that sends another part": {func(n, from int, all bool) answer {
			switch {
			case n == 0:
				return broken(answer{status: 200, body: data[:300]})
			case all:
				return whole
			}
			return part(0, data)
		}, []string{"", "bytes=300-", ""}, "wrong part sent"},
		"a server that counts compressed bytes": {func(n, from int, all bool) answer {
			switch {
			case n == 0:
				return broken(answer{status: 200, body: data[:300]})
			case all:
				return whole
			}
			a := part(from, data[:10])
			a.headers["Content-Encoding"] = "br"
			return a
		}, []string{"", "bytes=300-", ""}, "wrong part sent"},
		"a server that is gone for a moment": {func(n, from int, _ bool) answer {
			switch n {
			case 0:
				return answer{}
			case 1:
				return broken(answer{status: 200, body: data[:300]})
			case 2:
				return answer{status: 503}
			}
			return part(from, data[from:])
		}, []string{"", "", "bytes=300-", "bytes=300-"}, "the server answered 503"},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "stalled" {
				host.HurryUp(t, 0.001, 2)
			}
			s := serve(t, c.answer)
			got := fetch(newHost(), 0, lab.File{URL: "/data/x.glyphs", Bytes: len(data)})
			if got.err != nil || !bytes.Equal(got.bytes, data) {
				t.Errorf("got %d bytes, error %v", len(got.bytes), got.err)
			}
			if strings.Join(s.ranges, ",") != strings.Join(c.ranges, ",") {
				t.Errorf("asked for %q, want %q", s.ranges, c.ranges)
			}
			if words := strings.Join(got.waiting, ","); !strings.Contains(words, c.waits) || c.waits == "" && words != "" {
				t.Errorf("it said %q, want %q", words, c.waits)
			}
		})
	}
}

func TestWhatCannotBeLoadedIsSaidInWords(t *testing.T) {
	host.HurryUp(t, 0.001, 1e6)
	for name, c := range map[string]struct {
		answer func(n, from int, whole bool) answer
		tries  int
		want   string
	}{
		"not there":     {func(int, int, bool) answer { return answer{status: 404} }, 1, "/data/x.glyphs could not be loaded: the server answered 404"},
		"switched off":  {func(int, int, bool) answer { return answer{status: 503} }, 1, "the server answered 503"},
		"never answers": {func(int, int, bool) answer { return answer{} }, 4, "Is the server still running?"},
		"no progress": {func(n, from int, _ bool) answer {
			if n == 0 {
				return broken(answer{status: 200, body: []byte("begin")})
			}
			return answer{}
		}, 4, "connection broken"},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, c.answer)
			got := fetch(newHost(), 0, lab.File{URL: "/data/x.glyphs"})
			if got.err == nil || !strings.Contains(got.err.Error(), c.want) || len(s.ranges) != c.tries {
				t.Errorf("after %d tries: error %v, want %q after %d", len(s.ranges), got.err, c.want, c.tries)
			}
		})
	}
}

// Connected again, the browser does not wait any longer.
func TestALoadGoesOnAsSoonAsTheBrowserIsOnline(t *testing.T) {
	host.HurryUp(t, 1e6, 1e6)
	serve(t, func(n, from int, _ bool) answer {
		if n == 0 {
			return answer{}
		}
		return answer{status: 200, body: []byte("here")}
	})
	h := newHost()
	h.Fetch(0, lab.File{URL: "/data/x.glyphs"})
	var got []byte
	for {
		c := h.Next(true).(lab.Chunk)
		if c.Waiting != "" {
			// The host begins to wait once this goroutine does.
			js.Global().Call("setTimeout", js.Global().Get("Function").New(`dispatchEvent(new Event("online"))`), 0)
		}
		if got = append(got, c.Bytes...); c.Last {
			break
		}
	}
	if string(got) != "here" {
		t.Errorf("got %q", got)
	}
}

func TestAFileThatIsDroppedComesNoFurther(t *testing.T) {
	host.HurryUp(t, 1e6, 1e6)
	s := serve(t, func(n, from int, _ bool) answer {
		if n == 0 {
			return hanging(answer{status: 200, body: []byte("begin")})
		}
		return answer{status: 200, body: []byte("other")}
	})
	h := newHost()
	h.Fetch(0, lab.File{URL: "/data/x.glyphs"})
	h.Next(true)
	h.Drop(0)
	if got := fetch(h, 1, lab.File{URL: "/data/y.glyphs"}); string(got.bytes) != "other" || len(s.ranges) != 2 {
		t.Errorf("got %q after %d requests", got.bytes, len(s.ranges))
	}
}
