package site

import (
	"strconv"
	"strings"
)

// An Encoding is a Content-Encoding. Smaller ones are preferred.
type Encoding int

const (
	Brotli Encoding = iota
	Gzip
	Identity
	Encodings // how many there are
)

// String returns the encoding as HTTP calls it.
func (e Encoding) String() string {
	return [Encodings]string{"br", "gzip", "identity"}[e]
}

// choose returns the encoding to send, of those that there are, by what the
// request's Accept-Encoding fields accept (RFC 9110, section 12.5.3). Where the
// fields rank several alike it is the smallest; where they accept none it is
// identity, which every client understands.
func choose(accept []string, available func(Encoding) bool) Encoding {
	weights := [Encodings]float64{Identity: leastWeight}
	others, named := -1.0, [Encodings]bool{}
	for _, field := range accept {
		for item := range strings.SplitSeq(field, ",") {
			name, weight := parseWeighted(item)
			switch name {
			case "br":
				weights[Brotli], named[Brotli] = weight, true
			case "gzip", "x-gzip":
				weights[Gzip], named[Gzip] = weight, true
			case "identity":
				weights[Identity], named[Identity] = weight, true
			case "*":
				others = weight
			}
		}
	}
	best := Identity
	for e := Identity; e >= 0; e-- {
		if !named[e] && others >= 0 {
			weights[e] = others
		}
		if available(e) && weights[e] > 0 && weights[e] >= weights[best] {
			best = e
		}
	}
	return best
}

// leastWeight is that of identity where it is not named: it is acceptable,
// and whatever is asked for is better.
const leastWeight = 0.0001

// parseWeighted reads "br;q=0.5". A weight that is none counts as 0, so that
// what is not understood is not sent.
func parseWeighted(item string) (name string, weight float64) {
	name, parameters, _ := strings.Cut(item, ";")
	name, weight = strings.ToLower(strings.TrimSpace(name)), 1
	for p := range strings.SplitSeq(parameters, ";") {
		key, value, _ := strings.Cut(p, "=")
		if !strings.EqualFold(strings.TrimSpace(key), "q") {
			continue
		}
		q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil || !(q >= 0 && q <= 1) {
			q = 0
		}
		weight = q
	}
	return name, weight
}
