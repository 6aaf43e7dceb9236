package serve

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/andybalholm/brotli"

	"glyphlab/assets/packed"
	"glyphlab/engine/dataset"
	"glyphlab/serve/wire"
)

// The files that the tests serve.
var (
	pageText   = []byte("<!DOCTYPE html><title>a page</title>")
	workerCode = bytes.Repeat([]byte("a program, mostly the same again; "), 400)
)

const workerAddress = "/built/worker.0123456789ab.wasm"

// glyphs returns a .glyphs file of that name with n training images, one
// validation and one test image.
func glyphs(t testing.TB, name, title string, n int) []byte {
	t.Helper()
	var file bytes.Buffer
	w, err := dataset.NewWriter(&file, dataset.Info{
		Name: name, Title: title, Origin: "made for a test", Height: 4, Width: 3, Bits: 8,
		Classes: []string{"A", "B"}, Counts: [3]int{n, 1, 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	pixels := make([]byte, 12)
	add := func(split dataset.Split, i int) {
		for p := range pixels {
			pixels[p] = byte(31*i + 17*p + int(split))
		}
		if err := w.Add(split, i%2, pixels); err != nil {
			t.Fatal(err)
		}
	}
	add(dataset.Validation, 0)
	for i := range n {
		add(dataset.Training, i)
	}
	add(dataset.Test, 0)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func compressed(t testing.TB, data []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := brotli.NewWriterLevel(&out, 5)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// packedFolder is a small folder as pack writes it.
func packedFolder(t testing.TB, bundled []byte) fstest.MapFS {
	t.Helper()
	folder := fstest.MapFS{}
	var list []packed.File
	add := func(name, address, kind string, immutable bool, data []byte) {
		small := compressed(t, data)
		stored := name + ".br"
		folder[stored] = &fstest.MapFile{Data: small}
		list = append(list, packed.File{
			Name: name, Address: address, Immutable: immutable, Type: kind, Stored: stored,
			Size: int64(len(data)), Brotli: int64(len(small)), SHA256: hash(data),
		})
	}
	add("index.html", "/", "text/html; charset=utf-8", false, pageText)
	add("worker.wasm", workerAddress, "application/wasm", true, workerCode)
	add("open.glyphs", "/data/open.0123456789ab.glyphs", "application/octet-stream", true, bundled)
	text, err := packed.FormatList(list)
	if err != nil {
		t.Fatal(err)
	}
	folder[packed.ListName] = &fstest.MapFile{Data: text}
	return folder
}

// saved writes data to a file of its own and returns it as a DataFile and
// its path.
func saved(t testing.TB, name string, data []byte) (DataFile, string) {
	t.Helper()
	folder := t.TempDir()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, data, 0o666); err != nil {
		t.Fatal(err)
	}
	return DataFile{Files: os.DirFS(folder), Name: name}, path
}

// A running server, as the command runs it.
type running struct {
	URL   string
	Close func() // returns when everything has been answered, and logged
}

// started serves config on a port of its own until the test ends.
func started(t testing.TB, config Config) running {
	t.Helper()
	s, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := wire.New(wire.Config{Site: s.Site, Handler: s, Log: config.Log})
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	stop := sync.OnceFunc(func() {
		if err := server.Shutdown(t.Context()); err != nil && t.Context().Err() == nil {
			t.Error(err)
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return running{"http://" + listener.Addr().String(), stop}
}
