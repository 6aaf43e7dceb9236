//go:build js

package host

import "testing"

// HurryUp makes the host wait less than a person would want: so many seconds
// before another try and for a byte.
func HurryUp(t testing.TB, pause, longest float64) {
	before, patient := pauses, silence
	t.Cleanup(func() { pauses, silence = before, patient })
	pauses, silence = []float64{pause, pause, pause}, longest
}
