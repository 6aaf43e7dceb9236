package importer

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"glyphlab/engine/dataset/idx"
	"glyphlab/engine/dataset/picture"
)

// Sources finds what there is to import among files that were chosen together,
// such as those that were dropped on a page: IDX files and their companions,
// archives and arrays, wherever they lie; or else pictures, in folders named
// for their class. Both kinds together are an error. What the reports are to
// call the files is their path, and name for all of them.
func Sources(files fs.FS, name string) ([]Source, error) {
	var sources []Source
	var pictured string // a picture
	err := fs.WalkDir(files, ".", func(p string, entry fs.DirEntry, err error) error {
		base := path.Base(p)
		switch {
		case err != nil:
			return err
		case p != "." && (strings.HasPrefix(base, ".") || base == "__MACOSX"):
			if entry.IsDir() {
				return fs.SkipDir
			}
		case entry.IsDir():
		case picture.Named(base):
			pictured = p
		default:
			if source, ok := sourceAt(files, p); ok && !slices.ContainsFunc(sources, func(s Source) bool { return s.Path == source.Path }) {
				sources = append(sources, source)
			}
		}
		return nil
	})
	switch {
	case err != nil:
		return nil, err
	case pictured != "" && len(sources) > 0:
		return nil, fmt.Errorf("there are %s and pictures, such as %s; take one kind at a time", sources[0].Name, pictured)
	case pictured != "" || len(sources) == 0:
		return rest(files, name)
	}
	return sources, nil
}

// sourceAt returns the source that a file is, or is a part of.
func sourceAt(files fs.FS, p string) (Source, bool) {
	if _, ok := idx.ParseName(path.Base(p)); ok {
		folder := path.Dir(p)
		if folder == "." {
			return Source{Files: files, Path: ".", Name: p}, true
		}
		return Source{Files: files, Path: folder, Name: folder}, true
	}
	switch strings.ToLower(path.Ext(p)) {
	case ".tar", ".gz", ".tgz", ".zip", ".npz", ".npy", ".pickle", ".pkl":
		return Source{Files: files, Path: p, Name: p}, true
	}
	return Source{}, false
}

// rest returns files of which none is an archive by its name: pictures, or a
// file that says itself what it is.
func rest(files fs.FS, name string) ([]Source, error) {
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		return nil, err
	}
	if len(entries) == 0 {
		return nil, errors.New("there are no files")
	}
	if len(entries) == 1 && !entries[0].IsDir() {
		return []Source{{Files: files, Path: entries[0].Name(), Name: entries[0].Name()}}, nil
	}
	return []Source{{Files: files, Path: ".", Name: name}}, nil
}
