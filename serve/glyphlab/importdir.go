package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"

	"github.com/andybalholm/brotli"

	"glyphlab/engine/dataset"
	"glyphlab/engine/dataset/importer"
	"glyphlab/engine/dataset/shards"
)

// importMemory is the heap that the garbage collector keeps an import into a
// folder near. With half a million images some 110 MB are in use.
const importMemory = 120 << 20

// importDir imports the sources into a folder of shards. The manifest comes
// last: until it is there, the folder holds no data set, or the one that it
// held before. Shards that an import left which was stopped are taken as they
// are if their content is the same, so that the next one goes on from there.
func importDir(ctx context.Context, o importOptions, log io.Writer) (shards.Manifest, importer.Report, error) {
	fail := func(err error) (shards.Manifest, importer.Report, error) {
		return shards.Manifest{}, importer.Report{}, err
	}
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(importMemory))
	list, err := sourcesAt(o.sources)
	if err != nil {
		return fail(err)
	}
	if info, err := os.Stat(o.target); err == nil && !info.IsDir() {
		return fail(fmt.Errorf("%s is a file; name a folder for the shards, or FILE.glyphs for one file", o.target))
	}
	if err := os.MkdirAll(o.target, 0o755); err != nil {
		return fail(fmt.Errorf("%s cannot be written: %w", o.target, err))
	}
	if err := removeFiles(o.target, leftover.MatchString); err != nil {
		return fail(err)
	}
	scratch, err := newScratch(o.target)
	if err != nil {
		return fail(err)
	}
	defer scratch.remove()
	o.Scratch = scratch
	stop := o.follow(log)
	m, report, err := importer.ImportShards(ctx, diskStore{o.target, o.effort}, list, o.Options)
	stop()
	if err == nil {
		m.Sources, err = describeSources(o.sources)
	}
	if ctx.Err() != nil {
		return fail(fmt.Errorf("stopped before %s was whole: %w; the same command goes on from there", o.target, ctx.Err()))
	}
	if err != nil {
		return fail(err)
	}
	return m, report, keepManifest(o.target, m)
}

// keepManifest writes the manifest and then removes the shards of others that
// were in the folder before.
func keepManifest(folder string, m shards.Manifest) error {
	text, err := m.Marshal()
	if err != nil {
		return err
	}
	if err := m.Check(); err != nil {
		return fmt.Errorf("the import made a wrong manifest; please report this: %w", err)
	}
	err = writeWhole(filepath.Join(folder, shards.File), func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
	if err != nil {
		return err
	}
	listed := map[string]bool{}
	for _, s := range m.Shards {
		listed[s.File] = true
	}
	return removeFiles(folder, func(name string) bool { return shards.IsFileName(name) && !listed[name] })
}

// leftover is what an import leaves that was killed: what it was writing.
var leftover = regexp.MustCompile(`^\.(images|(training|validation|test)-[0-9a-f]{16}\.glyphs\.br|manifest\.json)\.[0-9]+$`)

func removeFiles(folder string, which func(name string) bool) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if which(e.Name()) && e.Type().IsRegular() {
			if err := os.Remove(filepath.Join(folder, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// A diskStore keeps shards in a folder, compressed with brotli.
type diskStore struct {
	folder string
	effort int // brotli's, 0 to 11
}

func (d diskStore) Put(name string, glyphs []byte) (int64, string, error) {
	path := filepath.Join(d.folder, name)
	if n, sum, ok := kept(path, glyphs); ok {
		return n, sum, nil
	}
	sum, packed := sha256.New(), counter(0)
	err := writeWhole(path, func(w io.Writer) error {
		z := brotli.NewWriterOptions(io.MultiWriter(w, sum, &packed), brotli.WriterOptions{Quality: d.effort, LGWin: shardWindow})
		if _, err := z.Write(glyphs); err != nil {
			return err
		}
		return z.Close()
	})
	return int64(packed), hex.EncodeToString(sum.Sum(nil)), err
}

// shardWindow is the logarithm of how far back brotli looks: a whole shard
// with 4 bits a pixel.
const shardWindow = 22

// kept returns the length and the SHA-256 of a file that has this content.
func kept(path string, glyphs []byte) (int64, string, bool) {
	f, err := os.Open(path)
	if err != nil {
		return 0, "", false
	}
	defer f.Close()
	sum, packed := sha256.New(), counter(0)
	content := sha256.New()
	if _, err := io.Copy(content, brotli.NewReader(io.TeeReader(f, io.MultiWriter(sum, &packed)))); err != nil {
		return 0, "", false
	}
	want := sha256.Sum256(glyphs)
	return int64(packed), hex.EncodeToString(sum.Sum(nil)), bytes.Equal(content.Sum(nil), want[:])
}

// A counter counts what is written to it.
type counter int64

func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}

// A scratch is a temporary file for the pixels.
type scratch struct{ *os.File }

// newScratch makes one in the folder, where there will be room for the data.
// Where the system allows it the file has no name from the beginning, so that
// nothing is left even when the program is killed.
func newScratch(folder string) (scratch, error) {
	f, err := os.CreateTemp(folder, ".images.*")
	if err != nil {
		return scratch{}, fmt.Errorf("%s cannot be written: %w", folder, err)
	}
	os.Remove(f.Name()) // Windows does not; then remove does
	return scratch{f}, nil
}

func (s scratch) remove() {
	s.Close()
	os.Remove(s.Name())
}

// describeSources says what the sources are, for the manifest.
func describeSources(paths []string) ([]shards.Source, error) {
	var list []shards.Source
	for _, path := range paths {
		s := shards.Source{Name: filepath.Base(filepath.Clean(path))}
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		if info.Mode().IsRegular() {
			if s.SHA256, err = sha256Of(path); err != nil {
				return nil, err
			}
			s.Bytes = info.Size()
		}
		list = append(list, s)
	}
	return list, nil
}

func sha256Of(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// isShards says whether a path is a folder of shards.
func isShards(path string) bool {
	_, err := os.Stat(filepath.Join(path, shards.File))
	return err == nil
}

// loadShards reads a folder's data set.
func loadShards(folder string) (*dataset.Set, error) {
	m, err := shards.Read(os.DirFS(folder))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", folder, err)
	}
	set, err := m.Load(func(name string) (io.ReadCloser, error) {
		f, err := os.Open(filepath.Join(folder, name))
		if errors.Is(err, os.ErrNotExist) {
			return nil, errors.New("it is not there; copy the folder as a whole, or import the images again")
		}
		if err != nil {
			return nil, err
		}
		return unbrotli{brotli.NewReader(f), f}, nil
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", folder, err)
	}
	return set, nil
}

type unbrotli struct {
	io.Reader
	io.Closer
}
