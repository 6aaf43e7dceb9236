// Package numpy reads NumPy's arrays of images and labels: .npy files, and
// what pickles hold. It reads numbers one after the other and never holds an
// array.
//
// A .npy file (versions 1 to 3; see numpy.lib.format) begins with 93 "NUMPY",
// two bytes of version and the length of a header, of two bytes in version 1
// and four from 2 on, little-endian. The header is a Python dict,
//
//	{'descr': '<f4', 'fortran_order': False, 'shape': (200000, 28, 28), }
//
// and the array follows, its last index first: the order that NumPy calls C.
package numpy

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"glyphlab/engine/dataset"
)

// An Array is an array that has not been read.
type Array struct {
	Shape []int
	Type  Type
	// Open returns the array's bytes from the beginning. There may be more or
	// fewer than the shape needs; reading images and labels finds out.
	Open func() (io.Reader, error)
}

// A Type is the type of an array's numbers.
type Type struct {
	Kind byte // u unsigned, i signed, f floating point, b truth
	Size int  // bytes: 1, 2, 4 or 8
	Big  bool // whether the largest byte comes first
}

// ParseType reads a type as NumPy writes it: <f4, |u1, >i8, or f4, which is <f4.
func ParseType(descr string) (Type, error) {
	var t Type
	rest := strings.TrimLeft(descr, "<>|=")
	t.Big = strings.HasPrefix(descr, ">")
	if len(descr)-len(rest) > 1 || len(rest) != 2 || !strings.Contains("uifb", rest[:1]) || !strings.Contains("1248", rest[1:]) ||
		rest[0] == 'f' && rest[1] < '4' || rest[0] == 'b' && rest[1] != '1' {
		return t, fmt.Errorf("the numbers are of type %q; bytes (u1), integers (i4, i8 and the like) and floats (f4, f8) can be read", descr)
	}
	t.Kind, t.Size = rest[0], int(rest[1]-'0')
	return t, nil
}

// String returns the type as NumPy writes it.
func (t Type) String() string {
	order := "<"
	if t.Big {
		order = ">"
	}
	if t.Size == 1 {
		order = "|"
	}
	return fmt.Sprintf("%s%c%d", order, t.Kind, t.Size)
}

// maxNumbers bounds an array: as many as 2^30 images of 256×256 have.
const maxNumbers = 1 << 46

// Numbers returns how many numbers a shape has, or an error if it has too many.
func Numbers(shape []int) (int64, error) {
	n := int64(1)
	for _, length := range shape {
		if length < 0 || length > dataset.MaxImages || int64(length) > maxNumbers/n {
			return 0, fmt.Errorf("the array's shape %v cannot be", shape)
		}
		n = max(n*int64(length), 1)
	}
	for _, length := range shape {
		if length == 0 {
			return 0, nil
		}
	}
	return n, nil
}

// Bytes returns how many bytes the array needs.
func (a *Array) Bytes() (int64, error) {
	n, err := Numbers(a.Shape)
	return n * int64(a.Type.Size), err
}

// Images reads an array's images one after the other.
type Images struct {
	Count, Height, Width int

	kind     Type
	channels int // numbers of a pixel: 1, or 3 for red, green and blue
	r        *bufio.Reader
	read     int
	bytes    []byte
}

// Images returns a reader of the images. The array's shape is (count, height,
// width), or that with a last 1, or a last 3 for colours, or (count, n²).
func (a *Array) Images() (*Images, error) {
	if _, err := Numbers(a.Shape); err != nil {
		return nil, err
	}
	im := &Images{kind: a.Type, channels: 1}
	switch s := a.Shape; {
	case len(s) == 3, len(s) == 4 && s[3] == 1:
		im.Count, im.Height, im.Width = s[0], s[1], s[2]
	case len(s) == 4 && s[3] == 3:
		im.Count, im.Height, im.Width, im.channels = s[0], s[1], s[2], 3
	case len(s) == 2:
		side := int(math.Sqrt(float64(s[1])))
		if side*side != s[1] {
			return nil, fmt.Errorf("the images have %d numbers each, which make no square; the shape should be (count, height, width)", s[1])
		}
		im.Count, im.Height, im.Width = s[0], side, side
	default:
		return nil, fmt.Errorf("the array's shape is %v; that of images is (count, height, width), or (count, height, width, 3) in colour", s)
	}
	if im.Height < 1 || im.Height > dataset.MaxSide || im.Width < 1 || im.Width > dataset.MaxSide {
		return nil, fmt.Errorf("the images have %d×%d pixels; 1 to %d high and wide can be read", im.Height, im.Width, dataset.MaxSide)
	}
	if k := a.Type.Kind; k != 'f' && (k != 'u' || a.Type.Size != 1) {
		return nil, fmt.Errorf("the images are of type %v; bytes (u1) from 0 to 255 and floats (f4, f8) from −0.5 to 0.5 can be read", a.Type)
	}
	r, err := a.Open()
	if err != nil {
		return nil, err
	}
	im.r, im.bytes = bufio.NewReaderSize(r, 64<<10), make([]byte, im.Height*im.Width*im.channels*a.Type.Size)
	return im, nil
}

