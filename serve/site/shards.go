package site

import (
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

// shard returns the file of that name in the data folder; nil if it is no
// name that the folder's files have.
func shard(folder fs.FS, name string) *File {
	hash, ok := contentHash(name)
	if !ok {
		return nil
	}
	f := &File{
		Type:      "application/octet-stream",
		Immutable: true,
		Tag:       hash,
		Forms:     [Encodings]Form{Brotli: opener(folder, name+".br"), Identity: opener(folder, name)},
	}
	f.prepare()
	return f
}

// shardList returns the data folder's own list of what it holds, which may
// not be there yet.
func shardList(folder fs.FS) *File {
	f := &File{
		Type:  "application/json",
		Forms: [Encodings]Form{Identity: opener(folder, "manifest.json")},
	}
	f.prepare()
	return f
}

// contentHash returns the hash in a shard's name, HASH.glyphs, NAME.HASH.glyphs
// or NAME-HASH.glyphs: 12 to 64 hexadecimal digits that name the content, so
// that what is kept under the name never has to be asked about again.
func contentHash(name string) (string, bool) {
	stem, ok := strings.CutSuffix(name, ".glyphs")
	if !ok {
		return "", false
	}
	for _, c := range []byte(stem) {
		if !('0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '-' || c == '_' || c == '.') {
			return "", false
		}
	}
	hash := stem[strings.LastIndexAny(stem, ".-")+1:]
	if len(hash) < 12 || len(hash) > 64 || strings.Trim(hash, "0123456789abcdef") != "" || strings.HasPrefix(stem, ".") {
		return "", false
	}
	return hash, true
}

// opener returns the form that the folder's file of that name is.
func opener(folder fs.FS, name string) Form {
	return func() (Content, error) { return Open(folder, name) }
}

// Open opens a file of which parts can be sent.
func Open(folder fs.FS, name string) (Content, error) {
	f, err := folder.Open(name)
	if err != nil {
		return nil, err
	}
	c, ok := f.(Content)
	if !ok {
		f.Close()
		return nil, fmt.Errorf("%s cannot be sent in parts: its file system cannot seek", name)
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is no file: %w", name, fs.ErrNotExist)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return c, nil
}

// versionTag names the content of a file that has no hash by when it was
// changed and its length.
func versionTag(info fs.FileInfo) string {
	return strconv.FormatInt(info.ModTime().UnixNano(), 36) + "-" + strconv.FormatInt(info.Size(), 36)
}
