package site

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"
	"testing/fstest"
)

// What is ready is what the handler answers, whoever asks.
func TestWhatIsReadyIsWhatTheHandlerAnswers(t *testing.T) {
	of := func(text string) Form { return func() (Content, error) { return Memory([]byte(text)), nil } }
	site := New(Config{Files: []File{
		{Address: "/", Type: "text/html", Tag: "1", Forms: [Encodings]Form{Brotli: of("br"), Gzip: of("gzip"), Identity: of("plain")}},
		{Address: "/alone", Type: "text/plain", Immutable: true, Tag: "2", Forms: [Encodings]Form{Identity: of("alone")}},
	}})
	for _, address := range []string{"/", "/alone"} {
		for _, accept := range [][]string{nil, {"br"}, {"gzip, deflate"}, {"br;q=0", "gzip"}, {"zstd"}} {
			for range 2 { // made, and made before
				r := httptest.NewRequest("GET", address, nil)
				r.Header["Accept-Encoding"] = accept
				w := httptest.NewRecorder()
				site.ServeHTTP(w, r)
				want := w.Header()
				want.Del("Content-Length")
				ready := site.Ready(address, accept)
				if ready == nil {
					t.Fatalf("%s with %q is not ready", address, accept)
				}
				got := http.Header{}
				for _, h := range ready.Headers {
					got.Add(h.Name, h.Value)
				}
				if !reflect.DeepEqual(got, want) || string(ready.Body) != w.Body.String() {
					t.Errorf("%s with %q: %q with %v, want %q with %v", address, accept, ready.Body, got, w.Body, want)
				}
			}
		}
	}
}

func TestWhatDependsOnMoreIsNotReady(t *testing.T) {
	folder := fstest.MapFS{"manifest.json": {Data: []byte("{}")}, "0123456789ab.glyphs": {Data: []byte("a shard")}}
	form := func() (Content, error) { return Memory([]byte("a set")), nil }
	lost := func() (Content, error) { return nil, fs.ErrNotExist }
	site := New(Config{
		Files:   []File{{Address: "/data/set", Tag: "1", Forms: [Encodings]Form{Identity: form}}, {Address: "/lost", Forms: [Encodings]Form{Identity: lost}}},
		Shards:  folder,
		Origins: []string{"https://reader.example"},
	})
	for _, address := range []string{"/data/set", "/data/shards.json", "/data/0123456789ab.glyphs", "/lost", "/nothing", "", "*"} {
		if ready := site.Ready(address, nil); ready != nil {
			t.Errorf("%s is ready: %+v", address, ready)
		}
	}
}

// One file is asked for in turns by those who accept brotli and those who do
// not, of an origin that may read the data and of another.
func TestAnAnswerThatIsKeptIsNobodyElses(t *testing.T) {
	of := func(text string) Form { return func() (Content, error) { return Memory([]byte(text)), nil } }
	site := New(Config{
		Files:   []File{{Address: "/data/set", Tag: "1", Forms: [Encodings]Form{Brotli: of("br"), Identity: of("plain")}}},
		Origins: []string{"https://reader.example"},
	})
	for range 3 {
		for encoding, want := range map[string]string{"br": "br", "identity": "plain"} {
			for origin, allowed := range map[string]string{"https://reader.example": "https://reader.example", "https://other.example": ""} {
				r := httptest.NewRequest("GET", "/data/set", nil)
				r.Header.Set("Accept-Encoding", encoding)
				r.Header.Set("Origin", origin)
				w := httptest.NewRecorder()
				site.ServeHTTP(w, r)
				h := w.Header()
				if w.Body.String() != want || h.Get("Access-Control-Allow-Origin") != allowed || len(h["Vary"]) != 2 {
					t.Errorf("%s, from %s: %q with %v", encoding, origin, w.Body, h)
				}
			}
		}
	}
}
