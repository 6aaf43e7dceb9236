package search

import (
	"strconv"
	"strings"
	"time"

	"glyphlab/engine/problem"
)

// A Budget is what a search may take: training steps, all trials' together, or
// seconds, whatever the machine does in them.
type Budget struct {
	Steps   int     // 0 where there are seconds
	Seconds float64 // 0 where there are steps
}

// The most that a budget can be.
const (
	mostSteps   = 1_000_000_000_000
	mostSeconds = 30 * 24 * 3600
)

// ParseBudget reads a number of steps, such as 200000, or a time, such as 90s,
// 10m or 1h30m. The error says what was expected.
func ParseBudget(text string) (Budget, error) {
	text = strings.TrimSpace(text)
	if n, err := strconv.Atoi(text); err == nil && n >= 1 && n <= mostSteps {
		return Budget{Steps: n}, nil
	}
	if d, err := time.ParseDuration(text); err == nil && d >= time.Second && d.Seconds() <= mostSeconds {
		return Budget{Seconds: d.Seconds()}, nil
	}
	return Budget{}, problem.New("a budget is a number of steps, as 200000, or a time from 1s to 30 days, as 90s, 10m or 1h30m, not ", strconv.Quote(text))
}

// String returns the budget as [ParseBudget] reads it.
func (b Budget) String() string {
	if b.Seconds > 0 {
		return time.Duration(b.Seconds * float64(time.Second)).String()
	}
	return strconv.Itoa(b.Steps)
}

// At returns the steps of the budget on a machine that takes so many a second,
// all its workers together.
func (b Budget) At(rate float64) int {
	if b.Seconds > 0 {
		return int(min(b.Seconds*rate, mostSteps))
	}
	return b.Steps
}
