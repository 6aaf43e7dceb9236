package numpy

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// Magic is what every .npy file begins with.
const Magic = "\x93NUMPY"

// maxHeader bounds a header, whose text is some 100 bytes long.
const maxHeader = 64 << 10

// ReadHeader reads the beginning of a .npy file. The array's Open is left to
// the caller: r is behind the header.
func ReadHeader(r io.Reader) (*Array, error) {
	var start [8]byte
	if n, err := io.ReadFull(r, start[:]); err != nil {
		return nil, short("it has only "+strconv.Itoa(n)+" bytes", err)
	}
	if string(start[:6]) != Magic {
		return nil, fmt.Errorf("this is no .npy file: it begins with %q, not with %q", start[:6], Magic)
	}
	size := 2
	switch start[6] {
	case 1:
	case 2, 3:
		size = 4
	default:
		return nil, fmt.Errorf("the .npy file has version %d.%d; versions 1 to 3 can be read: save it again with numpy.save", start[6], start[7])
	}
	var length [4]byte
	if _, err := io.ReadFull(r, length[:size]); err != nil {
		return nil, short("its header's length is missing", err)
	}
	n := binary.LittleEndian.Uint32(length[:])
	if n > maxHeader {
		return nil, fmt.Errorf("the .npy file announces a header of %d bytes, and is probably damaged; arrays of numbers have one of about 100", n)
	}
	header := make([]byte, n)
	if _, err := io.ReadFull(r, header); err != nil {
		return nil, short("its header is cut off", err)
	}
	return parseHeader(string(header))
}

func short(what string, err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the .npy file ends too soon: %s; save or download it again: %w", what, io.ErrUnexpectedEOF)
	}
	return fmt.Errorf("reading a .npy file: %w", err)
}

// The header's three entries, in any order.
var (
	descrEntry   = regexp.MustCompile(`'descr'\s*:\s*(?:u?'([^']*)'|(\[))`)
	fortranEntry = regexp.MustCompile(`'fortran_order'\s*:\s*(True|False)`)
	shapeEntry   = regexp.MustCompile(`'shape'\s*:\s*\(([0-9L,\s]*)\)`)
)

func parseHeader(header string) (*Array, error) {
	descr, fortran, shape := descrEntry.FindStringSubmatch(header), fortranEntry.FindStringSubmatch(header), shapeEntry.FindStringSubmatch(header)
	if descr == nil || fortran == nil || shape == nil {
		return nil, fmt.Errorf("the .npy file's header is %.200q; it should have 'descr', 'fortran_order' and 'shape'", header)
	}
	if descr[2] != "" {
		return nil, errors.New("the array has several fields; save the images and the labels as arrays of their own")
	}
	t, err := ParseType(descr[1])
	if err != nil {
		return nil, err
	}
	a := &Array{Type: t}
	for length := range strings.SplitSeq(shape[1], ",") {
		length = strings.TrimSuffix(strings.TrimSpace(length), "L") // Python 2's long
		if length == "" {
			continue
		}
		n, err := strconv.Atoi(length)
		if err != nil {
			return nil, fmt.Errorf("the array's shape (%s) cannot be: %w", shape[1], err)
		}
		a.Shape = append(a.Shape, n)
	}
	if fortran[1] == "True" && len(a.Shape) > 1 {
		return nil, ErrFortran
	}
	_, err = Numbers(a.Shape)
	return a, err
}

// ErrFortran says that an array's first index comes first.
var ErrFortran = errors.New("the array is in Fortran's order, its images mixed with each other; save it after numpy.ascontiguousarray")
