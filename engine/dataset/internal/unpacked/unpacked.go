// Package unpacked looks through gzip.
package unpacked

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
)

// window is how far a caller can peek: a block of a tar file.
const window = 4096

// Reader returns what r holds, unpacked if it is gzip. It goes by the
// content, as names and servers are often wrong about it.
func Reader(r io.Reader) (*bufio.Reader, error) {
	b := bufio.NewReaderSize(r, window)
	start, err := b.Peek(2)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if string(start) != "\x1f\x8b" {
		return b, nil
	}
	z, err := gzip.NewReader(b)
	if err != nil {
		return nil, fmt.Errorf("the gzip data are damaged: %w", err)
	}
	return bufio.NewReaderSize(z, window), nil
}
