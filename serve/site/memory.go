package site

import (
	"bytes"
	"net/http"
	"strconv"
)

// A memory is content that is sent from memory.
type memory struct {
	*bytes.Reader
	data []byte
}

// Memory returns content of data, which must not be changed.
func Memory(data []byte) Content { return memory{bytes.NewReader(data), data} }

func (memory) Close() error { return nil }

// A whole is the answer to who asks for all of something that is in memory, the
// commonest of all. It is made once.
type whole struct {
	headers headers
	data    []byte
}

func newWhole(ours headers, data []byte) *whole {
	return &whole{append(ours, header{"Accept-Ranges", inBytes}, header{"Content-Length", []string{strconv.Itoa(len(data))}}), data}
}

// send gives the server the headers and all data in one piece.
func (a *whole) send(w http.ResponseWriter) {
	a.headers.set(w.Header())
	allow(w, int64(len(a.data)))
	w.Write(a.data)
}

// conditional are the headers of a request that may ask for something else
// than the whole.
var conditional = []string{"If-None-Match", "If-Modified-Since", "Range", "If-Match", "If-Unmodified-Since"}

// wantsAll says whether the answer is the whole content, whatever it is.
func wantsAll(r *http.Request) bool {
	if r.Method != http.MethodGet {
		return false
	}
	for _, name := range conditional {
		if _, ok := r.Header[name]; ok {
			return false
		}
	}
	return true
}
