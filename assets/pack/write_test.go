package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"glyphlab/assets/packed"
)

// packInto packs sources and returns the list that the folder has then.
func packInto(t *testing.T, folder string, quality int, sources ...source) map[string]packed.File {
	t.Helper()
	files, err := address(sources)
	if err != nil {
		t.Fatal(err)
	}
	if err := write(t.Context(), folder, files, quality, io.Discard); err != nil {
		t.Fatal(err)
	}
	list, err := packed.ReadList(os.DirFS(folder))
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]packed.File{}
	for _, f := range list {
		byName[f.Name] = f
	}
	return byName
}

// content returns every file of the folder.
func content(t *testing.T, folder string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = string(data)
	}
	return files
}

var code = strings.Repeat("much the same, again and again; ", 300)

func TestPackedFilesAreWhatTheirSourcesWere(t *testing.T) {
	folder := t.TempDir()
	set, err := compress(t.Context(), []byte("a data set"), 1)
	if err != nil {
		t.Fatal(err)
	}
	list := packInto(t, folder, 11,
		page("index.html", "<p>"), program("page.wasm", code),
		source{name: "open.glyphs", data: []byte("a data set"), brotli: set})
	if len(list) != 3 {
		t.Fatalf("%d files are listed, want 3", len(list))
	}
	for name, want := range map[string]string{"index.html": "<p>", "page.wasm": code, "open.glyphs": "a data set"} {
		f, err := packed.Open(os.DirFS(folder), name)
		if err != nil {
			t.Fatal(err)
		}
		small, err := io.ReadAll(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		got, err := decompress(small)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if string(got) != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
		if l := list[name]; l.Size != int64(len(want)) || l.Brotli != int64(len(small)) {
			t.Errorf("%s: %d bytes and %d compressed are listed, want %d and %d", name, l.Size, l.Brotli, len(want), len(small))
		}
	}
	if got := content(t, folder)[list["open.glyphs"].Stored]; got != string(set) {
		t.Error("the data set was compressed again")
	}
}

func TestPackingTwiceGivesTheSameBytes(t *testing.T) {
	sources := []source{page("index.html", "{{page.wasm}}"), program("page.wasm", code), program("worker.wasm", code+"!")}
	one, two := t.TempDir(), t.TempDir()
	packInto(t, one, 9, sources...)
	packInto(t, two, 9, sources...)
	first, second := content(t, one), content(t, two)
	if len(first) != len(second) || len(first) != 4 {
		t.Fatalf("%d and %d files, want 4", len(first), len(second))
	}
	for name := range first {
		if first[name] != second[name] {
			t.Errorf("%s differs", name)
		}
	}
}

func TestUnchangedFilesAreNotCompressedAgain(t *testing.T) {
	folder := t.TempDir()
	sources := []source{page("index.html", "{{page.wasm}}"), program("page.wasm", code)}
	stored := packInto(t, folder, 11, sources...)["page.wasm"].Stored
	// Other bytes of the same length show whether the file is written again.
	marked := bytes.Repeat([]byte("x"), len(content(t, folder)[stored]))
	if err := os.WriteFile(filepath.Join(folder, stored), marked, 0o666); err != nil {
		t.Fatal(err)
	}
	kept := func() bool { return content(t, folder)[stored] == string(marked) }

	packInto(t, folder, 11, sources...)
	if !kept() {
		t.Error("packing the same again compressed it again")
	}
	packInto(t, folder, 4, sources...)
	if !kept() {
		t.Error("packing with less effort replaced what took more")
	}
	packInto(t, folder, 11, page("index.html", "other {{page.wasm}}"), program("page.wasm", code))
	if !kept() {
		t.Error("another file's change compressed it again")
	}
}

func TestMoreEffortCompressesAgain(t *testing.T) {
	folder := t.TempDir()
	quick := packInto(t, folder, 1, program("page.wasm", code))["page.wasm"]
	best := packInto(t, folder, 11, program("page.wasm", code))["page.wasm"]
	if quick.Quality != 1 || best.Quality != 11 || best.Brotli >= quick.Brotli {
		t.Errorf("quality %d gives %d bytes, quality %d gives %d", quick.Quality, quick.Brotli, best.Quality, best.Brotli)
	}
}

func TestFileThatWasHalfWrittenIsWrittenAgain(t *testing.T) {
	folder := t.TempDir()
	stored := packInto(t, folder, 5, program("page.wasm", code))["page.wasm"].Stored
	want := content(t, folder)[stored]
	if err := os.WriteFile(filepath.Join(folder, stored), []byte(want[:5]), 0o666); err != nil {
		t.Fatal(err)
	}
	packInto(t, folder, 5, program("page.wasm", code))
	if got := content(t, folder)[stored]; got != want {
		t.Errorf("%d bytes, want %d", len(got), len(want))
	}
}

func TestStaleFilesAreRemovedAndTheFolderKept(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, ".gitkeep"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	old := packInto(t, folder, 1, program("page.wasm", "old"))["page.wasm"].Stored
	list := packInto(t, folder, 1, program("page.wasm", "new"))
	files := content(t, folder)
	if _, there := files[old]; there {
		t.Errorf("%s is still there", old)
	}
	for _, name := range []string{".gitkeep", packed.ListName, list["page.wasm"].Stored} {
		if _, there := files[name]; !there {
			t.Errorf("%s is gone", name)
		}
	}
	if len(files) != 3 {
		t.Errorf("%d files, want 3", len(files))
	}
}

func TestStoppedPackingLeavesTheOldList(t *testing.T) {
	folder := t.TempDir()
	packInto(t, folder, 1, program("page.wasm", "old"))
	before := content(t, folder)
	files, err := address([]source{program("page.wasm", "new")})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := write(ctx, folder, files, 1, io.Discard); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v, want %v", err, context.Canceled)
	}
	after := content(t, folder)
	for name, data := range before {
		if after[name] != data {
			t.Errorf("%s is changed", name)
		}
	}
}
