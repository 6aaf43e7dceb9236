package importer

import (
	"crypto/sha256"
	"fmt"
	"io"

	"glyphlab/engine/dataset"
	"glyphlab/engine/dataset/picture"
	"glyphlab/engine/dataset/twins"
)

// A Scratch holds the pixels of all images between reading and writing, such
// as a temporary file.
type Scratch interface {
	io.ReaderAt
	io.WriterAt
}

// A collection holds all images between reading and writing: about 110 bytes
// of each in memory, and the pixels in the scratch if there is one.
type collection struct {
	classes       *classes
	scratch       Scratch // or nil
	height, width int
	count         int
	chunks        []*chunk
	border        []byte   // of the last image
	edges         [256]int // by brightness: border pixels of the images that were brought to a size
}

// chunkImages images are allocated together, so that a collection grows
// without copying what it holds.
const chunkImages = 1024

type chunk struct {
	pictures [chunkImages]item
	prints   *[chunkImages]twins.Print
	pixels   []byte // nil once they are in the scratch
}

// An item is what is remembered of an image.
type item struct {
	digest [sha256.Size]byte // of the pixels
	class  byte              // its number in classes
	split  dataset.Split     // or one of those below
	own    bool              // the split is the source's own, and so is the order
	fitted bool              // it was brought to a size, and may be inverted
	out    bool              // left out
}

// What stands for a split until the plan is made.
const (
	undecided dataset.Split = 255 - iota
	inLarge                 // of notMNIST_large: training and validation
	inSmall                 // of notMNIST_small: the test
)

func (c *collection) picture(i int) *item {
	return &c.chunks[i/chunkImages].pictures[i%chunkImages]
}
func (c *collection) print(i int) *twins.Print {
	return &c.chunks[i/chunkImages].prints[i%chunkImages]
}

// size takes note of the size of images to come, which all have in common.
func (c *collection) size(height, width int) error {
	if c.height == 0 {
		c.height, c.width = height, width
	}
	if c.height != height || c.width != width {
		return fmt.Errorf("its images have %d×%d pixels and those before %d×%d; a data set has images of one size",
			height, width, c.height, c.width)
	}
	return nil
}

// add adds an image of the size that was set.
func (c *collection) add(s *sheet, class byte) error {
	at := c.count % chunkImages
	if at == 0 {
		if err := c.moveToScratch(); err != nil {
			return err
		}
		c.chunks = append(c.chunks, &chunk{prints: new([chunkImages]twins.Print), pixels: make([]byte, 0, chunkImages*c.height*c.width)})
	}
	last := c.chunks[len(c.chunks)-1]
	last.pixels = append(last.pixels, s.pixels...)
	last.pictures[at] = item{digest: s.digest, class: class, split: s.split, own: s.split <= dataset.Test, fitted: s.side > 0}
	if s.side > 0 {
		c.border = picture.Border(c.border[:0], s.pixels, c.height, c.width)
		for _, v := range c.border {
			c.edges[v]++
		}
	}
	last.prints[at] = s.print
	c.count++
	return nil
}

// moveToScratch moves the last chunk's pixels there.
func (c *collection) moveToScratch() error {
	if c.scratch == nil || len(c.chunks) == 0 {
		return nil
	}
	last := c.chunks[len(c.chunks)-1]
	at := int64(len(c.chunks)-1) * chunkImages * int64(c.height*c.width)
	if _, err := c.scratch.WriteAt(last.pixels, at); err != nil {
		return fmt.Errorf("the images cannot be kept until they are written: %w", err)
	}
	last.pixels = nil
	return nil
}

// replace gives an image other pixels.
func (c *collection) replace(pixels []byte, i int) error {
	if kept := c.chunks[i/chunkImages].pixels; kept != nil {
		copy(kept[i%chunkImages*len(pixels):], pixels)
		return nil
	}
	if _, err := c.scratch.WriteAt(pixels, int64(i)*int64(len(pixels))); err != nil {
		return fmt.Errorf("the images cannot be kept until they are written: %w", err)
	}
	return nil
}

// pixels reads an image into dst, which has its size. Several goroutines may.
func (c *collection) pixels(dst []byte, i int) error {
	if pixels := c.chunks[i/chunkImages].pixels; pixels != nil {
		copy(dst, pixels[i%chunkImages*len(dst):])
		return nil
	}
	if _, err := c.scratch.ReadAt(dst, int64(i)*int64(len(dst))); err != nil {
		return fmt.Errorf("an image cannot be read again: %w", err)
	}
	return nil
}
