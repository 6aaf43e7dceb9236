//go:build js

package main

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"syscall/js"
)

// adapted makes requests and answers those that package site expects.
func adapted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		joinLists(r.Header)
		answer := &handingOver{ResponseWriter: w}
		next.ServeHTTP(answer, r)
		answer.finish(r.Method)
	})
}

// joinLists puts together the lists that the library cuts at every comma.
func joinLists(h http.Header) {
	for name, values := range h {
		if len(values) > 1 {
			h[name] = []string{strings.Join(values, ",")}
		}
	}
}

// A handingOver gives bodies to Cloudflare whole, and files as streams of
// Cloudflare's own, as a native server leaves it to the kernel to send a file.
// The library's own way would end the program after one body.
type handingOver struct {
	http.ResponseWriter
	written bytes.Buffer
	handed  bool
}

func (w *handingOver) Write(p []byte) (int, error) { return w.written.Write(p) }

// ReadFrom is how [io.CopyN] and so [http.ServeContent] send a part of a file.
func (w *handingOver) ReadFrom(r io.Reader) (int64, error) {
	part, ok := r.(*io.LimitedReader)
	if !ok {
		return w.written.ReadFrom(r)
	}
	f, ok := part.R.(*file)
	if !ok {
		return w.written.ReadFrom(r)
	}
	stream, err := f.take(part.N)
	if err != nil {
		return 0, err
	}
	w.hand(stream)
	sent := part.N
	part.N = 0
	return sent, nil
}

func (w *handingOver) finish(method string) {
	switch {
	case w.handed:
	case method == http.MethodHead:
		w.hand(js.Null())
	default:
		body := js.Global().Get("Uint8Array").New(w.written.Len())
		js.CopyBytesToJS(body, w.written.Bytes())
		w.hand(body)
	}
}

func (w *handingOver) hand(body js.Value) {
	w.handed = true
	w.ResponseWriter.(interface{ WriteRawJSBody(js.Value) }).WriteRawJSBody(body)
}
