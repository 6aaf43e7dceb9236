package site

import (
	"net/http"
	"slices"
)

// origins are those whose pages may read the data.
type origins []string

// admit sets the headers by which a browser lets a page of another origin
// read the answer, and says whether the request is a preflight, which is
// answered by them alone. A page of an origin that is not listed gets none.
func (o origins) admit(h http.Header, r *http.Request) (preflight bool) {
	origin := r.Header.Get("Origin")
	switch {
	case slices.Contains(o, "*"):
		origin = "*"
	default:
		h.Add("Vary", "Origin") // also where there is none: a cache keeps this answer too
		if origin == "" || !slices.Contains(o, origin) {
			return false
		}
	}
	h.Set("Access-Control-Allow-Origin", origin)
	if r.Method != http.MethodOptions || r.Header.Get("Access-Control-Request-Method") == "" {
		h.Set("Access-Control-Expose-Headers", "Accept-Ranges, Content-Encoding, Content-Range, ETag")
		return false
	}
	h.Set("Access-Control-Allow-Methods", "GET, HEAD")
	h.Set("Access-Control-Allow-Headers", "If-Match, If-Modified-Since, If-None-Match, If-Range, If-Unmodified-Since, Range")
	h.Set("Access-Control-Max-Age", "86400")
	return true
}
