// Package shards describes a data set that is cut into files small enough to
// be loaded one after the other while training has begun.
//
// A folder of shards holds manifest.json, a [Manifest], and the files that it
// names. Each of them is a whole .glyphs file, compressed with brotli, of at
// most [Images] images of one split, and is named for its split and its
// content: validation-3fa9c1d27b604e11.glyphs.br. So a shard never changes,
// and can be kept for ever by whoever has it.
//
// The order of the manifest's shards is that in which a page loads them: all
// of validation, then training, then the test. Within a split it is the order
// of the images: image i of a shard is image First+i of its split. Training
// images are shuffled shard by shard, so that training can begin with the first.
//
// The manifest is written last, at once. A folder without one holds no data
// set, whatever else is in it.
package shards

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"

	"glyphlab/engine/dataset"
)

const (
	// File is the manifest's name.
	File = "manifest.json"
	// Format is what every manifest calls itself.
	Format = "glyphlab shards"
	// Version is the one that this package writes and reads.
	Version = 1
	// Images is how many images every shard of a split has but its last: ten
	// of a .glyphs file's blocks.
	Images = 10 * 1024
)

// A Manifest describes a data set and its shards.
type Manifest struct {
	Format  string   `json:"format"`
	Version int      `json:"version"`
	Name    string   `json:"name"`
	Title   string   `json:"title"`
	Origin  string   `json:"origin"`
	Sources []Source `json:"sources"` // what it was made of
	Seed    uint64   `json:"seed"`    // of the order

	Height   int      `json:"height"` // of an image, in pixels
	Width    int      `json:"width"`
	Bits     int      `json:"bits"` // a pixel: 4 or 8
	Classes  []string `json:"classes"`
	Counts   Counts   `json:"counts"`
	PerClass []Counts `json:"perClass"` // in the order of Classes

	// Mean is the mean of the training images, pixel by pixel, row by row, 0
	// black to 255 white; null if there are none.
	Mean []float64 `json:"mean"`

	Shards []Shard `json:"shards"`

	Damaged   Damaged `json:"damaged"`   // files of the sources that were left out
	TestTwins Twins   `json:"testTwins"` // images that the test has too, or nearly
	Copies    Copies  `json:"copies"`    // among the images that are left
	Near      Near    `json:"near"`
	Unused    int     `json:"unused"` // images beyond the numbers that were asked for
}

// Counts are numbers of images.
type Counts struct {
	Training   int `json:"training"`
	Validation int `json:"validation"`
	Test       int `json:"test"`
}

// CountsOf returns numbers that are in an array by [dataset.Split].
func CountsOf(n [3]int) Counts {
	return Counts{n[dataset.Training], n[dataset.Validation], n[dataset.Test]}
}

// BySplit undoes CountsOf.
func (c Counts) BySplit() [3]int {
	return [3]int{dataset.Training: c.Training, dataset.Validation: c.Validation, dataset.Test: c.Test}
}

// A Source is a file or folder that was imported.
type Source struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes,omitempty"`  // of a file
	SHA256 string `json:"sha256,omitempty"` // likewise
}

// A Shard is one file.
type Shard struct {
	Split  string `json:"split"` // training, validation or test
	First  int    `json:"first"` // the number of its first image in the split
	Images int    `json:"images"`
	File   string `json:"file"`

	Bytes  int64  `json:"bytes"`  // of the .glyphs file
	SHA256 string `json:"sha256"` // of it, lower-case hex

	Packed       int64  `json:"packed"`       // bytes of the file, which is compressed
	PackedSHA256 string `json:"packedSha256"` // of it
}

// Damaged are files that could not be used.
type Damaged struct {
	Count int   `json:"count"`
	First []Bad `json:"first"` // at most a hundred
}

// Bad is a file that could not be used.
type Bad struct {
	Path string `json:"path"`
	Why  string `json:"why"`
}

// Twins are images that are the same as another one, or nearly.
type Twins struct {
	Exact   int  `json:"exact"`
	Near    int  `json:"near"`
	LeftOut bool `json:"leftOut"`
}

