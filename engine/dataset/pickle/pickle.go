// Package pickle reads the arrays that a Python pickle holds, such as the
// assignment's notMNIST.pickle: a dict of NumPy arrays and of lists of numbers,
// written by Python 2 or 3 in any of the protocols 0 to 5.
//
// A pickle is a program for a small machine with a stack, and Python's can call
// any function. This one knows what such a dict needs and nothing else: it
// builds numbers, text, tuples, lists and dicts, and of all functions it
// understands, without having them, the five that make NumPy's arrays. Whatever
// else is asked for is an error that names it and its place.
//
// Large strings are passed over: an [numpy.Array] knows where in the file its
// bytes are and how they are written there, and reads them when it is opened.
package pickle

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"

	"glyphlab/engine/dataset/numpy"
)

// Read returns the arrays of the dict that a pickle holds, by their keys.
func Read(r io.ReaderAt, size int64) (map[string]*numpy.Array, error) {
	m := &machine{in: newInput(r, size), memo: map[int64]value{}}
	for {
		at := m.in.at
		op, err := m.in.byte()
		if err != nil {
			return nil, m.fail(at, "", err)
		}
		if op == '.' {
			break
		}
		if err := m.do(op); err != nil {
			return nil, m.fail(at, opName(op), err)
		}
	}
	top, err := m.pop()
	if err != nil {
		return nil, m.fail(m.in.at, "", err)
	}
	d, ok := top.(*dict)
	if !ok {
		return nil, fmt.Errorf("the pickle holds %v; a dict of arrays was expected, with train_dataset, train_labels and so on", kind(top))
	}
	return m.arrays(d)
}

func (m *machine) fail(at int64, op string, err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the pickle ends in the middle, at byte %d; download or save it again: %w", m.in.at, io.ErrUnexpectedEOF)
	}
	if op != "" {
		op = ", " + op
	}
	return fmt.Errorf("the pickle cannot be read: at byte %d%s: %w", at, op, err)
}

// A machine runs a pickle.
type machine struct {
	in     *input
	stack  []value
	marks  []int // how high the stack was at each mark
	memo   map[int64]value
	pushed int
}

// maxValues bounds what is held: a label for each of two million images.
const maxValues = 1 << 22

func (m *machine) push(v value) error {
	if m.pushed++; m.pushed > maxValues {
		return fmt.Errorf("there are more than %d values; a pickle of arrays has a few dozen", maxValues)
	}
	m.stack = append(m.stack, v)
	return nil
}

var errEmpty = errors.New("it takes more from the stack than is there; the file is damaged")

func (m *machine) pop() (value, error) {
	low := 0
	if n := len(m.marks); n > 0 {
		low = m.marks[n-1]
	}
	if len(m.stack) <= low {
		return nil, errEmpty
	}
	v := m.stack[len(m.stack)-1]
	m.stack = m.stack[:len(m.stack)-1]
	return v, nil
}

func (m *machine) top() (value, error) {
	v, err := m.pop()
	if err == nil {
		m.stack = append(m.stack, v)
	}
	return v, err
}

// popMark takes everything above the last mark.
func (m *machine) popMark() ([]value, error) {
	n := len(m.marks)
	if n == 0 {
		return nil, errEmpty
	}
	at := m.marks[n-1]
	m.marks = m.marks[:n-1]
	items := append([]value(nil), m.stack[at:]...)
	m.stack = m.stack[:at]
	return items, nil
}

func (m *machine) popN(n int) ([]value, error) {
	items := make([]value, n)
	for i := n - 1; i >= 0; i-- {
		var err error
		if items[i], err = m.pop(); err != nil {
			return nil, err
		}
	}
	return items, nil
}

