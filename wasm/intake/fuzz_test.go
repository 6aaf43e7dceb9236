package intake

import (
	"bytes"
	"errors"
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"glyphlab/engine/dataset"
)

// strange are names that fstest takes for wrong patterns.
var strange = regexp.MustCompile(`[^\w./\n -]`)

// Whatever a browser calls its files, there is an error or a file system that
// has them all.
func FuzzTree(f *testing.F) {
	for _, paths := range []string{"set/A/one.png\nset/B/two.png", "/a\nb/c", "a\na/b", "../a", "a//b\n./c\nd/../e", "\x00\n\xff", "a/\na"} {
		f.Add(paths)
	}
	f.Fuzz(func(t *testing.T, lines string) {
		paths := strings.Split(lines, "\n")
		blobs := make([]Blob, len(paths))
		for i, p := range paths {
			blobs[i] = newCounted([]byte(p))
		}
		tree, err := newTree(paths, blobs)
		if err != nil {
			return
		}
		left := make(map[string]int)
		for _, p := range paths {
			left[p]++
		}
		var names []string
		err = fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			content, err := fs.ReadFile(tree, name)
			if left[string(content)]--; left[string(content)] < 0 {
				t.Errorf("%s has the content of %q", name, content)
			}
			names = append(names, name)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if !strange.MatchString(lines) {
			if err := fstest.TestFS(tree, names...); err != nil {
				t.Error(err)
			}
		}
		for p, n := range left {
			if n != 0 {
				t.Errorf("%q is not in the tree", p)
			}
		}
	})
}

// Whatever a file holds, there is an error for the person or a data set.
func FuzzReader(f *testing.F) {
	some := pictures(20, "cat", "dog")
	for name, file := range some {
		f.Add(name, file.Data)
		break
	}
	f.Add("mine.zip", zipped(some))
	f.Add("mine.glyphs", []byte(dataset.Magic))
	f.Add("train-images-idx3-ubyte", []byte{0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4})
	f.Add("mine.npz", []byte("PK\x05\x06"+strings.Repeat("\x00", 18)))
	f.Add("mine.pickle", []byte("\x80\x04}."))
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		files, err := newTree([]string{name}, []Blob{newCounted(content)})
		if err != nil {
			return
		}
		var out bytes.Buffer
		what, _, _, err := reader(func(int64, int64, int) {}).Read(t.Context(), files, &out)
		if err != nil {
			if errors.Is(err, fs.ErrInvalid) || err.Error() == "" {
				t.Errorf("the error %q helps nobody", err)
			}
			return
		}
		set, err := dataset.Read(bytes.NewReader(out.Bytes()))
		if err != nil || set.Info.Counts != what.Counts {
			t.Errorf("%v, %+v, and the report says %+v", err, set, what)
		}
	})
}
