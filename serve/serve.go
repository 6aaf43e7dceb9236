// Package serve sends Glyphlab's page, its programs and its data sets: one
// [http.Handler]. What it does with a request is in package site, which
// Cloudflare's workers run too; how requests come and answers go, in package
// wire.
//
//	/                          the page; browsers ask each time whether it changed
//	/built/NAME.HASH.EXT       what the page consists of; kept by browsers for ever
//	/service.js                keeps the page for visits without the network
//	/data/manifest.json        the list of data sets, a [Manifest]
//	/data/NAME.HASH.glyphs     a data set; kept for ever, sent in parts if asked
//	/data/shards.json          the data folder's list of shards
//	/data/SPLIT-HASH.glyphs    a shard; kept for ever
//	/data/best.HASH.weights    the network that comes with Glyphlab; likewise
//	/healthz                   "ok" while the server answers
package serve

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"

	"glyphlab/assets/packed"
	"glyphlab/engine/dataset/shards"
	"glyphlab/serve/site"
)

// A Config says what is served.
type Config struct {
	// Built is the folder that pack made. New returns packed.ErrEmpty when
	// nothing is in it.
	Built fs.FS
	// Data are sets to offer before the bundled one. The first is the one that
	// the page takes by itself. One with the bundled set's name takes its place.
	Data []DataFile
	// Shards is a folder of shards, see [site.Config]; nil if there is none.
	// The page takes the set in it before all others; with the bundled set's
	// name it takes that one's place. Its manifest may come to be there later.
	Shards fs.FS
	// Origins are those whose pages may read the data, see [site.Config].
	Origins []string
	// Log is told of files that cannot be read, at the level error. Nil logs
	// nothing.
	Log *slog.Logger
}

// A Server answers requests. It is safe for concurrent use.
type Server struct {
	*site.Site
	manifest Manifest
	shards   *shards.Manifest
}

// New reads what config names and returns the server of it. It opens every
// data set once, reads it and checks its header and length; a set that cannot
// be served is an error.
func New(config Config) (*Server, error) {
	packedFiles, err := packed.ReadList(config.Built)
	if err != nil {
		return nil, err
	}
	inShards, err := readShards(config.Shards)
	if err != nil {
		return nil, err
	}
	var sets []Set
	var files []site.File
	var weights string
	for _, file := range config.Data {
		set, f, err := openDataFile(file)
		if err != nil {
			return nil, err
		}
		if other := find(sets, set.Name); other != nil {
			return nil, twoCalled(set.Name, other.Title, set.Title)
		}
		if inShards != nil && inShards.Name == set.Name {
			return nil, twoCalled(set.Name, inShards.Title, set.Title)
		}
		sets = append(sets, set)
		files = append(files, f)
	}
	for _, f := range packedFiles {
		if isSet(f) {
			set, err := packedSet(config.Built, f)
			if err != nil {
				return nil, err
			}
			if find(sets, set.Name) != nil || inShards != nil && inShards.Name == set.Name {
				continue
			}
			sets = append(sets, set)
		}
		if isWeights(f) {
			weights = f.Address
		}
		files = append(files, packedFile(config.Built, f))
	}
	manifest := Manifest{Sets: sets, Weights: weights}
	if len(sets) > 0 {
		manifest.Default = sets[0].Name
	}
	if config.Shards != nil {
		manifest.Shards = site.Shards
	}
	if inShards != nil {
		manifest.Default = inShards.Name
	}
	list, err := manifest.file()
	if err != nil {
		return nil, err
	}
	s := site.New(site.Config{
		Files:   append(files, list),
		Shards:  config.Shards,
		Origins: config.Origins,
		Failed:  config.failed(),
	})
	return &Server{s, manifest, inShards}, nil
}

func twoCalled(name, one, other string) error {
	return fmt.Errorf("two data sets are called %s: %s and %s; import one of them under another name", name, one, other)
}

// readShards reads the data folder's manifest; nil if there is none.
func readShards(folder fs.FS) (*shards.Manifest, error) {
	if folder == nil {
		return nil, nil
	}
	m, err := shards.Read(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("the folder of shards: %w", err)
	}
	return &m, nil
}

func (c *Config) failed() func(*http.Request, error) {
	log := c.Log
	if log == nil {
		return nil
	}
	return func(r *http.Request, err error) {
		log.Error("a file could not be sent", "path", r.URL.Path, "error", err)
	}
}

// Manifest returns the data sets that are served.
func (s *Server) Manifest() Manifest { return s.manifest }

// Shards returns the manifest of the data folder as it was at the start; nil
// if there was none.
func (s *Server) Shards() *shards.Manifest { return s.shards }
