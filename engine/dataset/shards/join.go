package shards

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"glyphlab/engine/dataset"
)

// Join writes all images as one .glyphs file. Open opens a shard and returns
// the .glyphs file that is in it, no longer compressed. One shard is held in
// memory at a time; each is checked against the manifest.
func Join(w io.Writer, m Manifest, open func(file string) (io.ReadCloser, error)) error {
	out, err := dataset.NewWriter(w, m.Info())
	if err != nil {
		return err
	}
	for _, s := range m.Shards {
		set, err := s.read(open)
		if err != nil {
			return fmt.Errorf("%s: %w", s.File, err)
		}
		if err := s.copy(out, m.Info(), set); err != nil {
			return fmt.Errorf("%s: %w", s.File, err)
		}
	}
	return out.Close()
}

func (s Shard) read(open func(file string) (io.ReadCloser, error)) (*dataset.Set, error) {
	f, err := open(s.File)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	glyphs, err := io.ReadAll(io.LimitReader(f, s.Bytes+1))
	if err != nil {
		return nil, fmt.Errorf("it is damaged; import the images again: %w", err)
	}
	if sum := sha256.Sum256(glyphs); hex.EncodeToString(sum[:]) != s.SHA256 {
		return nil, fmt.Errorf("its content is not the one that the manifest names; import the images again")
	}
	return dataset.Read(bytes.NewReader(glyphs))
}

func (s Shard) copy(out *dataset.Writer, whole dataset.Info, set *dataset.Set) error {
	pixels := make([]byte, whole.Height*whole.Width)
	if set.Info.Height != whole.Height || set.Info.Width != whole.Width || set.Info.Images() != s.Images {
		return fmt.Errorf("it has %d images of %d×%d pixels, where the manifest says %d of %d×%d",
			set.Info.Images(), set.Info.Height, set.Info.Width, s.Images, whole.Height, whole.Width)
	}
	for _, split := range dataset.FileOrder {
		images := set.Splits[split]
		for i := range images.Len() {
			images.Pixels(pixels, i)
			if err := out.Add(split, images.Label(i), pixels); err != nil {
				return err
			}
		}
	}
	return nil
}
