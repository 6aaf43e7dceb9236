package site

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// A connection is what the server gives the handler, as far as the handler
// looks at it.
type connection struct {
	header http.Header
	sent   int
}

func (c *connection) Header() http.Header { return c.header }
func (c *connection) WriteHeader(int)     {}
func (c *connection) Write(p []byte) (int, error) {
	c.sent += len(p)
	return len(p), nil
}
func (c *connection) SetWriteDeadline(time.Time) error { return nil }

func TestTheCommonestAnswerTakesNoMemory(t *testing.T) {
	page := []byte("<!DOCTYPE html>")
	form := func() (Content, error) { return Memory(page), nil }
	site := New(Config{Files: []File{{Address: "/", Type: "text/html", Tag: "1", Forms: [Encodings]Form{Brotli: form, Identity: form}}}})
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Accept-Encoding", "gzip, deflate, br")
	c := &connection{header: http.Header{}}
	// What remains is the server's own work.
	if n := testing.AllocsPerRun(100, func() { clear(c.header); site.ServeHTTP(c, r) }); n > 0 {
		t.Errorf("an answer takes %v allocations", n)
	}
	if want := 101 * len(page); c.sent != want {
		t.Errorf("%d bytes were sent, want %d", c.sent, want)
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
