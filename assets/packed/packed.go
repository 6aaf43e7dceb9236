// Package packed describes the folder that pack makes and the server sends:
// files compressed with brotli, and one list of them.
package packed

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
)

// ListName is the list's name in the folder.
const ListName = "index.json"

// A File is one file of the folder and where it is served.
type File struct {
	Name      string `json:"name"`      // as the page's sources call it: worker.wasm
	Address   string `json:"address"`   // path of its URL: /built/worker.3fa9c1d27b60.wasm
	Immutable bool   `json:"immutable"` // the address names the content: other content gets another address
	Type      string `json:"type"`      // Content-Type
	Stored    string `json:"stored"`    // name in the folder; its bytes are brotli's
	Size      int64  `json:"size"`      // bytes, not compressed
	Brotli    int64  `json:"brotli"`    // bytes, compressed
	Quality   int    `json:"quality"`   // brotli's, 0 to 11
	SHA256    string `json:"sha256"`    // of the bytes that are not compressed, lower-case hex
}

// ErrEmpty says that nothing was packed.
var ErrEmpty = errors.New("the page is not built into this program; run make build")

// ReadList returns the folder's files, ordered by name. It is ErrEmpty when
// the folder has no list.
func ReadList(folder fs.FS) ([]File, error) {
	data, err := fs.ReadFile(folder, ListName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrEmpty
	}
	if err != nil {
		return nil, fmt.Errorf("read the list of packed files: %w", err)
	}
	var files []File
	if err := json.Unmarshal(data, &files); err != nil {
		return nil, fmt.Errorf("%s is no list of packed files (pack again): %w", ListName, err)
	}
	return files, nil
}

// Open opens the file of this name; what is read from it is compressed.
func Open(folder fs.FS, name string) (fs.File, error) {
	files, err := ReadList(folder)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if f.Name == name {
			return folder.Open(f.Stored)
		}
	}
	return nil, fmt.Errorf("%s is not among the packed files; run make build: %w", name, fs.ErrNotExist)
}

// FormatList returns the list as ReadList reads it.
func FormatList(files []File) ([]byte, error) {
	data, err := json.MarshalIndent(files, "", "\t")
	return append(data, '\n'), err
}
