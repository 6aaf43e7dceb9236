package plot

import "math"

// Span returns an axis of round numbers that holds low and high, about as many
// ticks on it as asked for, its ends among them. High may be low.
func Span(low, high float64, about int) (from, to float64, ticks []float64) {
	step := 1.0
	if high > low {
		step = Nice((high - low) / float64(max(1, about)))
	}
	first, last := math.Floor(low/step+1e-9), math.Ceil(high/step-1e-9)
	if last <= first {
		last = first + 1
	}
	for i := first; i <= last; i++ {
		ticks = append(ticks, i*step)
	}
	return first * step, last * step, ticks
}
