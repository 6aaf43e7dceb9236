package engine

import (
	"math"
	"testing"
)

func TestSchedulesFollowTheirFormulas(t *testing.T) {
	for _, c := range []struct {
		schedule Schedule
		step     int
		want     float64
	}{
		{ConstantRate{0.05}, 0, 0.05},
		{ConstantRate{0.05}, 1000, 0.05},
		{Exponential{0.05, 0.9, 10}, 0, 0.05},
		{Exponential{0.05, 0.9, 10}, 5, 0.05 * math.Sqrt(0.9)},
		{Exponential{0.05, 0.9, 10}, 30, 0.05 * 0.9 * 0.9 * 0.9},
		{Staircase{0.1, 0.5, 10}, 9, 0.1},
		{Staircase{0.1, 0.5, 10}, 10, 0.05},
		{Staircase{0.1, 0.5, 10}, 39, 0.0125},
		{Cosine{0.2, 100}, 0, 0.2},
		{Cosine{0.2, 100}, 25, 0.1 * (1 + math.Sqrt2/2)},
		{Cosine{0.2, 100}, 50, 0.1},
		{Cosine{0.2, 100}, 100, 0},
		{Cosine{0.2, 100}, 101, 0},
	} {
		if got := c.schedule.At(c.step); math.Abs(got-c.want) > 1e-15 {
			t.Errorf("%#v at step %d is %v, want %v", c.schedule, c.step, got, c.want)
		}
	}
}
