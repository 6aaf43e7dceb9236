package packed

import (
	"errors"
	"io"
	"io/fs"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
)

func listed(t *testing.T, files ...File) fstest.MapFS {
	t.Helper()
	text, err := FormatList(files)
	if err != nil {
		t.Fatal(err)
	}
	return fstest.MapFS{ListName: {Data: text}}
}

func TestListIsReadAsItWasWritten(t *testing.T) {
	want := []File{
		{Name: "index.html", Address: "/", Type: "text/html; charset=utf-8", Stored: "index.0.html.br", Size: 9, Brotli: 5, Quality: 11, SHA256: "00"},
		{Name: "page.wasm", Address: "/built/page.1.wasm", Immutable: true, Type: "application/wasm", Stored: "page.1.wasm.br", Size: 1 << 40, Brotli: 1, SHA256: "11"},
	}
	got, err := ReadList(listed(t, want...))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestFolderWithoutAListIsEmpty(t *testing.T) {
	if _, err := ReadList(fstest.MapFS{".gitkeep": {}}); !errors.Is(err, ErrEmpty) {
		t.Errorf("the error is %v, want ErrEmpty", err)
	}
	if _, err := Open(fstest.MapFS{".gitkeep": {}}, "page.wasm"); !errors.Is(err, ErrEmpty) {
		t.Errorf("the error is %v, want ErrEmpty", err)
	}
}

func TestDamagedListIsAnError(t *testing.T) {
	_, err := ReadList(fstest.MapFS{ListName: {Data: []byte(`[{"name": 3}]`)}})
	if err == nil || !strings.Contains(err.Error(), ListName) {
		t.Errorf("the error is %v, want one that names %s", err, ListName)
	}
}

func TestOpenFindsAFileByItsPlainName(t *testing.T) {
	folder := listed(t, File{Name: "page.wasm", Stored: "page.1.wasm.br"})
	folder["page.1.wasm.br"] = &fstest.MapFile{Data: []byte("code")}
	f, err := Open(folder, "page.wasm")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, err := io.ReadAll(f); err != nil || string(got) != "code" {
		t.Errorf("got %q and %v, want \"code\"", got, err)
	}
	if _, err := Open(folder, "worker.wasm"); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "worker.wasm") {
		t.Errorf("the error is %v, want one that worker.wasm is not there", err)
	}
}
