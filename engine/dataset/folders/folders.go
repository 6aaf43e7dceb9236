// Package folders reads images that lie in folders named for their class, as
// notMNIST's archives have them: notMNIST_small/A/MDEtMDEtMDAudHRm.png. They
// are pictures in files, as package picture decodes them, in a tar archive,
// plain or gzipped, in a zip archive, or unpacked. Reading goes through them one by one and holds
// one; decoding can be left to several goroutines.
package folders

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"glyphlab/engine/dataset/internal/unpacked"
	"glyphlab/engine/dataset/picture"
)

// Side is the height and width of notMNIST's images, in pixels. Files that have
// it are decoded fastest.
const Side = 28

// maxFile is the size beyond which a file is left out unread: a camera's
// pictures are smaller.
const maxFile = 32 << 20

// A File is one file of an archive or a folder, as it lies there.
type File struct {
	Path  string // in the archive or folder, with slashes
	Class string // the name of the folder that it lies in
	Data  []byte // its content
	Err   error  // why the file cannot be used; Data are nil then
}

// Pixels decodes the file: side×side pixels, row by row, 0 black to 255 white.
// Fitted is whether the picture had another size. The error is why the file
// cannot be used.
func (f File) Pixels(side int) (pixels []byte, fitted bool, err error) {
	if f.Err != nil {
		return nil, false, f.Err
	}
	return decode(f.Data, side)
}

// Tar calls each for every file of a tar archive, plain or gzipped, in the
// archive's order, the damaged ones too. It stops at the first error of each,
// which it returns as it is, or when the archive itself is damaged.
func Tar(r io.Reader, each func(File) error) error {
	b, err := unpacked.Reader(r)
	if err != nil {
		return err
	}
	archive := tar.NewReader(b)
	last := "its beginning"
	for {
		h, err := archive.Next()
		if err == io.EOF {
			// The end of the tar is not that of the gzip, whose checksum is
			// only looked at there.
			if _, err := io.Copy(io.Discard, b); err != nil {
				return fmt.Errorf("the archive is damaged at its end: %w", err)
			}
			return nil
		}
		if err != nil {
			return damagedArchive(last, err)
		}
		last = h.Name
		if h.Typeflag != tar.TypeReg || ignored(h.Name) {
			continue
		}
		f, err := read(path.Clean(h.Name), h.Size, archive)
		if err != nil {
			return damagedArchive(last, err)
		}
		if err := each(f); err != nil {
			return err
		}
	}
}

func damagedArchive(last string, err error) error {
	return fmt.Errorf("the archive is damaged or incomplete after %s; download it again: %w", last, err)
}

// Walk calls each for every file below a folder, in the order of their names,
// the damaged ones too. It stops at the first error of each, which it returns
// as it is, or when a folder cannot be listed.
func Walk(folder fs.FS, each func(File) error) error {
	return fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != "." && ignored(name) && entry.IsDir():
			return fs.SkipDir
		case entry.IsDir() || ignored(name):
			return nil
		}
		return each(open(folder, name))
	})
}

func open(folder fs.FS, name string) File {
	bad := func(err error) File { return File{Path: name, Class: class(name), Err: err} }
	info, err := fs.Stat(folder, name)
	if err != nil {
		return bad(err)
	}
	if !info.Mode().IsRegular() {
		return bad(errors.New("not a file; links to folders are not followed"))
	}
	f, err := folder.Open(name)
	if err != nil {
		return bad(err)
	}
	defer f.Close()
	file, err := read(name, info.Size(), f)
	if err != nil {
		return bad(err)
	}
	return file
}

// ignored says whether a file is none of a person's: .DS_Store, ._A.png.
func ignored(name string) bool { return strings.HasPrefix(path.Base(name), ".") }

// class returns the name of the folder that a file lies in.
func class(name string) string {
	folder := path.Base(path.Dir(name))
	if folder == "." || folder == "/" || folder == ".." {
		return ""
	}
	return folder
}

// read reads one file. The error is the reader's; what is wrong with the
// file itself is in File.Err.
func read(name string, size int64, r io.Reader) (File, error) {
	f := File{Path: name, Class: class(name)}
	switch {
	case !picture.Named(name):
		f.Err = errors.New("not a " + picture.Formats + " file by its name")
	case f.Class == "":
		f.Err = errors.New("in no folder that names its class")
	case size == 0:
		f.Err = errors.New("empty")
	case size > maxFile:
		f.Err = fmt.Errorf("too large: %d bytes, and at most %d are read of one picture", size, maxFile)
	default:
		data := make([]byte, size)
		n, err := io.ReadFull(r, data)
		if err == io.ErrUnexpectedEOF || err == io.EOF {
			err = fmt.Errorf("only %d of %d bytes are there: %w", n, size, io.ErrUnexpectedEOF)
		}
		if err != nil {
			return f, err
		}
		f.Data = data
	}
	return f, nil
}
