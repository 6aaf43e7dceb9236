package site

import "net/http"

// A header is one line of an answer's head, or several. Nobody changes its
// values, which many answers share; nor the name, which is in the form that
// [http.CanonicalHeaderKey] gives it.
type header struct {
	name   string
	values []string
}

type headers []header

// set puts them into h.
func (hs headers) set(h http.Header) {
	for _, one := range hs {
		h[one.name] = one.values
	}
}
