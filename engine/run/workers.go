package run

import (
	"errors"
	"strconv"
	"strings"
)

// MostWorkers is how many workers at most share a step. How many there are is
// no setting of a run: it changes the time that the run takes, not its weights.
const MostWorkers = 8

// ParseWorkers reads a number of workers from text: a flag, a part of an
// address, a field.
func ParseWorkers(text string) (int, error) {
	text = strings.TrimSpace(text)
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > MostWorkers {
		return 0, errors.New("workers is a whole number from 1 to " + strconv.Itoa(MostWorkers) + ", not " + strconv.Quote(text))
	}
	return n, nil
}
