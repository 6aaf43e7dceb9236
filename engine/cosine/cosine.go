// Package cosine computes cosines, and so sines, whose bits are the same on
// every machine: only additions, multiplications and divisions, each rounded,
// in a fixed order. (Package math has assembly on some machines.)
package cosine

import "math"

// Pi returns cos(π·t) for t from 0 to 1, exactly 1, 0 and -1 at 0, ½ and 1 and
// elsewhere within 2 units in the last place.
func Pi(t float64) float64 {
	switch {
	case t > 0.5:
		return -Pi(1 - t)
	case t > 0.25:
		x := float64(math.Pi * (0.5 - t))
		return float64(x * series(x, 2))
	}
	return series(float64(math.Pi*t), 1)
}

// series returns 1 - x²/(n(n+1)) + x⁴/(n(n+1)(n+2)(n+3)) - …, |x| < 0.8: the
// cosine for n = 1, sin(x)/x for n = 2.
func series(x, n float64) float64 {
	q := float64(x * x)
	s := 1.0
	for k := n + 16; k >= n; k -= 2 {
		s = 1 - float64(q/(k*(k+1))*s)
	}
	return s
}
