package serve

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"time"

	"github.com/andybalholm/brotli"

	"glyphlab/assets/packed"
	"glyphlab/engine/dataset"
	"glyphlab/serve/site"
)

// A Manifest lists the data sets, as /data/manifest.json has it.
type Manifest struct {
	Default string `json:"default"` // the name of the one that the page takes by itself; that of the shards, if there are any
	Sets    []Set  `json:"sets"`
	Shards  string `json:"shards,omitempty"`  // the URL of a set in shards, a [shards.Manifest], or of nothing yet; empty if there is no data folder
	Weights string `json:"weights,omitempty"` // the URL of the weights of the network that comes with Glyphlab
}

// A Set is one data set as the manifest has it.
type Set struct {
	Name    string   `json:"name"`
	Title   string   `json:"title"`
	Origin  string   `json:"origin"`
	URL     string   `json:"url"`
	Bytes   int64    `json:"bytes"` // of the file, not compressed
	Classes []string `json:"classes"`
	Counts  [3]int   `json:"counts"` // images for training, validation and test
	Height  int      `json:"height"`
	Width   int      `json:"width"`
	Bits    int      `json:"bits"` // a pixel
}

// Images returns the number of images in all three splits together.
func (s Set) Images() int { return s.Counts[0] + s.Counts[1] + s.Counts[2] }

// A DataFile is a data set in the .glyphs format: a file of a file system,
// whose files can seek. Natively that is os.DirFS.
type DataFile struct {
	Files fs.FS
	Name  string
}

func describe(info dataset.Info, url string) Set {
	return Set{
		Name:    info.Name,
		Title:   info.Title,
		Origin:  info.Origin,
		URL:     url,
		Bytes:   info.FileBytes(),
		Classes: info.Classes,
		Counts:  info.Counts,
		Height:  info.Height,
		Width:   info.Width,
		Bits:    info.Bits,
	}
}

func find(sets []Set, name string) *Set {
	for i := range sets {
		if sets[i].Name == name {
			return &sets[i]
		}
	}
	return nil
}

func isSet(f packed.File) bool { return path.Ext(f.Name) == ".glyphs" }

func isWeights(f packed.File) bool { return path.Ext(f.Name) == ".weights" }

func packedSet(folder fs.FS, f packed.File) (Set, error) {
	stored, err := folder.Open(f.Stored)
	if err != nil {
		return Set{}, fmt.Errorf("open the bundled data set: %w", err)
	}
	defer stored.Close()
	r, err := dataset.NewReader(brotli.NewReader(stored))
	if err != nil {
		return Set{}, fmt.Errorf("the bundled data set: %w", err)
	}
	return describe(r.Set().Info, f.Address), nil
}

// openDataFile reads a data set through once, for the hash that names it.
func openDataFile(file DataFile) (Set, site.File, error) {
	fail := func(err error) (Set, site.File, error) {
		return Set{}, site.File{}, fmt.Errorf("data set %s: %w", file.Name, err)
	}
	f, err := site.Open(file.Files, file.Name)
	if err != nil {
		return fail(err)
	}
	defer f.Close()
	before, err := f.(fs.File).Stat()
	if err != nil {
		return fail(err)
	}
	r, err := dataset.NewReader(f)
	if err != nil {
		return fail(err)
	}
	info := r.Set().Info
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return fail(err)
	}
	sum := sha256.New()
	size, err := io.Copy(sum, f)
	if err != nil {
		return fail(err)
	}
	if want := info.FileBytes(); size != want {
		return fail(fmt.Errorf("its header announces %d bytes and it has %d; copy or import it again", want, size))
	}
	hash := hex.EncodeToString(sum.Sum(nil))
	set := describe(info, "/data/"+info.Name+"."+hash[:12]+".glyphs")
	return set, site.File{
		Address:   set.URL,
		Type:      "application/octet-stream",
		Immutable: true,
		Tag:       hash,
		Forms:     [site.Encodings]site.Form{site.Identity: unchanged(file, size, before.ModTime())},
	}, nil
}

var errChanged = errors.New("the file was changed while it was served; start the server again")

// unchanged opens the file as long as it is the one that was hashed: its
// address promises that content for ever.
func unchanged(file DataFile, size int64, modified time.Time) site.Form {
	return func() (site.Content, error) {
		f, err := site.Open(file.Files, file.Name)
		if err != nil {
			return nil, err
		}
		info, err := f.(fs.File).Stat()
		if err == nil && (info.Size() != size || !info.ModTime().Equal(modified)) {
			err = errChanged
		}
		if err != nil {
			f.Close()
			return nil, fmt.Errorf("%s: %w", file.Name, err)
		}
		return f, nil
	}
}

func (m Manifest) file() (site.File, error) {
	if m.Sets == nil {
		m.Sets = []Set{} // [] in JSON, not null
	}
	text, err := json.MarshalIndent(m, "", "\t")
	if err != nil {
		return site.File{}, err
	}
	sum := sha256.Sum256(text)
	return site.File{
		Address: site.Manifest,
		Type:    "application/json",
		Tag:     hex.EncodeToString(sum[:]),
		Forms:   [site.Encodings]site.Form{site.Identity: inMemory(func() ([]byte, error) { return text, nil })},
	}, nil
}
