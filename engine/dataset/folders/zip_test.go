package folders

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

// zipped returns a zip archive of files, every second one not compressed.
func zipped(files []entryOf) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	w.SetComment("a comment")
	for i, e := range files {
		f, err := w.CreateHeader(&zip.FileHeader{Name: e.name, Method: []uint16{zip.Deflate, zip.Store}[i%2]})
		if err != nil {
			panic(err)
		}
		f.Write(e.data)
	}
	w.Close()
	return b.Bytes()
}

func readZip(b []byte, each func(File) error) error {
	return Zip(bytes.NewReader(b), int64(len(b)), each)
}

func TestZipOfManyFilesIsRead(t *testing.T) {
	var files []entryOf
	for i := range 70_000 { // more than fit the old end of the list
		files = append(files, entryOf{fmt.Sprintf("A/%d.png", i), nil})
	}
	count := 0
	if err := readZip(zipped(files), func(File) error { count++; return nil }); err != nil || count != len(files) {
		t.Errorf("%d files, %v", count, err)
	}
}

func TestDamagedZipsAreErrors(t *testing.T) {
	whole := zipped([]entryOf{{"A/one.png", encoded(glyph(1))}, {"A/two.png", encoded(glyph(2))}})
	list := bytes.Index(whole, []byte(entrySignature))
	changed := func(at int, b ...byte) []byte {
		out := bytes.Clone(whole)
		copy(out[at:], b)
		return out
	}
	end := bytes.LastIndex(whole, []byte(endSignature))
	for name, test := range map[string]struct {
		file []byte
		want string
	}{
		"cut":                {whole[:len(whole)-40], "list of files at its end is not there"},
		"empty":              {nil, "is not there"},
		"list overwritten":   {changed(list, 'x'), `has "xK\x01\x02" where an entry should begin`},
		"too few entries":    {changed(end+10, 9, 0), "ends too soon"},
		"list outside":       {changed(end+16, 255, 255, 255, 0), "should be at bytes"},
		"64 bits missing":    {changed(end+16, 255, 255, 255, 255), "not where the list of files is"},
		"pixels overwritten": {changed(60, 1, 2, 3, 4), "A/one.png A: damaged"},
		"encrypted":          {changed(list+8, 1), "A/one.png A: encrypted"},
		"method":             {changed(list+10, 12), "A/one.png A: compressed by method 12"},
		"offset":             {changed(list+42, 1), "A/one.png A: damaged: at byte 1"},
	} {
		var files []File
		err := readZip(test.file, func(f File) error { files = append(files, f); return nil })
		got := summary(files)
		if err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, test.want) {
			t.Errorf("%s: %s, want %q", name, got, test.want)
		}
	}
}

func FuzzZip(f *testing.F) {
	whole := zipped([]entryOf{{"A/one.png", encoded(glyph(1))}, {"B/two.png", nil}})
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	large := bytes.Clone(whole)
	binary.LittleEndian.PutUint16(large[bytes.LastIndex(large, []byte(endSignature))+10:], 0xffff)
	f.Add(large)
	f.Fuzz(func(t *testing.T, b []byte) {
		readZip(b, func(file File) error {
			if pixels, _, err := file.Pixels(Side); (err == nil) != (len(pixels) == Side*Side) || len(file.Data) > maxFile {
				t.Fatalf("%s: %d bytes, %d pixels, error %v", file.Path, len(file.Data), len(pixels), err)
			}
			return nil
		})
	})
}
