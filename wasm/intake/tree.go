package intake

import (
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// A Blob is the content of a file, of which any part can be read.
type Blob interface {
	io.ReaderAt
	Size() int64
}

// A tree is a file system of files that lie elsewhere, such as on a person's
// disk behind the browser.
type tree map[string]*node

// A node is a file or a folder. It is its own fs.DirEntry and fs.FileInfo.
type node struct {
	name    string
	blob    Blob // nil for a folder
	entries []fs.DirEntry
}

// newTree returns a file system of blobs at paths with slashes.
func newTree(paths []string, blobs []Blob) (tree, error) {
	t := tree{".": {name: "."}}
	for i, p := range paths {
		p = path.Clean(strings.TrimLeft(p, "/"))
		if !fs.ValidPath(p) || p == "." {
			return nil, fmt.Errorf("a file cannot have the path %q", paths[i])
		}
		if t[p] != nil {
			return nil, fmt.Errorf("there are two files called %s; take one of them", p)
		}
		if err := t.add(p, blobs[i]); err != nil {
			return nil, err
		}
	}
	for _, n := range t {
		slices.SortFunc(n.entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	}
	return t, nil
}

// add adds a file, and the folders above it that are not there yet.
func (t tree) add(p string, blob Blob) error {
	n := &node{name: path.Base(p), blob: blob}
	t[p] = n
	for p != "." {
		p = path.Dir(p)
		above := t[p]
		if above != nil && above.blob != nil {
			return fmt.Errorf("%s is a file and a folder", p)
		}
		if above != nil {
			above.entries = append(above.entries, n)
			return nil
		}
		above = &node{name: path.Base(p), entries: []fs.DirEntry{n}}
		t[p], n = above, above
	}
	return nil
}

func (t tree) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	n := t[name]
	if n == nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	if n.blob == nil {
		return &openFolder{node: n}, nil
	}
	return &openFile{node: n, content: &windows{blob: n.blob}}, nil
}

func (n *node) Name() string               { return n.name }
func (n *node) IsDir() bool                { return n.blob == nil }
func (n *node) Type() fs.FileMode          { return n.Mode().Type() }
func (n *node) Info() (fs.FileInfo, error) { return n, nil }
func (n *node) ModTime() time.Time         { return time.Time{} }
func (n *node) Sys() any                   { return nil }

func (n *node) Mode() fs.FileMode {
	if n.IsDir() {
		return fs.ModeDir | 0o555
	}
	return 0o444
}

func (n *node) Size() int64 {
	if n.IsDir() {
		return 0
	}
	return n.blob.Size()
}

type openFolder struct {
	*node
	read int
}

func (f *openFolder) Stat() (fs.FileInfo, error) { return f.node, nil }
func (f *openFolder) Close() error               { return nil }
func (f *openFolder) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: f.name, Err: fs.ErrInvalid}
}

func (f *openFolder) ReadDir(n int) ([]fs.DirEntry, error) {
	rest := f.entries[f.read:]
	if n > 0 {
		if len(rest) == 0 {
			return nil, io.EOF
		}
		rest = rest[:min(n, len(rest))]
	}
	f.read += len(rest)
	return slices.Clone(rest), nil
}

type openFile struct {
	*node
	content *windows
	offset  int64
}

func (f *openFile) Stat() (fs.FileInfo, error) { return f.node, nil }
func (f *openFile) Close() error               { return nil }

func (f *openFile) Read(b []byte) (int, error) {
	if f.offset >= f.Size() {
		return 0, io.EOF
	}
	n, err := f.content.ReadAt(b[:min(int64(len(b)), f.Size()-f.offset)], f.offset)
	f.offset += int64(n)
	return n, err
}

func (f *openFile) ReadAt(b []byte, offset int64) (int, error) {
	if offset < 0 || offset >= f.Size() {
		return 0, io.EOF
	}
	n, err := f.content.ReadAt(b[:min(int64(len(b)), f.Size()-offset)], offset)
	if err == nil && n < len(b) {
		err = io.EOF
	}
	return n, err
}
