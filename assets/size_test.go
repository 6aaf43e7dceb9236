//go:build !js

package assets

import (
	"errors"
	"go/build"
	"path/filepath"
	"strings"
	"testing"

	"glyphlab/assets/packed"
)

// A visitor waits for the worker before anything trains, for the page before
// there is anything to see, and for the weights before what is drawn is read
// without training. Only who brings images of his own waits for the intake.
var largest = map[string]int64{ // bytes, compressed
	"worker.wasm":  600_000,
	"page.wasm":    1_300_000,
	"best.weights": 1_000_000,
	"intake.wasm":  1_500_000,
}

func TestTheProgramsLoadQuickly(t *testing.T) {
	files, err := packed.ReadList(Built())
	if errors.Is(err, packed.ErrEmpty) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		limit, ok := largest[f.Name]
		switch {
		case !ok:
		case f.Quality < 11:
			t.Logf("%s was packed with effort %d of 11; its size says nothing", f.Name, f.Quality)
		case f.Brotli > limit:
			t.Errorf("%s takes %d bytes, which is more than %d: look for a package that it has begun to link", f.Name, f.Brotli, limit)
		}
	}
}

// tooLarge are packages that are large, or bring large ones, and how the worker
// does without.
var tooLarge = map[string]string{
	"crypto/sha256":   "engine/sha256 does it",
	"encoding/base64": "messages carry bytes",
	"encoding/hex":    "sha256.Hex writes a checksum",
	"encoding/json":   "messages have an encoding of their own, and networks are JSON in engine/netjson, where the worker does not follow",
	"fmt":             "engine/problem makes errors, strconv other text",
	"math/big":        "float64s are large enough",
	"net/url":         "addresses are read in engine/run/address, where the worker does not follow",
	"os":              "there is nothing but what lab.Host offers",
	"simd":            "simd/archsimd has WebAssembly's vectors",
	"time":            "lab.Host has a clock",
}

func TestTheWorkerLinksNothingLarge(t *testing.T) {
	importers := map[string][]string{}
	followImports(t, "glyphlab/wasm", importers)
	if importers["glyphlab/engine"] == nil {
		t.Fatalf("the worker seems to do without the engine; it links %v", importers)
	}
	for large, otherwise := range tooLarge {
		for _, importer := range importers[large] {
			t.Errorf("the worker links %s, which %s imports: %s", large, importer, otherwise)
		}
	}
}

// followImports finds what imports each package that the one at path links in
// the browser. It reads the sources itself, so that go test knows that the
// result depends on them.
func followImports(t *testing.T, path string, importers map[string][]string) {
	browser := build.Default
	browser.GOOS, browser.GOARCH, browser.CgoEnabled = "js", "wasm", false
	folder := filepath.Join(browser.GOROOT, "src", path)
	if ours, ok := strings.CutPrefix(path, "glyphlab/"); ok {
		folder = filepath.Join("..", ours)
	}
	p, err := browser.ImportDir(folder, 0)
	if err != nil {
		t.Errorf("%s, which %v import, is neither of Go's own packages nor of Glyphlab's: %v", path, importers[path], err)
		return
	}
	for _, imported := range p.Imports {
		importers[imported] = append(importers[imported], path)
		if len(importers[imported]) == 1 {
			followImports(t, imported, importers)
		}
	}
}
