package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// project makes folders of the page's sources and programs and a bundled
// set, as collect takes them.
func project(t *testing.T) (page, wasm, set string) {
	t.Helper()
	root := t.TempDir()
	page, wasm, set = filepath.Join(root, "page"), filepath.Join(root, "wasm"), filepath.Join(root, "open.glyphs.br")
	small, err := compress(t.Context(), []byte("a data set"), 1)
	if err != nil {
		t.Fatal(err)
	}
	for path, data := range map[string]string{
		filepath.Join(page, "index.html"):  "{{vugu.js}} {{wasm_exec.js}} {{page.wasm}} {{worker.wasm}} {{intake.wasm}}",
		filepath.Join(page, "icon.svg"):    smallIcon,
		filepath.Join(wasm, "page.wasm"):   "the page's",
		filepath.Join(wasm, "worker.wasm"): "the worker's",
		filepath.Join(wasm, "intake.wasm"): "the intake's",
		filepath.Join(wasm, "edge.wasm"):   "the server's",
		set:                                string(small),
	} {
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(data), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return page, wasm, set
}

func TestCollectFindsWhatThePageConsistsOf(t *testing.T) {
	page, wasm, set := project(t)
	sources, err := collect(t.Context(), page, wasm, set, "no.weights")
	if err != nil {
		t.Fatal(err)
	}
	files := addresses(t, sources...)
	if len(files) != 10 {
		t.Errorf("%d files, want 10", len(files))
	}
	for name, want := range map[string]string{
		"page.wasm":    "the page's",
		"worker.wasm":  "the worker's",
		"intake.wasm":  "the intake's",
		"open.glyphs":  "a data set",
		"wasm_exec.js": "importObject", // what boot.js calls of Go's script
		"vugu.js":      "window.vuguRender",
		"icon-192.png": "PNG",
		"icon-512.png": "PNG",
		"index.html":   files["vugu.js"].Address + " " + files["wasm_exec.js"].Address,
	} {
		if !bytes.Contains(files[name].data, []byte(want)) {
			t.Errorf("%s, %d bytes, has no %q", name, len(files[name].data), want)
		}
	}
	if bytes.Contains(files["vugu.js"].data, []byte("/*DEBUG*/")) {
		t.Error("vugu.js has debugging in it")
	}
}

func TestCollectTakesWeightsIfThereAreAny(t *testing.T) {
	page, wasm, set := project(t)
	weights := filepath.Join(filepath.Dir(set), "best.weights")
	if err := os.WriteFile(weights, []byte("trained"), 0o666); err != nil {
		t.Fatal(err)
	}
	sources, err := collect(t.Context(), page, wasm, set, weights)
	if err != nil {
		t.Fatal(err)
	}
	f := addresses(t, sources...)["best.weights"]
	if string(f.data) != "trained" || !f.Immutable || !strings.HasPrefix(f.Address, "/data/best.") {
		t.Errorf("got %q at %s", f.data, f.Address)
	}
	if _, err := collect(t.Context(), page, wasm, set, page); err == nil || !strings.Contains(err.Error(), "weights") {
		t.Errorf("weights that cannot be read: error %v", err)
	}
}

func TestCollectSaysWhatIsMissing(t *testing.T) {
	tests := []struct {
		name   string
		change func(page, wasm, set *string)
		want   string
	}{
		{"no sources", func(page, _, _ *string) { *page = "nowhere" }, "nowhere"},
		{"no programs", func(_, wasm, _ *string) { *wasm = "nowhere" }, "make build"},
		{"no set", func(_, _, set *string) { *set = "nowhere.glyphs.br" }, "make glyphs"},
		{"a set that is not compressed", func(_, _, set *string) { *set = "open.glyphs" }, "NAME.glyphs.br"},
		{"a damaged set", func(page, _, set *string) {
			*set = filepath.Join(filepath.Dir(*page), "bad.glyphs.br")
			if err := os.WriteFile(*set, []byte("no brotli"), 0o666); err != nil {
				t.Fatal(err)
			}
		}, "bad.glyphs.br is damaged"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			page, wasm, set := project(t)
			test.change(&page, &wasm, &set)
			_, err := collect(t.Context(), page, wasm, set, "no.weights")
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error is %v, want %q in it", err, test.want)
			}
		})
	}
}

func TestDebuggingLinesAreLeftOut(t *testing.T) {
	script := "a();\n\t/*DEBUG*/ console.log(a)\n/*DEBUG*/b();\n  c(); /*DEBUG*/\n/*DEBUG OPCODE STRINGS*/\nd()"
	want := "a();\n  c(); /*DEBUG*/\n/*DEBUG OPCODE STRINGS*/\nd()"
	if got := string(withoutDebugging([]byte(script))); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// What the page's sources say now can be packed.
func TestThePagesOwnReferencesAreRight(t *testing.T) {
	_, wasm, set := project(t)
	sources, err := collect(t.Context(), filepath.Join("..", "page"), wasm, set, "no.weights")
	if err != nil {
		t.Fatal(err)
	}
	files := addresses(t, sources...)
	for name, f := range files {
		if strings.HasSuffix(name, ".wasm") || strings.HasSuffix(name, ".png") || !bytes.Contains(f.data, []byte("{{")) {
			continue
		}
		t.Errorf("%s still has {{ in it", name)
	}
}
