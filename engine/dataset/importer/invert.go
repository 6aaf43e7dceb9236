package importer

import (
	"context"
	"crypto/sha256"

	"glyphlab/engine/dataset/twins"
)

// isDark reports whether the ink of the images that were brought to a size is
// dark: what was said of it, or else whether more than half of the pixels along
// their edges are brighter than the middle.
func (c *collection) isDark(ink Ink) bool {
	dark, bright := 0, 0
	for v, n := range c.edges {
		if v < 128 {
			dark += n
		} else {
			bright += n
		}
	}
	switch ink {
	case Bright:
		return false
	case Dark:
		return dark+bright > 0
	}
	return bright > dark
}

// invert inverts the images that were brought to a size.
func (c *collection) invert(ctx context.Context) error {
	printer := twins.NewPrinter(c.height, c.width)
	pixels := make([]byte, c.height*c.width)
	for i := range c.count {
		p := c.picture(i)
		if !p.fitted {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := c.pixels(pixels, i); err != nil {
			return err
		}
		for j := range pixels {
			pixels[j] = 255 - pixels[j]
		}
		if err := c.replace(pixels, i); err != nil {
			return err
		}
		p.digest, *c.print(i) = sha256.Sum256(pixels), printer.Print(pixels)
	}
	return nil
}
