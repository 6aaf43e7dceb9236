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
	"glyphlab/serve/site"
)

// packedFile is a file that pack compressed with brotli. The two other
// encodings are made of it when one is first asked for, and all are kept.
func packedFile(folder fs.FS, f packed.File) site.File {
	stored := sync.OnceValues(func() ([]byte, error) { return fs.ReadFile(folder, f.Stored) })
	plain := sync.OnceValues(func() ([]byte, error) { return readPacked(folder, f) })
	zipped := sync.OnceValues(func() ([]byte, error) {
		data, err := plain()
		if err != nil {
			return nil, err
		}
		return zip(data)
	})
	return site.File{
		Address:   f.Address,
		Type:      f.Type,
		Immutable: f.Immutable,
		Tag:       f.SHA256,
		Forms: [site.Encodings]site.Form{
			site.Brotli:   inMemory(stored),
			site.Gzip:     inMemory(zipped),
			site.Identity: inMemory(plain),
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

func inMemory(data func() ([]byte, error)) site.Form {
	return func() (site.Content, error) {
		b, err := data()
		if err != nil {
			return nil, err
		}
		return site.Memory(b), nil
	}
}
