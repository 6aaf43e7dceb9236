// Package idx reads IDX, the format of the MNIST database: a file of images,
// such as train-images-idx3-ubyte, and a file of their labels, such as
// train-labels-idx1-ubyte, each plain or gzipped.
//
// An IDX file begins with two zero bytes, 8 for unsigned bytes, and the number
// of its dimensions; then comes the length of each dimension as a big-endian
// number of four bytes, then the bytes themselves. See Y. LeCun, C. Cortes and
// C. Burges, "The MNIST database of handwritten digits".
package idx

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"glyphlab/engine/dataset"
	"glyphlab/engine/dataset/internal/unpacked"
)

// Images reads a file of images.
type Images struct {
	Count  int // as the file announces
	Height int // of an image, in pixels: 1 to [dataset.MaxSide]
	Width  int // likewise

	r    *bufio.Reader
	read int
}

// NewImages reads the beginning of a file of images.
func NewImages(r io.Reader) (*Images, error) {
	b, lengths, err := open(r, "images", 3)
	if err != nil {
		return nil, err
	}
	im := &Images{Count: lengths[0], Height: lengths[1], Width: lengths[2], r: b}
	if im.Height < 1 || im.Height > dataset.MaxSide || im.Width < 1 || im.Width > dataset.MaxSide {
		return nil, fmt.Errorf("the IDX file announces images of %d×%d pixels; 1 to %d pixels high and wide can be read",
			im.Height, im.Width, dataset.MaxSide)
	}
	return im, nil
}

// Next reads the next image into pixels, which has Height×Width bytes, row by
// row. After the last image it returns [io.EOF], or an error if something
// follows that the file did not announce.
func (im *Images) Next(pixels []byte) error {
	if len(pixels) != im.Height*im.Width {
		return fmt.Errorf("an image has %d×%d pixels, not %d", im.Height, im.Width, len(pixels))
	}
	if im.read == im.Count {
		return end(im.r)
	}
	if _, err := io.ReadFull(im.r, pixels); err != nil {
		return broken(err, "image", im.read, im.Count)
	}
	im.read++
	return nil
}

// Labels reads a file of labels.
type Labels struct {
	Count int // as the file announces

	r    *bufio.Reader
	read int
}

// NewLabels reads the beginning of a file of labels.
func NewLabels(r io.Reader) (*Labels, error) {
	b, lengths, err := open(r, "labels", 1)
	if err != nil {
		return nil, err
	}
	return &Labels{Count: lengths[0], r: b}, nil
}

// Next returns the next label, 0 to 255. After the last label it returns
// [io.EOF], or an error if something follows that the file did not announce.
func (l *Labels) Next() (int, error) {
	if l.read == l.Count {
		return 0, end(l.r)
	}
	label, err := l.r.ReadByte()
	if err != nil {
		return 0, broken(err, "label", l.read, l.Count)
	}
	l.read++
	return int(label), nil
}

// open reads the lengths of a file's dimensions.
func open(r io.Reader, what string, dimensions int) (*bufio.Reader, []int, error) {
	b, err := unpacked.Reader(r)
	if err != nil {
		return nil, nil, err
	}
	start := make([]byte, 4+4*dimensions)
	if n, err := io.ReadFull(b, start); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, nil, fmt.Errorf("this is no whole IDX file of %s: it has only %d bytes: %w", what, n, io.ErrUnexpectedEOF)
		}
		return nil, nil, fmt.Errorf("reading the beginning of an IDX file: %w", err)
	}
	switch {
	case start[0] != 0 || start[1] != 0:
		return nil, nil, fmt.Errorf("this is no IDX file: it begins with % x, not with 00 00 08 %02x", start[:4], dimensions)
	case start[2] != 8:
		return nil, nil, fmt.Errorf("the IDX file holds numbers of type %02x; only unsigned bytes (08) can be read", start[2])
	case int(start[3]) != dimensions:
		return nil, nil, fmt.Errorf("the IDX file has %d dimensions; %s have %d: are images and labels mixed up?", start[3], what, dimensions)
	}
	lengths := make([]int, dimensions)
	for i := range lengths {
		n := binary.BigEndian.Uint32(start[4+4*i:])
		if n > dataset.MaxImages {
			return nil, nil, fmt.Errorf("the IDX file announces a length of %d, and is probably damaged; at most 2^30 can be read", n)
		}
		lengths[i] = int(n)
	}
	return b, lengths, nil
}

// end reads the end of a file, which also checks gzip's checksum.
func end(r *bufio.Reader) error {
	switch _, err := r.ReadByte(); err {
	case nil:
		return errors.New("the IDX file goes on after the last item that it announces; it is damaged")
	case io.EOF:
		return io.EOF
	default:
		return fmt.Errorf("reading the end of an IDX file: %w", err)
	}
}

func broken(err error, what string, i, count int) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the IDX file ends in the middle: it announces %d %ss and has only %d; download it again: %w",
			count, what, i, io.ErrUnexpectedEOF)
	}
	return fmt.Errorf("reading %s %d of an IDX file: %w", what, i, err)
}
