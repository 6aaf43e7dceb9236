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
		{OneCycle{0.5, 100, 0.3}, 0, 0.5 / 25},
		{OneCycle{0.5, 100, 0.3}, 15, 0.5 * (1 + 1./25) / 2},
		{OneCycle{0.5, 100, 0.3}, 30, 0.5},
		{OneCycle{0.5, 100, 0.3}, 65, 0.5 * (1 + 1./250_000) / 2},
		{OneCycle{0.5, 100, 0.3}, 100, 0.5 / 250_000},
		{OneCycle{0.5, 100, 0.3}, 1000, 0.5 / 250_000},
		{OneCycle{0.5, 100, 0}, 0, 0.5},
		{OneCycle{0.5, 100, 1}, 0, 0.5 / 25},
		{OneCycle{0.5, 100, 1}, 100, 0.5},
		{Warmup{4, ConstantRate{0.5}}, 0, 0.1},
		{Warmup{4, ConstantRate{0.5}}, 3, 0.4},
		{Warmup{4, ConstantRate{0.5}}, 4, 0.5},
		{Warmup{0, ConstantRate{0.5}}, 0, 0.5},
		{Warmup{10, Staircase{0.11, 0.5, 5}}, 5, 0.055 * 6 / 11},
	} {
		if got := c.schedule.At(c.step); math.Abs(got-c.want) > 1e-15 {
			t.Errorf("%#v at step %d is %v, want %v", c.schedule, c.step, got, c.want)
		}
	}
}
