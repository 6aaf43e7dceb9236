package intake

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"
)

// counted is a blob in memory that counts how often it is read.
type counted struct {
	*bytes.Reader
	reads *int
}

func newCounted(b []byte) counted { return counted{bytes.NewReader(b), new(int)} }

func (c counted) ReadAt(b []byte, offset int64) (int, error) {
	*c.reads++
	return c.Reader.ReadAt(b, offset)
}

func planted(t *testing.T, files ...string) tree {
	t.Helper()
	var blobs []Blob
	for _, name := range files {
		blobs = append(blobs, newCounted([]byte("content of "+name)))
	}
	tree, err := newTree(files, blobs)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func TestATreeIsAFileSystem(t *testing.T) {
	files := []string{"set/B/one.png", "set/A/two.png", "/set/A/one.png", "readme", "set/empty"}
	tree := planted(t, files...)
	if err := fstest.TestFS(tree, "set/B/one.png", "set/A/two.png", "set/A/one.png", "readme"); err != nil {
		t.Error(err)
	}
	content, err := fs.ReadFile(tree, "set/A/two.png")
	if err != nil || string(content) != "content of set/A/two.png" {
		t.Errorf("%q, %v", content, err)
	}
}

func TestPathsThatCannotBeAreErrors(t *testing.T) {
	for want, paths := range map[string][]string{
		"two files called a/b":   {"a/b", "a/b"},
		"is a file and a folder": {"a", "a/b"},
		"cannot have the path":   {"../a"},
		`the path "/"`:           {"/"},
	} {
		blobs := make([]Blob, len(paths))
		for i := range blobs {
			blobs[i] = newCounted(nil)
		}
		if _, err := newTree(paths, blobs); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want one with %q", paths, err, want)
		}
	}
}

func TestSmallReadsBecomeLargeOnes(t *testing.T) {
	content := make([]byte, 5*windowBytes/2)
	for i := range content {
		content[i] = byte(rand.Uint32())
	}
	blob := newCounted(content)
	w := &windows{blob: blob}
	check := func(offset, n int) {
		t.Helper()
		got := make([]byte, n)
		if m, err := w.ReadAt(got, int64(offset)); m != n || err != nil || !bytes.Equal(got, content[offset:offset+n]) {
			t.Fatalf("%d bytes at %d: %d, %v, or other bytes", n, offset, m, err)
		}
	}
	for at := 0; at < windowBytes; at += 4096 {
		check(at, 4096)
		check(windowBytes*3/2+at/8, 512) // the list at the end, in turn
	}
	if *blob.reads > 3 {
		t.Errorf("%d reads", *blob.reads)
	}
	check(windowBytes-10, 20)
	check(100, 2*windowBytes)
	check(0, len(content))
}

// broken is a file that has become shorter since the browser listed it.
type broken struct{ counted }

func (b broken) Size() int64 { return b.counted.Size() + 100 }

type failing struct{ counted }

func (failing) ReadAt([]byte, int64) (int, error) { return 0, errors.New("gone") }

func TestAFileThatCannotBeReadIsAnError(t *testing.T) {
	for want, blob := range map[string]Blob{
		io.ErrUnexpectedEOF.Error(): broken{newCounted([]byte("short"))},
		"gone":                      failing{newCounted([]byte("content"))},
	} {
		tree, err := newTree([]string{"a"}, []Blob{blob})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // the second time too
			if _, err := fs.ReadFile(tree, "a"); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("error %v, want %s", err, want)
			}
		}
		f, err := tree.Open("a")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.(io.ReaderAt).ReadAt(make([]byte, 2), 3); (err == nil) != (want != "gone") && want == "gone" {
			t.Errorf("a part: error %v", err)
		}
	}
}
