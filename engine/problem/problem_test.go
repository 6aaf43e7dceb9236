package problem

import (
	"errors"
	"io"
	"math"
	"testing"
	"time"
)

func TestAnErrorsTextIsItsParts(t *testing.T) {
	for _, c := range []struct {
		parts []any
		want  string
	}{
		{nil, ""},
		{[]any{"the stride is ", -3, ": it must be at least ", 1}, "the stride is -3: it must be at least 1"},
		{[]any{0.05, " ", 1e6, " ", math.NaN(), " ", math.Inf(1)}, "0.05 1e+06 NaN +Inf"},
		{[]any{"it took ", time.Second, ": ", io.ErrUnexpectedEOF}, "it took 1s: unexpected EOF"},
	} {
		if got := New(c.parts...).Error(); got != c.want {
			t.Errorf("%v give %q, want %q", c.parts, got, c.want)
		}
	}
}

func TestAnErrorWrapsTheErrorThatItIsMadeOf(t *testing.T) {
	if err := New("reading: ", New("block 3: ", io.EOF)); !errors.Is(err, io.EOF) {
		t.Errorf("%v does not wrap %v", err, io.EOF)
	}
	if err := New("alone"); errors.Unwrap(err) != nil {
		t.Errorf("%v wraps %v", err, errors.Unwrap(err))
	}
}
