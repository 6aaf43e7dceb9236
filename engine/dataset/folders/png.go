package folders

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"io"
	"sync"

	"glyphlab/engine/dataset/picture"
)

// decode returns the pixels of a picture: quickly if it is as notMNIST's are,
// else as package picture does, which alone says what is wrong with one.
func decode(data []byte, side int) (pixels []byte, fitted bool, err error) {
	if side == Side {
		if pixels := decodePlain(data); pixels != nil {
			return pixels, false, nil
		}
	}
	return picture.Decode(data, side)
}

// plainHead is how a PNG of Side×Side pixels with 8 bits of grey begins when
// it is not interlaced: the signature, and IHDR with its checksum.
var plainHead = func() []byte {
	b := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR")
	b = binary.BigEndian.AppendUint32(b, Side)
	b = binary.BigEndian.AppendUint32(b, Side)
	b = append(b, 8, 0, 0, 0, 0)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[12:]))
}()

// An inflater is what decoding a plain PNG needs again and again: image/png
// makes 40 KB of tables anew for each.
type inflater struct {
	in   bytes.Reader
	zlib io.ReadCloser
	rows [Side * (1 + Side)]byte // each row behind the byte that names its filter
}

var inflaters = sync.Pool{New: func() any { return new(inflater) }}

// decodePlain returns nil if there is anything about the PNG that it does not
// know or that is wrong. All checksums are looked at.
func decodePlain(data []byte) []byte {
	if !bytes.HasPrefix(data, plainHead) {
		return nil
	}
	var packed []byte
	for rest := data[len(plainHead):]; ; {
		if len(rest) < 12 {
			return nil
		}
		n := binary.BigEndian.Uint32(rest)
		if uint64(n)+12 > uint64(len(rest)) {
			return nil
		}
		chunk, sum := rest[4:8+n], rest[8+n:]
		if binary.BigEndian.Uint32(sum) != crc32.ChecksumIEEE(chunk) {
			return nil
		}
		rest = sum[4:]
		switch string(chunk[:4]) {
		case "IDAT":
			if packed != nil {
				return nil // in several parts
			}
			packed = chunk[4:]
		case "IEND":
			z := inflaters.Get().(*inflater)
			defer inflaters.Put(z)
			return z.pixels(packed)
		case "gAMA", "pHYs", "tEXt", "tIME", "bKGD", "sBIT", "cHRM", "sRGB":
		default:
			return nil
		}
	}
}

func (z *inflater) pixels(packed []byte) []byte {
	z.in.Reset(packed)
	var err error
	if z.zlib == nil {
		z.zlib, err = zlib.NewReader(&z.in)
	} else {
		err = z.zlib.(zlib.Resetter).Reset(&z.in, nil)
	}
	if err != nil {
		return nil
	}
	if _, err := io.ReadFull(z.zlib, z.rows[:]); err != nil {
		return nil
	}
	if n, err := z.zlib.Read(make([]byte, 1)); n > 0 || err != io.EOF {
		return nil // too many pixels, or the checksum, which comes with the end
	}
	return unfilter(&z.rows)
}

// unfilter undoes the filters of PNG's rows (RFC 2083, section 6), which are
// sums with the pixels to the left, a, above, b, and left above, c.
func unfilter(rows *[Side * (1 + Side)]byte) []byte {
	pixels := make([]byte, Side*Side)
	var above, zeros [1 + Side]byte // behind a zero to the left of the first
	for y := range Side {
		filter, row := rows[y*(1+Side)], rows[y*(1+Side)+1:][:Side]
		out := pixels[y*Side:][:Side]
		var a byte
		switch filter {
		case 0:
			copy(out, row)
		case 1:
			for x, v := range row {
				a += v
				out[x] = a
			}
		case 2:
			for x, v := range row {
				out[x] = v + above[1+x]
			}
		case 3:
			for x, v := range row {
				a = v + byte((int(a)+int(above[1+x]))/2)
				out[x] = a
			}
		case 4:
			for x, v := range row {
				a = v + paeth(a, above[1+x], above[x])
				out[x] = a
			}
		default:
			return nil
		}
		above = zeros
		copy(above[1:], out)
	}
	return pixels
}

// paeth returns which of a, b and c is nearest to a+b−c.
func paeth(a, b, c byte) byte {
	pa, pb := int(b)-int(c), int(a)-int(c)
	pc := pa + pb
	pa, pb, pc = max(pa, -pa), max(pb, -pb), max(pc, -pc)
	switch {
	case pa <= pb && pa <= pc:
		return a
	case pb <= pc:
		return b
	}
	return c
}
