package serve

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/andybalholm/brotli"
)

// Unpacking is a data folder in which a shard that is there only compressed
// with brotli, NAME.glyphs.br, is there as NAME.glyphs too. It is unpacked in
// memory whenever that is asked for; browsers accept brotli wherever they
// reach the server by HTTPS or on their own machine.
func Unpacking(folder fs.FS) fs.FS { return unpacking{folder} }

type unpacking struct{ fs.FS }

func (u unpacking) Open(name string) (fs.File, error) {
	f, err := u.FS.Open(name)
	if !errors.Is(err, fs.ErrNotExist) || !strings.HasSuffix(name, ".glyphs") {
		return f, err
	}
	packed, err := u.FS.Open(name + ".br")
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(brotli.NewReader(packed))
	if err != nil {
		packed.Close()
		return nil, fmt.Errorf("unpack %s.br: %w", name, err)
	}
	return &unpacked{packed, bytes.NewReader(data)}, nil
}

// An unpacked file tells the time of the packed one.
type unpacked struct {
	fs.File
	content *bytes.Reader
}

func (f *unpacked) Read(p []byte) (int, error) { return f.content.Read(p) }

func (f *unpacked) Seek(offset int64, whence int) (int64, error) {
	return f.content.Seek(offset, whence)
}
