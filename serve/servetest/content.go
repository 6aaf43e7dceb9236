// Package servetest asks a server of Glyphlab's what browsers, caches and
// others may ask, and checks its answers: one table of cases for the native
// server and for the one at the edge.
package servetest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"glyphlab/assets/packed"
	"glyphlab/engine/dataset"
	"glyphlab/engine/dataset/shards"
)

// Origin is the one whose pages the server has to let read the data.
const Origin = "https://reader.example"

// What the served folders contain.
var (
	page     = []byte("<!DOCTYPE html><title>a page</title>")
	program  = bytes.Repeat([]byte("a program, mostly the same again; "), 4000)
	keeper   = []byte("const files = new Set([]);")
	appInfo  = []byte(`{"name": "an app"}`)
	bundled  = bytes.Repeat([]byte("bundled letters"), 3000)
	shard    = bytes.Repeat([]byte("a shard of letters; "), 5000)
	lone     = bytes.Repeat([]byte("a shard that came without brotli; "), 500)
	packedUp = bytes.Repeat([]byte("a shard that is only compressed; "), 500)
	manifest = listOf(packedUp)
)

const (
	appInfoAddress = "/built/app.0123456789ab.webmanifest"
	programAddress = "/built/worker.0123456789ab.wasm"
	bundledAddress = "/data/open.0123456789ab.glyphs"
)

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func shardName(data []byte) string { return hash(data) + ".glyphs" }

var packedUpName = strings.TrimSuffix(shards.FileName(dataset.Training, hash(packedUp)), ".br")

// listOf is the manifest of a set that is in one shard.
func listOf(shard []byte) []byte {
	packed := compressed(shard)
	text, err := shards.Manifest{
		Format: shards.Format, Version: shards.Version, Name: "listed", Title: "In shards", Origin: "made for a test",
		Height: 4, Width: 4, Bits: 8, Classes: []string{"A", "B"}, Counts: shards.Counts{Training: 9},
		Shards: []shards.Shard{{
			Split: "training", Images: 9, File: shards.FileName(dataset.Training, hash(shard)),
			Bytes: int64(len(shard)), SHA256: hash(shard), Packed: int64(len(packed)), PackedSHA256: hash(packed),
		}},
	}.Marshal()
	if err != nil {
		panic(err) // it is the same each time
	}
	return text
}

func compressed(data []byte) []byte {
	var out bytes.Buffer
	w := brotli.NewWriterLevel(&out, 5)
	w.Write(data) // to memory: neither fails
	w.Close()
	return out.Bytes()
}

// Folders writes what the server under test has to serve: a page as pack
// builds it, and a data folder.
func Folders(t testing.TB) (built, data string) {
	t.Helper()
	built, data = t.TempDir(), t.TempDir()
	write := func(folder, name string, content []byte) {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	var list []packed.File
	pack := func(name, address, kind string, immutable bool, content []byte) {
		small := compressed(content)
		write(built, name+".br", small)
		list = append(list, packed.File{
			Name: name, Address: address, Immutable: immutable, Type: kind, Stored: name + ".br",
			Size: int64(len(content)), Brotli: int64(len(small)), SHA256: hash(content),
		})
	}
	pack("index.html", "/", "text/html; charset=utf-8", false, page)
	pack("service.js", "/service.js", "text/javascript; charset=utf-8", false, keeper)
	pack("app.webmanifest", appInfoAddress, "application/manifest+json", true, appInfo)
	pack("worker.wasm", programAddress, "application/wasm", true, program)
	pack("letters", bundledAddress, "application/octet-stream", true, bundled)
	text, err := packed.FormatList(list)
	if err != nil {
		t.Fatal(err)
	}
	write(built, packed.ListName, text)

	write(data, shards.File, manifest)
	write(data, shardName(shard), shard)
	write(data, shardName(shard)+".br", compressed(shard))
	write(data, shardName(lone), lone)
	write(data, packedUpName+".br", compressed(packedUp))
	write(data, "private.txt", []byte("not to be served"))
	return built, data
}
