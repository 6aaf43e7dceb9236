package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"glyphlab/serve/download"
)

// quickPNG does without compression, whose tables cost more than these images.
var quickPNG = png.Encoder{CompressionLevel: png.NoCompression}

// lettersArchive returns an archive in notMNIST's layout, of n glyphs of A
// and B that no other seed has.
func lettersArchive(t testing.TB, name string, seed, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	w := tar.NewWriter(z)
	for i := range n {
		for c, class := range []string{"A", "B"} {
			im := image.NewGray(image.Rect(0, 0, 28, 28))
			for p := range im.Pix {
				im.Pix[p] = byte((p/28/(1+i%5) + p%28/(1+c+seed) + i*p/97) * 85)
			}
			im.Pix[0], im.Pix[1], im.Pix[2] = byte(seed), byte(i), byte(i>>8)
			var file bytes.Buffer
			if err := quickPNG.Encode(&file, im); err != nil {
				t.Fatal(err)
			}
			w.WriteHeader(&tar.Header{Name: fmt.Sprintf("%s/%s/%d.png", name, class, i), Typeflag: tar.TypeReg, Mode: 0o644, Size: int64(file.Len())})
			w.Write(file.Bytes())
		}
	}
	w.Close()
	z.Close()
	return b.Bytes()
}

// publish has fetch download these archives from a server of the test.
func publish(t *testing.T, archives map[string][]byte) (asked func() []string) {
	var paths []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		paths = append(paths, r.URL.Path)
		if strings.HasPrefix(r.URL.Path, "/gone/") {
			http.NotFound(w, r)
			return
		}
		w.Write(archives[filepath.Base(r.URL.Path)])
	}))
	t.Cleanup(server.Close)
	original := notMNIST
	t.Cleanup(func() { notMNIST = original })
	notMNIST = nil
	for _, f := range original {
		notMNIST = append(notMNIST, download.File{Name: f.Name, Bytes: int64(len(archives[f.Name])),
			Addresses: []string{server.URL + "/gone/" + f.Name, server.URL + "/" + f.Name}})
	}
	return func() []string { return paths }
}

func TestFetchDownloadsOnceAndImports(t *testing.T) {
	ownCache(t)
	asked := publish(t, map[string][]byte{
		"notMNIST_large.tar.gz": lettersArchive(t, "notMNIST_large", 1, 60), "notMNIST_small.tar.gz": lettersArchive(t, "notMNIST_small", 2, 10),
	})
	folder := filepath.Join(t.TempDir(), "letters")
	stdout, stderr, status := glyphlab(t.Context(), "fetch", "-o", folder, "-twins", "keep")
	if status != 0 {
		t.Fatalf("status %d: %s", status, stderr)
	}
	if !strings.Contains(stdout, "140 images of 28×28 pixels") || !strings.Contains(stderr, "404 Not Found") {
		t.Errorf("it says\n%s%s", stdout, stderr)
	}
	if m := manifestOf(t, folder); m.Counts.Test != 20 || m.Counts.Training+m.Counts.Validation != 120 || len(m.Sources) != 2 {
		t.Errorf("the manifest has %+v from %v", m.Counts, m.Sources)
	}
	if got := len(asked()); got != 4 {
		t.Errorf("%d requests, want 4: %q", got, asked())
	}
	if _, stderr, status := glyphlab(t.Context(), "fetch", "-o", folder, "-bits", "4"); status != 0 || len(asked()) != 4 {
		t.Errorf("the second time: status %d, %d requests: %s", status, len(asked()), stderr)
	}
	if _, stderr, status := glyphlab(t.Context(), "fetch", "-small", "-o", folder+".glyphs"); status != 0 || readSet(t, folder+".glyphs").Info.Images() != 20 {
		t.Errorf("the small one: status %d: %s", status, stderr)
	}
}

func TestFetchRefusesWrongCommandLines(t *testing.T) {
	ownCache(t)
	for want, args := range map[string][]string{
		"takes no \"large\"":   {"large"},
		"-colour":              {"-colour"},
		"4 or 8 bits, not 5":   {"-bits", "5"},
		"effort is 0 to 11":    {"-effort", "12"},
		"keep or leave-out":    {"-twins", "perhaps"},
		"name the file to wri": {"-o", ""},
	} {
		_, stderr, status := glyphlab(t.Context(), append([]string{"fetch"}, args...)...)
		if status != 2 || !strings.Contains(stderr, want) {
			t.Errorf("%q: status %d, %q; want 2 and %q", args, status, stderr, want)
		}
	}
	if _, stderr, status := glyphlab(t.Context(), "fetch", "-h"); status != 0 || !strings.Contains(stderr, "downloads notMNIST") {
		t.Errorf("-h: status %d, %q", status, stderr)
	}
}
