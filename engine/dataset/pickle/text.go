package pickle

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"
)

// A text is a string or bytes that were passed over: where it is and how it is
// written.
type text struct {
	at, length int64 // in the file
	form       form
	unicode    bool // whether it is text in Python, not bytes
}

// A form is a way to write bytes.
type form int

const (
	plain   form = iota // each as it is; text in UTF-8
	latin1              // bytes as the code points of UTF-8: what Python 3 does for protocols 0 to 2
	quoted              // Python's 'a\x00b', in protocol 0
	escaped             // a\u0000b, in protocol 0
)

// lengths says of how many bytes the length of each kind of string is.
var lengths = map[byte]int{
	'U': 1, 'T': 4, // Python 2's str
	'C': 1, 'B': 4, 0x8e: 8, 0x96: 8, // bytes, bytearray
	0x8c: 1, 'X': 4, 0x8d: 8, // text
}

func (m *machine) string(op byte, length int) error {
	n, err := m.in.number(length)
	if err != nil {
		return err
	}
	t := text{at: m.in.at, length: int64(n), unicode: op == 0x8c || op == 'X' || op == 0x8d}
	if err := m.in.skip(n); err != nil {
		return err
	}
	return m.push(t)
}

// line takes a string that ends with its line.
func (m *machine) line(op byte) error {
	t := text{at: m.in.at, form: quoted}
	if op == 'V' {
		t.form, t.unicode = escaped, true
	}
	if err := m.in.skipLine(); err != nil {
		return err
	}
	t.length = m.in.at - 1 - t.at
	return m.push(t)
}

// open returns the bytes that are written.
func (t text) open(file io.ReaderAt) io.Reader {
	section := io.NewSectionReader(file, t.at, t.length)
	switch t.form {
	case latin1:
		return &decoder{in: bufio.NewReaderSize(section, 32<<10), next: nextLatin1}
	case quoted:
		return &decoder{in: bufio.NewReaderSize(section, 32<<10), next: (&quotation{}).next}
	case escaped:
		return &decoder{in: bufio.NewReaderSize(section, 32<<10), next: nextEscaped}
	}
	return section
}

// longestText bounds keys and names.
const longestText = 1 << 10

// short returns a text that is a key or a name.
func (m *machine) short(v value) (string, error) {
	t, ok := v.(text)
	if !ok {
		return "", fmt.Errorf("%v came where a name was expected", kind(v))
	}
	b, err := io.ReadAll(io.LimitReader(t.open(m.in.file), longestText+1))
	if err != nil {
		return "", err
	}
	if len(b) > longestText {
		return "", fmt.Errorf("a name of more than %d bytes begins with %.20q", longestText, b)
	}
	return string(b), nil
}

// A decoder undoes a form. Next returns the next byte.
type decoder struct {
	in   *bufio.Reader
	next func(*bufio.Reader) (byte, error)
}

func (d *decoder) Read(b []byte) (int, error) {
	for i := range b {
		v, err := d.next(d.in)
		if err != nil {
			return i, err
		}
		b[i] = v
	}
	return len(b), nil
}

func nextLatin1(in *bufio.Reader) (byte, error) {
	c, size, err := in.ReadRune()
	if err != nil {
		return 0, err
	}
	if c > 0xff || c == utf8.RuneError && size == 1 {
		return 0, fmt.Errorf("bytes that are written as text have the character %q, which is none", c)
	}
	return byte(c), nil
}

// A quotation is between two quotes, which its first byte says.
type quotation struct{ quote byte }

func (q *quotation) next(in *bufio.Reader) (byte, error) {
	c, err := in.ReadByte()
	if err != nil {
		return 0, err // its end, if the quote has come
	}
	switch {
	case q.quote == 0 && (c == '\'' || c == '"'):
		q.quote = c
		return q.next(in)
	case q.quote == 0:
		return 0, fmt.Errorf("a string begins with %q, not with a quote", c)
	case c == q.quote:
		if _, err := in.ReadByte(); err != io.EOF {
			return 0, fmt.Errorf("something follows the quote that ends a string")
		}
		return 0, io.EOF
	case c != '\\':
		return c, nil
	}
	c, err = in.ReadByte()
	if err != nil {
		return 0, unexpected(err)
	}
	switch c {
	case '\\', '\'', '"':
		return c, nil
	case 'a', 'b', 'f', 'n', 'r', 't', 'v':
		return map[byte]byte{'a': 7, 'b': 8, 'f': 12, 'n': 10, 'r': 13, 't': 9, 'v': 11}[c], nil
	case 'x':
		n, err := hex(in, 2)
		return byte(n), err
	}
	return 0, fmt.Errorf("a string has %q, which Python does not write", "\\"+string(rune(c)))
}

// nextEscaped reads raw-unicode-escape.
func nextEscaped(in *bufio.Reader) (byte, error) {
	c, err := in.ReadByte()
	if err != nil || c != '\\' {
		return c, err
	}
	digits := 4
	switch next, _ := in.Peek(1); string(next) {
	case "u":
	case "U":
		digits = 8
	default:
		return c, nil
	}
	in.Discard(1)
	n, err := hex(in, digits)
	if err == nil && n > 0xff {
		err = fmt.Errorf("bytes that are written as text have the character %q, which is none", rune(n))
	}
	return byte(n), err
}

func hex(in *bufio.Reader, digits int) (uint64, error) {
	b := make([]byte, digits)
	if _, err := io.ReadFull(in, b); err != nil {
		return 0, unexpected(err)
	}
	n, err := strconv.ParseUint(string(b), 16, 32)
	if err != nil {
		return 0, fmt.Errorf("%q are no hexadecimal digits", b)
	}
	return n, nil
}

func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