// do runs one instruction. Python's pickletools describes them all.
func (m *machine) do(op byte) error {
	if length, ok := lengths[op]; ok {
		return m.string(op, length)
	}
	switch op {
	case 0x80: // PROTO
		n, err := m.in.byte()
		if err == nil && n > 5 {
			err = fmt.Errorf("the pickle has protocol %d; 0 to 5 can be read: save it with protocol=4", n)
		}
		return err
	case 0x95: // FRAME
		_, err := m.in.number(8)
		return err
	case '(':
		if m.pushed++; m.pushed > maxValues {
			return fmt.Errorf("there are more than %d values; a pickle of arrays has a few dozen", maxValues)
		}
		m.marks = append(m.marks, len(m.stack))
		return nil
	case '0':
		_, err := m.pop()
		if err != nil && len(m.marks) > 0 {
			_, err = m.popMark() // nothing is above it
		}
		return err
	case '1':
		_, err := m.popMark()
		return err
	case '2':
		return m.then(m.top())

	case 'N':
		return m.push(nil)
	case 0x88, 0x89:
		return m.push(op == 0x88)
	case 'I', 'L', 'F':
		return m.decimal(op)
	case 'J', 'K', 'M':
		n, err := m.in.number(map[byte]int{'J': 4, 'K': 1, 'M': 2}[op])
		if op == 'J' {
			n = uint64(int64(int32(n)))
		}
		return m.then(int64(n), err)
	case 0x8a, 0x8b:
		return m.then(m.long(map[byte]int{0x8a: 1, 0x8b: 4}[op]))
	case 'G':
		b, err := m.in.bytes(8)
		if err != nil {
			return err
		}
		return m.push(math.Float64frombits(binary.BigEndian.Uint64(b)))
	case 'S', 'V':
		return m.line(op)

	case ')':
		return m.push(tuple(nil))
	case 't':
		items, err := m.popMark()
		return m.then(tuple(items), err)
	case 0x85, 0x86, 0x87:
		items, err := m.popN(int(op) - 0x84)
		return m.then(tuple(items), err)
	case ']':
		return m.push(&list{})
	case 'l':
		items, err := m.popMark()
		return m.then(&list{items: items}, err)
	case 'a':
		return m.extend(m.popN(1))
	case 'e':
		return m.extend(m.popMark())
	case '}':
		return m.push(&dict{})
	case 'd':
		items, err := m.popMark()
		if err == nil {
			err = m.push(&dict{})
		}
		return m.set(items, err)
	case 's':
		return m.set(m.popN(2))
	case 'u':
		return m.set(m.popMark())

	case 'p', 'g':
		text, err := m.in.line()
		if err != nil {
			return err
		}
		key, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return fmt.Errorf("%.20q is no number", text)
		}
		return m.remember(op == 'p', key)
	case 'q', 'h':
		key, err := m.in.number(1)
		if err != nil {
			return err
		}
		return m.remember(op == 'q', int64(key))
	case 'r', 'j':
		key, err := m.in.number(4)
		if err != nil {
			return err
		}
		return m.remember(op == 'r', int64(key))
	case 0x94: // MEMOIZE
		return m.remember(true, int64(len(m.memo)))

	case 'c', 0x93:
		return m.global(op)
	case 'R':
		return m.call()
	case 'b':
		return m.build()
	}
	return errors.New("this is needed for something else than arrays, numbers and text, and is not run; save a dict of arrays only")
}

// then pushes a value that was got without an error.
func (m *machine) then(v value, err error) error {
	if err != nil {
		return err
	}
	return m.push(v)
}

func (m *machine) remember(put bool, key int64) error {
	if put {
		v, err := m.top()
		if err != nil {
			return err
		}
		m.memo[key] = v
		if len(m.memo) > maxValues {
			return fmt.Errorf("more than %d values are to be remembered", maxValues)
		}
		return nil
	}
	v, ok := m.memo[key]
	if !ok {
		return fmt.Errorf("value %d should be remembered and is not; the file is damaged", key)
	}
	return m.push(v)
}

func (m *machine) extend(items []value, err error) error {
	if err != nil {
		return err
	}
	v, err := m.top()
	if err != nil {
		return err
	}
	l, ok := v.(*list)
	if !ok {
		return fmt.Errorf("%v is no list to append to", kind(v))
	}
	l.items = append(l.items, items...)
	return nil
}

func (m *machine) set(items []value, err error) error {
	if err != nil {
		return err
	}
	v, err := m.top()
	if err != nil {
		return err
	}
	d, ok := v.(*dict)
	if !ok || len(items)%2 != 0 {
		return fmt.Errorf("%d values cannot be set in %v", len(items), kind(v))
	}
	d.items = append(d.items, items...)
	return nil
}

// decimal reads a number that is written in digits, as protocol 0 has them.
func (m *machine) decimal(op byte) error {
	text, err := m.in.line()
	if err != nil {
		return err
	}
	switch {
	case op == 'F':
		x, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return fmt.Errorf("%.20q is no number", text)
		}
		return m.push(x)
	case op == 'I' && text == "01":
		return m.push(true)
	case op == 'I' && text == "00":
		return m.push(false)
	case op == 'L' && len(text) > 0 && text[len(text)-1] == 'L':
		text = text[:len(text)-1]
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return fmt.Errorf("%.20q is no number of 64 bits", text)
	}
	return m.push(n)
}

// long reads a number of so many bytes, of which there are as many as the
// bytes before it say.
func (m *machine) long(size int) (value, error) {
	n, err := m.in.number(size)
	if err != nil {
		return nil, err
	}
	if n > 8 {
		return nil, fmt.Errorf("a number has %d bytes; at most 8 can be read", n)
	}
	b, err := m.in.bytes(int(n))
	if err != nil || n == 0 {
		return int64(0), err
	}
	x := int64(int8(b[n-1])) // two's complement
	for i := int(n) - 2; i >= 0; i-- {
		x = x<<8 | int64(b[i])
	}
	return x, nil
}
