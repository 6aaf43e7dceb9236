// Package dataset holds labelled images and reads and writes them as .glyphs
// files, Glyphlab's compact format.
//
// # The format
//
// A .glyphs file is a header, blocks of images, and a checksum of the whole.
// Numbers are little-endian and unsigned; text is UTF-8.
//
// The header:
//
//	offset  bytes  what
//	0       8      89 67 6c 79 70 68 73 0a (0x89, "glyphs", line feed)
//	8       2      version of the format: 1 or 2
//	10      2      n, the bytes of the fields that follow
//	12      n      the fields
//	12+n    4      CRC-32C of the 12+n bytes before
//
// These five stay where they are in every version, so that a reader can tell
// a newer file from a damaged one. The fields of versions 1 and 2:
//
//	bytes  what
//	1      bits a pixel: 4 or 8
//	2      height of an image in pixels, 1 to 256
//	2      width of an image in pixels, 1 to 256
//	4      number of training images, at most 2^30
//	4      number of validation images, at most 2^30
//	4      number of test images, at most 2^30
//	2+a    name: its length a in bytes, then the text, of a-z, 0-9 and -
//	2+b    title, likewise
//	2+c    origin, likewise
//	1      number of classes k, 2 to 62
//	k×     a class's name: one byte of length, then the text
//
// The images follow at once: first the validation images, then the training
// images, then the test images, so that training can begin with the first
// training block and has the whole validation set by then. Each of the three
// is cut into blocks of 1024 images; its last block has what remains. The
// header therefore says where every block stands and how long it is:
//
//	bytes   what
//	m       labels of the block's m images, each below the number of classes
//	m×size  pixels, image after image, each row by row from the top left
//	4       CRC-32C of the bytes of this block before it
//
// With 8 bits a pixel the size of an image is height×width bytes. With 4 bits
// it is half of that, rounded up: the first of two pixels is in a byte's upper
// half, and if the number of pixels is odd the last byte's lower half is 0. A
// value v of 4 bits stands for the brightness 17v of 255; 0 is black.
//
// Version 2 differs from version 1 in the order of an image's pixels: they
// come in strips of four rows (the last strip has what remains), in each strip
// column by column from the left, in each column from the top. Glyphs are made
// of upright strokes, and with 4 bits two such columns are a few bytes that
// repeat: brotli makes them smaller by an eighth. With 8 bits they do not
// repeat, and version 1 is smaller.
//
// The last 32 bytes are the SHA-256 of everything before them, and nothing
// follows.
//
// The layout is made to be compressed as a whole: with brotli at its highest
// level, glyphs of 28×28 pixels take some 110 bytes an image with 4 bits a
// pixel, 260 with 8.
package dataset

import "strconv"

// Magic is what every .glyphs file begins with.
const Magic = "\x89glyphs\n"

// The parts of a file that every version shares, and version 1's numbers.
const (
	byRows   = 1 // version: an image's pixels come row by row
	inStrips = 2 // version: they come in strips

	prefixBytes = 12 // Magic, version, length of the fields
	crcBytes    = 4
	sumBytes    = 32

	blockShift  = 10
	blockImages = 1 << blockShift // images in every block of a split but its last
)

// Split says what images are used for.
type Split uint8

// The three splits of a data set.
const (
	Training   Split = iota // to learn from
	Validation              // to choose settings by
	Test                    // to look at once, at the end
)

// FileOrder is the order in which a file holds the splits.
var FileOrder = [3]Split{Validation, Training, Test}

// String returns training, validation or test.
func (s Split) String() string {
	switch s {
	case Training:
		return "training"
	case Validation:
		return "validation"
	case Test:
		return "test"
	}
	return "split " + strconv.Itoa(int(s))
}

// Set is a data set, whole or as far as it has been read.
type Set struct {
	Info   Info
	Splits [3]*Images // by Split; never nil
	// Window is how many training images that follow each other are shuffled
	// together, 0 for all of them: a set that comes in shards is shuffled shard
	// by shard, so that training can begin with the first.
	Window int
}

// NewSet returns a set without images, to be filled by [Set.Append].
func NewSet(info Info) *Set {
	s := &Set{Info: info}
	for i := range s.Splits {
		s.Splits[i] = &Images{pixels: info.Height * info.Width, size: info.ImageBytes(), bits: info.Bits}
	}
	return s
}
