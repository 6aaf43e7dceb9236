package shards

import (
	"errors"
	"fmt"
	"io"

	"glyphlab/engine/dataset"
	"glyphlab/engine/sha256"
)

// Window returns how many training images are shuffled together: a shard's.
func (m Manifest) Window() int {
	for _, s := range m.Shards {
		if s.Split == dataset.Training.String() {
			return s.Images
		}
	}
	return 0
}

// Load reads all shards into one set. Open opens a shard and returns the
// .glyphs file that is in it, no longer compressed. Each is checked against the
// manifest; the error names the one that cannot be used.
func (m Manifest) Load(open func(file string) (io.ReadCloser, error)) (*dataset.Set, error) {
	set := dataset.NewSet(m.Info())
	set.Window = m.Window()
	for _, s := range m.Shards {
		part, err := s.read(open)
		if err == nil {
			err = set.Append(part)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.File, err)
		}
	}
	return set, nil
}

func (s Shard) read(open func(file string) (io.ReadCloser, error)) (*dataset.Set, error) {
	f, err := open(s.File)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := dataset.NewReader(f)
	for err == nil {
		err = r.Next()
	}
	if err != io.EOF {
		return nil, fmt.Errorf("it is damaged; import the images again: %w", err)
	}
	if sha256.Hex(r.SHA256()) != s.SHA256 {
		return nil, errors.New("its content is not the one that the manifest names; import the images again")
	}
	if set := r.Set(); set.Info.Images() != s.Images || set.Info.Images() != s.imagesOf(set) {
		return nil, fmt.Errorf("it has %v images for training, validation and test, where the manifest says %d for %s", set.Info.Counts, s.Images, s.Split)
	}
	return r.Set(), nil
}

// imagesOf returns how many of a set's images are of the shard's split.
func (s Shard) imagesOf(set *dataset.Set) int {
	for _, split := range dataset.FileOrder {
		if split.String() == s.Split {
			return set.Info.Counts[split]
		}
	}
	return 0
}
