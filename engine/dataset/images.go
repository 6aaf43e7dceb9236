package dataset

import "glyphlab/engine/endian"

// Images are the images of one split, packed as the file has them. They may
// be read by several goroutines at a time, but not while [Reader.Next] adds
// to them.
type Images struct {
	blocks []block // every one but the last has blockImages images
	count  int
	pixels int // in an image
	size   int // bytes of an image
	bits   int
}

// A block is what stands between two checksums. Its slices have no slack.
type block struct{ labels, pixels []byte }

// Len returns how many images have arrived so far.
func (im *Images) Len() int { return im.count }

// Label returns the class of image i, 0 ≤ i < Len.
func (im *Images) Label(i int) int {
	return int(im.blocks[i>>blockShift].labels[i&(blockImages-1)])
}

// Pixels writes image i, 0 ≤ i < Len, to dst: Height×Width bytes, row by row,
// 0 black to 255 white. It allocates nothing, and panics if dst is shorter.
func (im *Images) Pixels(dst []byte, i int) {
	at := (i & (blockImages - 1)) * im.size
	src := im.blocks[i>>blockShift].pixels[at : at+im.size]
	dst = dst[:im.pixels]
	if im.bits == 8 {
		copy(dst, src)
		return
	}
	unpack(dst, src)
}

// pack writes pixels of 8 bits as values of 4 bits: the nearest v with 17v
// near p, two to a byte, the first in the upper half.
func pack(dst, pixels []byte) {
	for len(pixels) >= 2 {
		dst[0] = nearest(pixels[0])<<4 | nearest(pixels[1])
		dst, pixels = dst[1:], pixels[2:]
	}
	if len(pixels) == 1 {
		dst[0] = nearest(pixels[0]) << 4
	}
}

// nearest returns p/17 rounded; no p lies half-way between two values, as 17
// is odd.
func nearest(p byte) byte { return byte((int(p) + 8) / 17) }

// unpack undoes pack: dst becomes 17v for each value v.
func unpack(dst, src []byte) {
	// Eight pixels at a time: four bytes are spread to one in every two, each
	// is parted into its halves, and each half v becomes 17v = v<<4 | v.
	for len(dst) >= 8 && len(src) >= 4 {
		x := uint64(endian.Uint32(src))
		x = (x | x<<16) & 0x0000ffff_0000ffff
		x = (x | x<<8) & 0x00ff00ff_00ff00ff
		x = (x>>4 | x<<8) & 0x0f0f0f0f_0f0f0f0f
		endian.PutUint64(dst, x|x<<4)
		dst, src = dst[8:], src[4:]
	}
	for i := range dst {
		v := src[i/2] >> 4
		if i%2 == 1 {
			v = src[i/2] & 0x0f
		}
		dst[i] = v<<4 | v
	}
}
