package dataset

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

// unpack undoes pack: 17v is v in both halves of a byte.
func unpack(dst, src []byte) {
	for len(dst) >= 2 && len(src) >= 1 {
		b := src[0]
		dst[0] = b&0xf0 | b>>4
		dst[1] = b<<4 | b&0x0f
		dst, src = dst[2:], src[1:]
	}
	if len(dst) == 1 {
		dst[0] = src[0]&0xf0 | src[0]>>4
	}
}