// Copies are images that are the same as another one.
type Copies struct {
	Within   int  `json:"within"`   // one split
	Across   int  `json:"across"`   // two
	Relabels int  `json:"relabels"` // of both, those with another label
	LeftOut  bool `json:"leftOut"`
}

// Near are images that are nearly the same as another one.
type Near struct {
	Within int `json:"within"`
	Across int `json:"across"`
}

// FileName returns the name of a shard with this content.
func FileName(split dataset.Split, sha256 string) string {
	return fmt.Sprintf("%v-%s.glyphs.br", split, sha256[:16])
}

var fileName = regexp.MustCompile(`^(training|validation|test)-[0-9a-f]{16}\.glyphs\.br$`)

// IsFileName says whether a file has the name of a shard.
func IsFileName(name string) bool { return fileName.MatchString(name) }

// Info returns what the header of a file of all images says.
func (m Manifest) Info() dataset.Info {
	return dataset.Info{
		Name: m.Name, Title: m.Title, Origin: m.Origin,
		Height: m.Height, Width: m.Width, Bits: m.Bits, Classes: m.Classes,
		Counts: m.Counts.BySplit(),
	}
}

// PackedBytes returns how many bytes all shards take.
func (m Manifest) PackedBytes() (n int64) {
	for _, s := range m.Shards {
		n += s.Packed
	}
	return n
}

// Marshal returns the manifest as its file has it.
func (m Manifest) Marshal() ([]byte, error) {
	text, err := json.MarshalIndent(m, "", " ")
	return append(text, '\n'), err
}

// Read reads and checks a folder's manifest. It wraps [fs.ErrNotExist] if
// there is none.
func Read(folder fs.FS) (Manifest, error) {
	text, err := fs.ReadFile(folder, File)
	if err != nil {
		return Manifest{}, fmt.Errorf("this is no folder of shards, or its import was stopped: %w", err)
	}
	m, err := Parse(text)
	if err != nil {
		return m, fmt.Errorf("%s: %w; import the images again", File, err)
	}
	return m, nil
}

// Parse reads and checks a manifest.
func Parse(text []byte) (Manifest, error) {
	var m Manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return m, fmt.Errorf("no manifest of shards: %w", err)
	}
	return m, m.Check()
}

// Check returns an error that names the first thing that a manifest cannot say.
func (m Manifest) Check() error {
	if m.Format != Format {
		return fmt.Errorf("no manifest of shards: its format is %q, not %q", m.Format, Format)
	}
	if m.Version != Version {
		return fmt.Errorf("a manifest of version %d, where this program reads version %d: update Glyphlab", m.Version, Version)
	}
	if err := m.Info().Check(); err != nil {
		return err
	}
	if n := len(m.Mean); n != 0 && n != m.Height*m.Width {
		return fmt.Errorf("the mean image has %d pixels, not %d×%d", n, m.Height, m.Width)
	}
	at := 0
	for _, split := range dataset.FileOrder {
		count, err := 0, error(nil)
		for ; at < len(m.Shards) && m.Shards[at].Split == split.String(); at++ {
			if err = m.Shards[at].check(count); err != nil {
				return fmt.Errorf("shard %d: %w", at, err)
			}
			count += m.Shards[at].Images
		}
		if want := m.Info().Counts[split]; count != want {
			return fmt.Errorf("the shards have %d %v images, and the whole has %d", count, split, want)
		}
	}
	if at < len(m.Shards) {
		return fmt.Errorf("shard %d is for %q; there are validation, training and test, in this order", at, m.Shards[at].Split)
	}
	return nil
}

func (s Shard) check(first int) error {
	switch {
	case s.First != first:
		return fmt.Errorf("it begins with image %d, where %d would come next", s.First, first)
	case s.Images < 1 || s.Images > Images:
		return fmt.Errorf("it has %d images; a shard has 1 to %d", s.Images, Images)
	case path.Base(s.File) != s.File || !IsFileName(s.File):
		return fmt.Errorf("%q is no shard's name", s.File)
	case len(s.SHA256) != 64 || len(s.PackedSHA256) != 64:
		return errors.New("a SHA-256 has 64 hexadecimal digits")
	case s.Bytes < 0 || s.Packed < 0:
		return errors.New("a length is negative")
	}
	return nil
}
