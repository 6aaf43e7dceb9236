package servetest

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
)

// A Place is where the server under test runs.
type Place int

const (
	Native  Place = iota
	Workerd       // Cloudflare's runtime, on this machine
)

// Run asks the server at base, which serves [Folders] and lets [Origin] read
// the data, everything that is in the table.
func Run(t *testing.T, base string, place Place) {
	for _, c := range Cases() {
		t.Run(c.Name, func(t *testing.T) {
			if place == Workerd && c.Front != "" {
				t.Skip("Cloudflare's front answers otherwise: " + c.Front)
			}
			c.check(t, base)
		})
	}
	t.Run("If-Modified-Since", func(t *testing.T) { checkTimes(t, base) })
	t.Run("the lists", func(t *testing.T) { checkLists(t, base) })
	t.Run("several ranges", func(t *testing.T) { checkSeveralRanges(t, base) })
}

func (c Case) check(t *testing.T, base string) {
	got := Ask(t, c.Method, base+c.Path, Headers(c.Request...))
	if got.StatusCode != c.Status {
		t.Fatalf("status %d, want %d; headers %v", got.StatusCode, c.Status, got.Header)
	}
	for _, line := range c.Want {
		name, value, _ := strings.Cut(line, ": ")
		if have := strings.Join(got.Header.Values(name), ", "); have != value {
			t.Errorf("%s: %q, want %q", name, have, value)
		}
	}
	if c.Body != nil && !bytes.Equal(got.Body, c.Body) {
		t.Errorf("a body of %d bytes, %.40q, want %d, %.40q", len(got.Body), got.Body, len(c.Body), c.Body)
	}
	if sum := int64(len(got.Body)); c.Method != "HEAD" && got.ContentLength >= 0 && got.ContentLength != sum {
		t.Errorf("%d bytes announced, %d sent", got.ContentLength, sum)
	}
	CheckPolicy(t, got.Header)
}

// CheckPolicy checks the headers that every answer has for the browser's safety.
func CheckPolicy(t *testing.T, h http.Header) {
	t.Helper()
	for name, want := range map[string]string{
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Embedder-Policy": "require-corp",
		"Cross-Origin-Resource-Policy": "same-origin",
		"X-Content-Type-Options":       "nosniff",
		"Referrer-Policy":              "no-referrer",
		"Content-Security-Policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; " +
			"style-src 'self'; img-src 'self' data: blob:; connect-src 'self' blob:; manifest-src 'self'; " +
			"base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	} {
		if got := h.Values(name); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %q, want %q once", name, got, want)
		}
	}
}

// Headers reads "Name: value" lines.
func Headers(lines ...string) http.Header {
	h := http.Header{}
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ": ")
		h.Add(name, value)
	}
	return h
}

// A Reply is an answer with its whole body, as it came: nothing is
// decompressed, no redirect followed.
type Reply struct {
	*http.Response
	Body []byte
}

// Ask sends a request.
func Ask(t testing.TB, method, url string, header http.Header) Reply {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if header != nil {
		r.Header = header
	}
	answer, err := (&http.Transport{DisableCompression: true, DisableKeepAlives: true}).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return Reply{answer, body}
}
