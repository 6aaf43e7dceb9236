package site

import (
	"bytes"
	"net/http"
)

// A memory is content that is sent from memory.
type memory struct {
	*bytes.Reader
	data []byte
}

// Memory returns content of data, which must not be changed.
func Memory(data []byte) Content { return memory{bytes.NewReader(data), data} }

func (memory) Close() error { return nil }

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
