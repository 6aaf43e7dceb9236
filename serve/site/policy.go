package site

import (
	"fmt"
	"net/http"
	"time"
)

// contentPolicy lets the page load and run what this server sends and nothing
// else. 'wasm-unsafe-eval' allows WebAssembly to be compiled, no script's text;
// blob: is what the browser itself holds, such as a person's own images.
const contentPolicy = "default-src 'none'; " +
	"script-src 'self' 'wasm-unsafe-eval'; " +
	"worker-src 'self'; " +
	"style-src 'self'; " +
	"img-src 'self' data: blob:; " +
	"connect-src 'self' blob:; " +
	"manifest-src 'self'; " +
	"base-uri 'none'; " +
	"form-action 'none'; " +
	"frame-ancestors 'none'"

// policy are the headers that every answer has, errors too. Browsers let a
// page and its workers share memory only when its opener policy is same-origin
// and everything it embeds agrees to be embedded.
var policy = headers{
	{"Content-Security-Policy", []string{contentPolicy}},
	{"Cross-Origin-Opener-Policy", []string{"same-origin"}},
	{"Cross-Origin-Embedder-Policy", []string{"require-corp"}},
	{"Cross-Origin-Resource-Policy", []string{"same-origin"}},
	{"X-Content-Type-Options", []string{"nosniff"}},
	{"Referrer-Policy", []string{"no-referrer"}},
}

// A reader that takes in fewer bytes a second than slowest, over the whole of
// an answer and after patience, is cut off.
const (
	patience = 30 * time.Second
	slowest  = 16 << 10 // bytes a second
)

// Deadline returns when an answer of size bytes must have reached its reader.
func Deadline(size int64) time.Time {
	return time.Now().Add(patience + time.Duration(size/slowest)*time.Second)
}

// allow gives the answer the time that size bytes may take.
func allow(w http.ResponseWriter, size int64) {
	// A server that knows no deadlines, as the edge's, has limits of its own.
	_ = http.NewResponseController(w).SetWriteDeadline(Deadline(size))
}

// Refuse answers with an error as a small page of its own. Words are HTML.
func Refuse(w http.ResponseWriter, status int, words string) {
	policy.set(w.Header())
	refuse(w, status, words)
}

func refuse(w http.ResponseWriter, status int, words string) {
	h := w.Header()
	for _, name := range []string{"Content-Encoding", "Content-Length", "Etag", "Last-Modified"} {
		h.Del(name)
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	allow(w, int64(len(words)))
	w.WriteHeader(status)
	fmt.Fprintf(w, refusal, http.StatusText(status), http.StatusText(status), words)
}

const refusal = `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>%s · Glyphlab</title>
<h1>%s</h1>
<p>%s</p>
<p><a href="/">Go to Glyphlab</a></p>
</html>
`
