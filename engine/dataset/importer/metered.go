package importer

import (
	"errors"
	"io"
	"io/fs"
)

// metered counts what is read from a file system's files.
type metered struct {
	fs.FS
	bytes *int64
}

func (m metered) Open(name string) (fs.File, error) {
	f, err := m.FS.Open(name)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err != nil || info.IsDir() {
		return f, err
	}
	return meteredFile{f, m.bytes}, nil
}

type meteredFile struct {
	fs.File
	bytes *int64
}

func (f meteredFile) Read(b []byte) (int, error) {
	n, err := f.File.Read(b)
	*f.bytes += int64(n)
	return n, err
}

// ReadAt reads a part of a file, if its file system can.
func (f meteredFile) ReadAt(b []byte, offset int64) (int, error) {
	r, ok := f.File.(io.ReaderAt)
	if !ok {
		return 0, errors.New("its file system cannot read parts of a file; copy the file to a disk")
	}
	n, err := r.ReadAt(b, offset)
	*f.bytes += int64(n)
	return n, err
}
