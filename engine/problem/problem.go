// Package problem makes errors of words and values. It is fmt.Errorf for the
// packages that the worker links: fmt, and what it brings along, would be a
// sixth of the program that a visitor's browser loads before it can train.
package problem

import "strconv"

// New returns an error whose text is its parts, one behind the other with
// nothing between: strings, ints, float64s, and values that have a String or
// an Error method. If one of them is an error, that is what it wraps.
//
//	problem.New("its stride is ", stride, ": it must be from 1 to ", maxStride)
func New(parts ...any) error {
	var p problem
	for _, part := range parts {
		switch part := part.(type) {
		case string:
			p.text += part
		case int:
			p.text += strconv.Itoa(part)
		case float64:
			p.text += strconv.FormatFloat(part, 'g', -1, 64)
		case error:
			p.text += part.Error()
			p.cause = part
		case interface{ String() string }:
			p.text += part.String()
		default:
			panic("problem: a part of an error is of none of the types that New knows")
		}
	}
	return &p
}

type problem struct {
	text  string
	cause error
}

func (p *problem) Error() string { return p.text }
func (p *problem) Unwrap() error { return p.cause }
