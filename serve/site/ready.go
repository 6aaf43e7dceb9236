package site

import (
	"slices"
	"strings"
)

// A Ready is the answer to a GET of all of something that is in memory, the
// commonest of all. It is made once, so that a server can send it without
// looking at more of a request than [Conditional] says. Nobody changes it.
type Ready struct {
	Headers []Header // without Content-Length
	Body    []byte
}

// never stands for a form that is not in memory, which need not be opened again
// to know that.
var never = new(Ready)

// A Header is one line of an answer's head.
type Header struct{ Name, Value string }

// Conditional are the headers of a request that may ask for something else
// than the whole.
var Conditional = []string{"If-None-Match", "If-Modified-Since", "Range", "If-Match", "If-Unmodified-Since"}

// Ready returns what [Site.ServeHTTP] would answer to a GET of that address,
// with these fields Accept-Encoding and none of [Conditional]; nil if that is
// not in memory, or depends on more.
func (s *Site) Ready(address string, accept []string) *Ready {
	f := s.files[address]
	if f == nil || strings.HasPrefix(address, DataRoot) && len(s.origins) > 0 {
		return nil
	}
	form := f.choose(accept)
	switch ready := f.ready[form].Load(); ready {
	case nil:
	case never:
		return nil
	default:
		return ready
	}
	opened, body, err := f.open(form)
	if err != nil {
		return nil // ServeHTTP says it
	}
	defer body.Close()
	content, ok := body.(memory)
	if !ok || opened != form {
		f.ready[form].Store(never)
		return nil
	}
	ready := &Ready{Body: content.data}
	vary := headers{{"Vary", f.vary}, {"Accept-Ranges", inBytes}}
	for _, h := range slices.Concat(policy, f.headersOf(form, f.etags[form]), vary) {
		for _, value := range h.values {
			ready.Headers = append(ready.Headers, Header{h.name, value})
		}
	}
	f.ready[form].Store(ready)
	return ready
}