// Next reads the next image into pixels, Height×Width bytes. After the last it
// returns [io.EOF].
func (im *Images) Next(pixels []byte) error {
	if im.read == im.Count {
		return end(im.r)
	}
	if _, err := io.ReadFull(im.r, im.bytes); err != nil {
		return broken(err, "image", im.read, im.Count)
	}
	if im.kind.Kind == 'u' && im.channels == 1 {
		copy(pixels, im.bytes)
		im.read++
		return nil
	}
	for i := range pixels {
		var p float64
		for c := range im.channels {
			value, err := im.number(i*im.channels + c)
			if err != nil {
				return err
			}
			p += value * weights[im.channels][c]
		}
		pixels[i] = byte(math.Round(p))
	}
	im.read++
	return nil
}

// weights say what each number of a pixel adds to its brightness, as JPEG does;
// by how many they are.
var weights = [4][]float64{1: {1}, 3: {0.299, 0.587, 0.114}}

// number returns number i of the image that was read, as a brightness of 0 to
// 255.
func (im *Images) number(i int) (float64, error) {
	if im.kind.Kind == 'u' {
		return float64(im.bytes[i]), nil
	}
	x := im.kind.float(im.bytes[i*im.kind.Size:])
	p := math.Round(x*255 + 127.5)
	if !(p >= 0 && p <= 255) {
		return 0, fmt.Errorf("image %d has a pixel of %v; the assignment's floats, (p−127.5)/255, are −0.5 to 0.5: scale them so, or save bytes", im.read, x)
	}
	return p, nil
}

// Labels reads an array's labels one after the other.
type Labels struct {
	Count int

	kind  Type
	r     *bufio.Reader
	read  int
	bytes []byte
}

// Labels returns a reader of the labels. The array's shape is (count,) or
// (count, 1).
func (a *Array) Labels() (*Labels, error) {
	if _, err := Numbers(a.Shape); err != nil {
		return nil, err
	}
	if s := a.Shape; len(s) != 1 && (len(s) != 2 || s[1] != 1) {
		return nil, fmt.Errorf("the array's shape is %v; that of labels is (count,), one number for each image", s)
	}
	if k := a.Type.Kind; k != 'u' && k != 'i' {
		return nil, fmt.Errorf("the labels are of type %v; integers can be read", a.Type)
	}
	r, err := a.Open()
	if err != nil {
		return nil, err
	}
	return &Labels{Count: a.Shape[0], kind: a.Type, r: bufio.NewReader(r), bytes: make([]byte, a.Type.Size)}, nil
}

// Next returns the next label. After the last it returns [io.EOF].
func (l *Labels) Next() (int, error) {
	if l.read == l.Count {
		return 0, end(l.r)
	}
	if _, err := io.ReadFull(l.r, l.bytes); err != nil {
		return 0, broken(err, "label", l.read, l.Count)
	}
	n := l.kind.int(l.bytes)
	if n < 0 || n > math.MaxInt32 {
		return 0, fmt.Errorf("label %d is %d; labels are 0, 1, 2 and so on", l.read, n)
	}
	l.read++
	return int(n), nil
}

func (t Type) bits(b []byte) uint64 {
	var n uint64
	for i := range t.Size {
		at := i
		if !t.Big {
			at = t.Size - 1 - i
		}
		n = n<<8 | uint64(b[at])
	}
	return n
}

func (t Type) int(b []byte) int64 {
	n := t.bits(b)
	if t.Kind == 'i' {
		shift := 64 - 8*t.Size
		return int64(n<<shift) >> shift
	}
	if n > math.MaxInt64 {
		return -1
	}
	return int64(n)
}

func (t Type) float(b []byte) float64 {
	switch {
	case t.Size == 4 && !t.Big:
		return float64(math.Float32frombits(binary.LittleEndian.Uint32(b)))
	case t.Size == 4:
		return float64(math.Float32frombits(binary.BigEndian.Uint32(b)))
	default:
		return math.Float64frombits(t.bits(b))
	}
}

// Int returns a single number that has the array's type.
func (t Type) Int(b []byte) (int64, error) {
	if len(b) != t.Size || t.Kind == 'f' {
		return 0, fmt.Errorf("%d bytes are no integer of type %v", len(b), t)
	}
	return t.int(b), nil
}

func end(r *bufio.Reader) error {
	switch _, err := r.ReadByte(); err {
	case nil:
		return errors.New("the array goes on after the last number of its shape; the file is damaged")
	case io.EOF:
		return io.EOF
	default:
		return fmt.Errorf("reading the end of an array: %w", err)
	}
}

func broken(err error, what string, i, count int) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the array ends in the middle: its shape has %d %ss and there are only %d; download or save it again: %w",
			count, what, i, io.ErrUnexpectedEOF)
	}
	return fmt.Errorf("reading %s %d of an array: %w", what, i, err)
}
