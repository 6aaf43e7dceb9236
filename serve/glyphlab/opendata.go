package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"glyphlab/engine/dataset"
	"glyphlab/engine/dataset/idx"
	"glyphlab/engine/dataset/importer"
)

// openData returns the path of a .glyphs file with the data at path, which is no
// folder of shards: path itself if it is one, else what it holds imported to the
// person's cache, once. What is imported is told to log.
func openData(ctx context.Context, path string, log io.Writer) (string, error) {
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("there is no file or folder %s", path)
	}
	if err != nil {
		return "", err
	}
	if !info.IsDir() {
		is, err := isGlyphs(path)
		if is || err != nil {
			return path, err
		}
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("%s has to be imported, and there is no folder to keep the result in: %w; import it with glyphlab import", path, err)
	}
	key, err := fingerprint(path, info)
	if err != nil {
		return "", err
	}
	file := filepath.Join(cache, "glyphlab", key+".glyphs")
	if whole(file) {
		return file, nil
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return "", err
	}
	report, err := importFile(ctx, []string{path}, file, importer.Options{
		Name: nameOf(path), Title: titleOf(path), Bits: 8, Validation: 10, Test: 10,
	}, log)
	if err != nil {
		return "", err
	}
	return file, printReport(log, file, report)
}

// isGlyphs says whether a file is a .glyphs file, whole or damaged.
func isGlyphs(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	start := make([]byte, len(dataset.Magic))
	if _, err := io.ReadFull(f, start); err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return false, err
	}
	return string(start) == dataset.Magic, nil
}

// whole says whether a file from the cache can be used: its header is right
// and nothing is missing. Its checksums are looked at when it is read.
func whole(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return false
	}
	r, err := dataset.NewReader(f)
	return err == nil && r.Set().Info.FileBytes() == info.Size()
}

// recipe changes when imports give another file than before from the same
// images, so that what an older Glyphlab left in the cache is not used.
const recipe = 3

// fingerprint names the content of a file or folder by the paths, sizes and
// times of its files.
func fingerprint(path string, info fs.FileInfo) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	hash := sha256.New()
	fmt.Fprintf(hash, "recipe %d of %q\n", recipe, abs)
	note := func(name string, info fs.FileInfo) {
		fmt.Fprintf(hash, "%q %d %d\n", name, info.Size(), info.ModTime().UnixNano())
	}
	if info.IsDir() {
		folder := os.DirFS(abs)
		err = fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			if info, err := fs.Stat(folder, name); err == nil { // else a link to nowhere
				note(name, info)
			}
			return nil
		})
	} else {
		note(abs, info)
		err = noteCompanion(abs, note)
	}
	return fmt.Sprintf("%x", hash.Sum(nil)[:16]), err
}

// noteCompanion notes the labels that belong to a file of IDX images, or the
// images that belong to labels.
func noteCompanion(path string, note func(string, fs.FileInfo)) error {
	name, ok := idx.ParseName(filepath.Base(path))
	if !ok {
		return nil
	}
	other := filepath.Join(filepath.Dir(path), name.Companion().String())
	for _, p := range []string{other, other + ".gz"} {
		info, err := os.Stat(p)
		if err == nil {
			note(p, info)
		} else if !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}
