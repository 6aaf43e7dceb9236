package importer

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"slices"

	"glyphlab/engine/dataset"
)

// A collection holds all images between reading and writing.
type collection struct {
	classes       *classes
	height, width int
	images        []picture
	chunks        [][]byte // the pixels of chunkImages images each
}

// chunkImages images have their pixels in one allocation, so that a
// collection grows without copying what it holds.
const chunkImages = 1024

type picture struct {
	digest [sha256.Size]byte // of the pixels
	class  byte              // its number in classes
	split  dataset.Split     // or bySHA256
	own    bool              // the split is the source's own, and so is the order
	out    bool              // left out as a copy
}

// bySHA256 stands for a split until split decides.
const bySHA256 = dataset.Split(255)

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

// add adds an image of the size that was set, and copies its pixels.
func (c *collection) add(pixels []byte, class byte, split dataset.Split) {
	i := len(c.images)
	if i%chunkImages == 0 {
		c.chunks = append(c.chunks, make([]byte, 0, chunkImages*c.height*c.width))
	}
	last := &c.chunks[len(c.chunks)-1]
	*last = append(*last, pixels...)
	c.images = append(c.images, picture{digest: sha256.Sum256(pixels), class: class, split: split, own: split != bySHA256})
}

func (c *collection) pixels(i int) []byte {
	size := c.height * c.width
	at := i % chunkImages * size
	return c.chunks[i/chunkImages][at : at+size]
}

// split decides what the images without a split of their own are for. It
// returns how many training images it made validation images because there
// were none.
func (c *collection) split(o Options) (moved int) {
	validation := false
	for i := range c.images {
		p := &c.images[i]
		if !p.own {
			p.split = splitOf(p.digest, o.Validation, o.Test)
		}
		validation = validation || p.split == dataset.Validation
	}
	if validation {
		return 0
	}
	for i := range c.images {
		p := &c.images[i]
		if p.split == dataset.Training && splitOf(p.digest, o.Validation, o.Test) == dataset.Validation {
			p.split = dataset.Validation
			moved++
		}
	}
	return moved
}

// splitOf decides by bytes 4 to 7 of a digest. Their last two decimal digits,
// the last one first, are a number below 100: those below test are for the
// test, the next ones for validation. With 10 and 10 that is: a number that
// ends in 0 is for the test, one that ends in 1 for validation.
func splitOf(digest [sha256.Size]byte, validation, test int) dataset.Split {
	n := int(binary.BigEndian.Uint32(digest[4:]) % 100)
	switch n = n%10*10 + n/10; {
	case n < test:
		return dataset.Test
	case n < test+validation:
		return dataset.Validation
	}
	return dataset.Training
}

// findCopies counts the images whose pixels another one has too, and takes
// them out if asked.
func (c *collection) findCopies(takeOut bool) Copies {
	copies := Copies{LeftOut: takeOut}
	original := make(map[[sha256.Size]byte]int, len(c.images))
	// The test set is the last from which something should be taken.
	for _, split := range []dataset.Split{dataset.Test, dataset.Validation, dataset.Training} {
		for i := range c.images {
			p := &c.images[i]
			if p.split != split {
				continue
			}
			first, known := original[p.digest]
			if !known {
				original[p.digest] = i
				continue
			}
			p.out = takeOut
			if c.images[first].split == split {
				copies.Within++
			} else {
				copies.Across++
			}
			if c.images[first].class != p.class {
				copies.Relabels++
			}
		}
	}
	return copies
}

// counts returns how many images of each split will be written.
func (c *collection) counts() (counts [3]int) {
	for _, p := range c.images {
		if !p.out {
			counts[p.split]++
		}
	}
	return counts
}

// write writes the images: those whose source has an order in that order, the
// others behind them in an order that the seed decides.
func (c *collection) write(ctx context.Context, w io.Writer, info dataset.Info, seed uint64, report *Report) error {
	out, err := dataset.NewWriter(w, info)
	if err != nil {
		return err
	}
	for _, split := range dataset.FileOrder {
		for _, i := range c.order(split, seed) {
			if err := ctx.Err(); err != nil {
				return err
			}
			label := c.classes.label(c.images[i].class)
			if err := out.Add(split, label, c.pixels(i)); err != nil {
				return err
			}
			report.PerClass[label][split]++
		}
	}
	return out.Close()
}

// order returns the images of a split as they are written.
func (c *collection) order(split dataset.Split, seed uint64) []int {
	type place struct {
		key uint64
		i   int
	}
	var order []int
	var mixed []place
	for i, p := range c.images {
		switch {
		case p.split != split || p.out:
		case p.own:
			order = append(order, i)
		default:
			mixed = append(mixed, place{key(p.digest, seed), i})
		}
	}
	slices.SortStableFunc(mixed, func(a, b place) int { return cmp.Compare(a.key, b.key) })
	for _, p := range mixed {
		order = append(order, p.i)
	}
	return order
}

// key returns the beginning of an image's SHA-256 for seed 0, and otherwise
// of the SHA-256 of the seed and that SHA-256.
func key(digest [sha256.Size]byte, seed uint64) uint64 {
	if seed != 0 {
		digest = sha256.Sum256(append(binary.LittleEndian.AppendUint64(nil, seed), digest[:]...))
	}
	return binary.BigEndian.Uint64(digest[:])
}
