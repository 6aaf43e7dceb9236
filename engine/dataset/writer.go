package dataset

import (
	"errors"
	"io"
	"strconv"

	"glyphlab/engine/crc32c"
	"glyphlab/engine/endian"
	"glyphlab/engine/sha256"
)

// A Writer writes a .glyphs file image by image. It holds one block of images
// in memory.
type Writer struct {
	w      io.Writer
	sum    *sha256.Hash
	info   Info
	added  [3]int
	strips *strips // nil for version 1
	labels []byte  // of the block that is being filled
	pixels []byte  // of it, packed
	err    error   // of writing; what every further call returns
}

// NewWriter checks info and writes the header. Info.Counts says how many
// images of each split will be added. The file has version 1.
func NewWriter(w io.Writer, info Info) (*Writer, error) { return newWriter(w, info, byRows) }

// NewCompressibleWriter is [NewWriter] for a file that brotli is to make as
// small as it can: of version 2 with 4 bits a pixel, of version 1 with 8.
func NewCompressibleWriter(w io.Writer, info Info) (*Writer, error) {
	if info.Bits == 4 {
		return newWriter(w, info, inStrips)
	}
	return newWriter(w, info, byRows)
}

func newWriter(w io.Writer, info Info, version byte) (*Writer, error) {
	if err := info.Check(); err != nil {
		return nil, err
	}
	e := &Writer{w: w, sum: sha256.New(), info: info}
	if version == inStrips {
		e.strips = newStrips(info)
	}
	e.write(header(info, version))
	return e, e.err
}

// Add writes one image: label is an index into Info.Classes, pixels are
// Height×Width bytes, row by row, 0 black to 255 white. With 4 bits a pixel
// each is rounded to the nearest multiple of 17. Images come split by split in
// [FileOrder]; an image that does not fit is an error and changes nothing.
func (e *Writer) Add(split Split, label int, pixels []byte) error {
	if e.err != nil {
		return e.err
	}
	if err := e.check(split, label, pixels); err != nil {
		return err
	}
	e.labels = append(e.labels, byte(label))
	if e.strips != nil {
		pixels = e.strips.cut(pixels)
	}
	if e.info.Bits == 8 {
		e.pixels = append(e.pixels, pixels...)
	} else {
		n := len(e.pixels)
		e.pixels = append(e.pixels, make([]byte, e.info.ImageBytes())...)
		pack(e.pixels[n:], pixels)
	}
	e.added[split]++
	if len(e.labels) == blockImages || e.added[split] == e.info.Counts[split] {
		e.flush()
	}
	return e.err
}

func (e *Writer) check(split Split, label int, pixels []byte) error {
	if split > Test {
		return errors.New("there is no " + split.String() + "; images are for training, validation or test")
	}
	for _, s := range FileOrder {
		if s == split {
			break
		}
		if e.added[s] < e.info.Counts[s] {
			return errors.New("a " + split.String() + " image came before the last of the " + s.String() + " images (" +
				strconv.Itoa(e.added[s]) + " of " + strconv.Itoa(e.info.Counts[s]) + "); a file has validation, training, test in this order")
		}
	}
	switch {
	case e.added[split] == e.info.Counts[split]:
		return errors.New("more " + split.String() + " images came than the " + strconv.Itoa(e.info.Counts[split]) + " announced")
	case label < 0 || label >= len(e.info.Classes):
		return errors.New("a label is 0 to " + strconv.Itoa(len(e.info.Classes)-1) + ", not " + strconv.Itoa(label))
	case len(pixels) != e.info.Height*e.info.Width:
		return errors.New("an image has " + strconv.Itoa(e.info.Height*e.info.Width) + " pixels, not " + strconv.Itoa(len(pixels)))
	}
	return nil
}

// Close writes the checksum that ends the file; it does not close the
// underlying writer. It is an error, and the file is not whole, if fewer
// images were added than Info.Counts says.
func (e *Writer) Close() error {
	if e.err != nil {
		return e.err
	}
	for _, split := range FileOrder {
		if e.added[split] != e.info.Counts[split] {
			return errors.New("the data set ended after " + strconv.Itoa(e.added[split]) + " of " +
				strconv.Itoa(e.info.Counts[split]) + " " + split.String() + " images")
		}
	}
	sum := e.sum.Sum()
	e.write(sum[:])
	if e.err != nil {
		return e.err
	}
	e.err = errors.New("the data set's file has been closed")
	return nil
}

// flush writes the block that has been filled.
func (e *Writer) flush() {
	crc := crc32c.Update(crc32c.Update(0, e.labels), e.pixels)
	e.write(e.labels)
	e.write(e.pixels)
	e.write(endian.AppendUint32(nil, crc))
	e.labels, e.pixels = e.labels[:0], e.pixels[:0]
}

func (e *Writer) write(b []byte) {
	if e.err != nil {
		return
	}
	e.sum.Write(b)
	_, e.err = e.w.Write(b)
}
