package serve

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"sync"

	"github.com/andybalholm/brotli"

	"glyphlab/assets/packed"
)

// packedResource is a file that pack compressed with brotli. The two other
// encodings are made of it when one is first asked for, and kept.
func packedResource(folder fs.FS, f packed.File) *resource {
	plain := sync.OnceValues(func() ([]byte, error) { return readPacked(folder, f) })
	zipped := sync.OnceValues(func() ([]byte, error) {
		data, err := plain()
		if err != nil {
			return nil, err
		}
		return zip(data)
	})
	return &resource{
		contentType: f.Type,
		immutable:   f.Immutable,
		tag:         f.SHA256,
		forms: [encodings]content{
			brotliEncoding: func() (io.ReadSeekCloser, error) { return openSeekable(folder, f.Stored) },
			gzipEncoding:   inMemory(zipped),
			identity:       inMemory(plain),
		},
	}
}

func readPacked(folder fs.FS, f packed.File) ([]byte, error) {
	stored, err := folder.Open(f.Stored)
	if err != nil {
		return nil, err
	}
	defer stored.Close()
	data := bytes.NewBuffer(make([]byte, 0, f.Size+bytes.MinRead))
	if _, err := io.Copy(data, brotli.NewReader(stored)); err != nil {
		return nil, fmt.Errorf("decompress %s: %w", f.Stored, err)
	}
	return data.Bytes(), nil
}

func zip(data []byte) ([]byte, error) {
	var zipped bytes.Buffer
	w, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return zipped.Bytes(), nil
}

func inMemory(data func() ([]byte, error)) content {
	return func() (io.ReadSeekCloser, error) {
		b, err := data()
		if err != nil {
			return nil, err
		}
		return memory{bytes.NewReader(b)}, nil
	}
}

type memory struct{ *bytes.Reader }

func (memory) Close() error { return nil }

// A seekable is a file of which parts can be sent.
type seekable interface {
	fs.File
	io.Seeker
}

func openSeekable(folder fs.FS, name string) (seekable, error) {
	f, err := folder.Open(name)
	if err != nil {
		return nil, err
	}
	if f, ok := f.(seekable); ok {
		return f, nil
	}
	f.Close()
	return nil, fmt.Errorf("%s cannot be sent in parts: its file system cannot seek", name)
}
