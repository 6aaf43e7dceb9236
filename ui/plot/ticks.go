// Package plot is the arithmetic of charts and scales: where the ticks stand,
// how far an axis goes, which colour a number has. Nothing here draws.
package plot

import (
	"math"
	"strconv"
)

// Nice returns the smallest of 1, 2, 2.5, 5 and 10 times a power of ten that
// is at least x. x is positive.
func Nice(x float64) float64 {
	return roundUp(x, 1, 2, 2.5, 5)
}

// Ticks returns round numbers from 0 to at most high, about as many as asked
// for. high is positive.
func Ticks(high float64, about int) []float64 {
	step := Nice(high / float64(max(1, about)))
	var ticks []float64
	for i := 0; ; i++ {
		// Multiplied, not added up, so that rounding does not add up either.
		tick := float64(i) * step
		if tick > high*(1+1e-12) {
			return ticks
		}
		ticks = append(ticks, tick)
	}
}

// Label writes a tick without needless digits.
func Label(x float64) string {
	if x >= 10000 {
		return strconv.FormatFloat(x/1000, 'f', -1, 64) + "k"
	}
	return strconv.FormatFloat(math.Round(x*1e6)/1e6, 'f', -1, 64)
}

// Held returns the limit of a scale that was held at some limit so far (0 for
// none) and is now to show x: a round number that changes only when x leaves
// the scale, or would fill less than a third of it. A scale that follows every
// number would make colours flicker and curves jump.
func Held(limit, x float64) float64 {
	if !(x > 0) {
		return max(limit, 1e-3)
	}
	if x > limit || x < limit/3 {
		return roundUp(x, 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8)
	}
	return limit
}

// roundUp returns the smallest of some numbers from 1 to below 10, times a
// power of ten, that is at least x.
func roundUp(x float64, numbers ...float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(x)))
	for _, n := range numbers {
		if n*power >= x*(1-1e-12) {
			return n * power
		}
	}
	return 10 * power
}
