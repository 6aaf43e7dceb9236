package weights

import (
	"io"
	"math"
	"strconv"
	"strings"

	"glyphlab/engine/crc32c"
	"glyphlab/engine/endian"
	"glyphlab/engine/problem"
)

// crcBytes is how long the checksum is.
const crcBytes = 4

// Read reads a whole file. Its error says what is wrong with the file, if it is
// foreign, of a later version or damaged; an error of r's is returned as it is.
// Its memory grows with what arrives, never by what the header announces.
func Read(r io.Reader) (*Weights, error) {
	start := make([]byte, maxHeader)
	n, err := io.ReadFull(r, start)
	if err != nil && !ended(err) {
		return nil, err
	}
	start = start[:n]
	text, length, err := cutHeader(string(start))
	if err != nil {
		return nil, err
	}
	w, count, err := parse(text)
	if err != nil {
		return nil, damaged(err)
	}
	header, begun := start[:length], start[length:]
	size := 4
	if w.Half {
		size = 2
	}
	body, err := readBody(r, begun, count*size+crcBytes)
	if err != nil {
		return nil, err
	}
	values, sum := body[:count*size], endian.Uint32(body[count*size:])
	if sum != crc32c.Update(crc32c.Update(0, header), values) {
		return nil, damaged(problem.New("its checksum is not that of its bytes"))
	}
	w.Values = make([]float32, count)
	for i := range w.Values {
		if w.Half {
			w.Values[i] = fromHalf(endian.Uint16(values[2*i:]))
		} else {
			w.Values[i] = math.Float32frombits(endian.Uint32(values[4*i:]))
		}
	}
	if err := w.checkValues(); err != nil {
		return nil, damaged(err)
	}
	return w, nil
}

func ended(err error) bool { return err == io.EOF || err == io.ErrUnexpectedEOF }

func damaged(err error) error {
	return problem.New("the file of weights is damaged: ", err, "; get it or train it again")
}

// cutHeader returns what parse takes of the header that a file starts with, and
// the header's length.
func cutHeader(start string) (text string, length int, err error) {
	n := min(len(start), len(magic))
	if n == 0 || start[:n] != magic[:n] {
		return "", 0, problem.New("this is not a file of weights: it begins with ", strconv.QuoteToASCII(start[:min(len(start), 16)]),
			"; glyphlab train -save writes one")
	}
	header, _, whole := strings.Cut(start, "\n\n")
	first, text, _ := strings.Cut(header, "\n")
	if v := first[n:]; v != version && (whole || text != "") {
		return "", 0, problem.New("this file of weights has version ", strconv.Quote(v), " of the format, and this program reads version ", version, "; update Glyphlab")
	}
	switch {
	case whole:
		return text, len(header) + len("\n\n"), nil
	case len(start) == maxHeader:
		return "", 0, damaged(problem.New("its header does not end within ", maxHeader, " bytes"))
	}
	return "", 0, damaged(problem.New("it ends in its header, after ", len(start), " bytes"))
}

// readBody returns the n bytes behind the header, of which it has begun.
func readBody(r io.Reader, begun []byte, n int) ([]byte, error) {
	const step = 1 << 20 // bytes that are made room for before any has arrived
	body := begun
	for len(body) < n {
		more := make([]byte, min(n, max(2*len(body), step)))
		have := copy(more, body)
		m, err := io.ReadFull(r, more[have:])
		if ended(err) {
			return nil, damaged(problem.New("it ends ", n-have-m, " bytes before its end"))
		}
		if err != nil {
			return nil, err
		}
		body = more
	}
	if len(body) == n {
		switch _, err := io.ReadFull(r, make([]byte, 1)); {
		case err == io.EOF:
			return body, nil
		case err != nil:
			return nil, err
		}
	}
	return nil, damaged(problem.New("something follows its end"))
}
