package pickle

import (
	"bufio"
	"fmt"
	"io"
)

// An input is a pickle that is read from the front. Strings are passed over.
type input struct {
	file io.ReaderAt
	size int64
	at   int64 // of the next byte
	r    *bufio.Reader
}

func newInput(file io.ReaderAt, size int64) *input {
	in := &input{file: file, size: size, r: bufio.NewReader(nil)}
	in.seek(0)
	return in
}

func (in *input) seek(at int64) {
	in.at = at
	in.r.Reset(io.NewSectionReader(in.file, at, in.size-at))
}

func (in *input) byte() (byte, error) {
	b, err := in.r.ReadByte()
	if err == nil {
		in.at++
	}
	return b, err
}

// bytes reads a few bytes.
func (in *input) bytes(n int) ([]byte, error) {
	b := make([]byte, n)
	read, err := io.ReadFull(in.r, b)
	in.at += int64(read)
	return b, err
}

// number reads a little-endian number.
func (in *input) number(size int) (uint64, error) {
	b, err := in.bytes(size)
	var n uint64
	for i, v := range b {
		n |= uint64(v) << (8 * i)
	}
	return n, err
}

// skip passes over n bytes.
func (in *input) skip(n uint64) error {
	if n > uint64(in.size-in.at) {
		return io.ErrUnexpectedEOF
	}
	if n <= uint64(in.r.Buffered()) {
		in.at += int64(n)
		_, err := in.r.Discard(int(n))
		return err
	}
	in.seek(in.at + int64(n))
	return nil
}

// longestLine bounds numbers and names.
const longestLine = 1 << 10

// line reads a short line and its end.
func (in *input) line() (string, error) {
	var line []byte
	for {
		b, err := in.byte()
		if err != nil {
			return "", err
		}
		if b == '\n' {
			return string(line), nil
		}
		if line = append(line, b); len(line) > longestLine {
			return "", fmt.Errorf("a line of more than %d bytes begins with %.20q", longestLine, line)
		}
	}
}

// skipLine passes over a line of any length and its end.
func (in *input) skipLine() error {
	for {
		part, err := in.r.ReadSlice('\n')
		in.at += int64(len(part))
		if err != bufio.ErrBufferFull {
			return err
		}
	}
}
