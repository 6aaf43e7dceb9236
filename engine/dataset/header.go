package dataset

import (
	"errors"

	"glyphlab/engine/crc32c"
	"glyphlab/engine/endian"
)

// header returns a file's header. The info has been checked.
func header(f Info, version byte) []byte {
	fields := f.fields()
	b := append([]byte(Magic), version, 0)
	b = endian.AppendUint16(b, uint16(len(fields)))
	b = append(b, fields...)
	return endian.AppendUint32(b, crc32c.Update(0, b))
}

// fields returns the header's fields.
func (f Info) fields() []byte {
	b := []byte{byte(f.Bits)}
	b = endian.AppendUint16(b, uint16(f.Height))
	b = endian.AppendUint16(b, uint16(f.Width))
	for _, count := range f.Counts {
		b = endian.AppendUint32(b, uint32(count))
	}
	for _, text := range []string{f.Name, f.Title, f.Origin} {
		b = endian.AppendUint16(b, uint16(len(text)))
		b = append(b, text...)
	}
	b = append(b, byte(len(f.Classes)))
	for _, class := range f.Classes {
		b = append(b, byte(len(class)))
		b = append(b, class...)
	}
	return b
}

// parseFields undoes fields. What it returns has been checked.
func parseFields(b []byte) (Info, error) {
	var f Info
	c := cursor{rest: b}
	f.Bits = c.number(1)
	f.Height = c.number(2)
	f.Width = c.number(2)
	for i := range f.Counts {
		f.Counts[i] = c.number(4)
	}
	f.Name = c.text(2)
	f.Title = c.text(2)
	f.Origin = c.text(2)
	for range c.number(1) {
		f.Classes = append(f.Classes, c.text(1))
	}
	switch {
	case c.short:
		return Info{}, errors.New("its fields end too soon")
	case len(c.rest) > 0:
		return Info{}, errors.New("it has more fields than this version has")
	}
	return f, f.Check()
}

// A cursor takes numbers and text off the front of rest. Once something is
// missing it gives zeros.
type cursor struct {
	rest  []byte
	short bool
}

func (c *cursor) take(n int) []byte {
	if c.short || n > len(c.rest) {
		c.short = true
		return nil
	}
	b := c.rest[:n]
	c.rest = c.rest[n:]
	return b
}

// number takes a number of so many bytes.
func (c *cursor) number(size int) int {
	var n uint64
	for i, b := range c.take(size) {
		n |= uint64(b) << (8 * i)
	}
	return int(n)
}

// text takes a length of so many bytes and the text behind it.
func (c *cursor) text(size int) string { return string(c.take(c.number(size))) }
