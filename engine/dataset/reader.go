package dataset

import (
	"bytes"
	"io"
	"strconv"

	"glyphlab/engine/crc32c"
	"glyphlab/engine/endian"
	"glyphlab/engine/sha256"
)

// A Reader reads a .glyphs file block by block, so that its images can be
// used while the rest is still on its way. Its memory grows with what arrives,
// never by what the header announces.
type Reader struct {
	r      io.Reader
	offset int64        // bytes read
	sum    *sha256.Hash // of all of them
	set    *Set
	strips *strips // nil for version 1
	err    error   // what every further Next returns
}

// NewReader reads and checks the header. It returns an [*UnsupportedError] if
// the file is none of this format or of a later version, a [*FormatError] if
// it is damaged, and an error of r's as it is.
func NewReader(r io.Reader) (*Reader, error) {
	d := &Reader{r: r, sum: sha256.New()}
	info, err := d.header()
	if err != nil {
		return nil, err
	}
	d.set = NewSet(info)
	return d, nil
}

// Read reads a whole file and checks all its checksums. Its errors are those
// of [NewReader] and [Reader.Next].
func Read(r io.Reader) (*Set, error) {
	d, err := NewReader(r)
	if err != nil {
		return nil, err
	}
	for err == nil {
		err = d.Next()
	}
	if err != io.EOF {
		return nil, err
	}
	return d.set, nil
}

// Set returns the data set with the images read so far. It is the same Set at
// every call and grows with every Next.
func (d *Reader) Set() *Set { return d.set }

// SHA256 returns the checksum of the file as far as it has been read: of the
// whole file once Next has returned [io.EOF].
func (d *Reader) SHA256() [sha256.Size]byte { return d.sum.Sum() }

// Next reads one block and adds its images to the set. It returns [io.EOF]
// when all images are there and the file's checksum is right, and a
// [*FormatError] if the file is damaged; the images of blocks read before
// stay. An error of the underlying reader is returned as it is.
func (d *Reader) Next() error {
	if d.err == nil {
		d.err = d.next()
	}
	return d.err
}

func (d *Reader) next() error {
	for _, split := range FileOrder {
		im := d.set.Splits[split]
		if left := d.set.Info.Counts[split] - im.count; left > 0 {
			return d.block(im, split, min(left, blockImages))
		}
	}
	if err := d.end(); err != nil {
		return err
	}
	return io.EOF
}

func (d *Reader) header() (Info, error) {
	start := make([]byte, prefixBytes)
	n, err := io.ReadFull(d.r, start)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return Info{}, err
	}
	if m := min(n, len(Magic)); m > 0 && string(start[:m]) != Magic[:m] {
		return Info{}, foreign(start[:n])
	}
	if n < prefixBytes {
		return Info{}, d.truncated(int64(n), "header")
	}
	d.count(start)
	fields, err := d.read(int(endian.Uint16(start[10:])), "header")
	if err != nil {
		return Info{}, err
	}
	crc := crc32c.Update(crc32c.Update(0, start), fields)
	if err := d.checkCRC(crc, "header"); err != nil {
		return Info{}, err
	}
	version := endian.Uint16(start[8:])
	if version != byRows && version != inStrips {
		return Info{}, &UnsupportedError{
			"this .glyphs file has version " + strconv.Itoa(int(version)) + " of the format, and this program reads versions 1 and 2",
			"update Glyphlab, or import the images again with this one"}
	}
	info, err := parseFields(fields)
	if err != nil {
		return Info{}, &FormatError{Offset: prefixBytes, Problem: "the header is wrong: " + err.Error()}
	}
	if version == inStrips {
		d.strips = newStrips(info)
	}
	return info, nil
}

// block reads m images into im.
func (d *Reader) block(im *Images, split Split, m int) error {
	at := d.offset
	what := "block of " + split.String() + " images " + strconv.Itoa(im.count) + " to " + strconv.Itoa(im.count+m-1)
	body, err := d.read(m*(1+im.size), what)
	if err != nil {
		return err
	}
	if err := d.checkCRC(crc32c.Update(0, body), what); err != nil {
		return err
	}
	b := block{labels: body[:m:m], pixels: body[m:]}
	for i, label := range b.labels {
		if int(label) >= len(d.set.Info.Classes) {
			return &FormatError{Offset: at + int64(i), Problem: split.String() + " image " + strconv.Itoa(im.count+i) +
				" has label " + strconv.Itoa(int(label)) + ", but there are only " + strconv.Itoa(len(d.set.Info.Classes)) + " classes"}
		}
	}
	if d.strips != nil {
		d.strips.joinAll(b.pixels)
	}
	im.blocks = append(im.blocks, b)
	im.count += m
	return nil
}

// end checks the file's checksum and that nothing follows it.
func (d *Reader) end() error {
	at := d.offset
	want := d.sum.Sum()
	got, err := d.read(sumBytes, "checksum of the whole")
	if err != nil {
		return err
	}
	if !bytes.Equal(got, want[:]) {
		return &FormatError{Offset: at, Problem: "the checksum of the whole file is wrong"}
	}
	switch _, err := io.ReadFull(d.r, make([]byte, 1)); err {
	case io.EOF:
		return nil
	case nil:
		return &FormatError{Offset: d.offset, Problem: "something follows the end"}
	default:
		return err
	}
}

// readStep is how much is allocated before any of it has arrived.
const readStep = 1 << 20

// read reads n bytes of the file's part what. The slice has no slack.
func (d *Reader) read(n int, what string) ([]byte, error) {
	var b []byte
	for have := 0; have < n; have = len(b) {
		more := make([]byte, min(n, max(2*have, readStep)))
		copy(more, b)
		b = more
		m, err := io.ReadFull(d.r, b[have:])
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return nil, d.truncated(d.offset+int64(have+m), what)
		}
		if err != nil {
			return nil, err
		}
	}
	d.count(b)
	return b, nil
}

func (d *Reader) checkCRC(want uint32, what string) error {
	at := d.offset
	b, err := d.read(crcBytes, what)
	if err != nil {
		return err
	}
	if got := endian.Uint32(b); got != want {
		return &FormatError{Offset: at, Problem: "the checksum of the " + what + " is wrong (" +
			strconv.FormatUint(uint64(got), 16) + " is written, the bytes give " + strconv.FormatUint(uint64(want), 16) + ")"}
	}
	return nil
}

// count takes bytes into the offset and the checksum of the whole.
func (d *Reader) count(b []byte) {
	d.offset += int64(len(b))
	d.sum.Write(b)
}

func (d *Reader) truncated(at int64, what string) error {
	return &FormatError{Offset: at, Problem: "it ends in the middle of the " + what, Err: io.ErrUnexpectedEOF}
}
