package intake

import (
	"archive/zip"
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"glyphlab/engine/dataset"
	"glyphlab/wasm/intake/report"
)

// pictures are PNGs of dark ink on white: n of each class.
func pictures(n int, classes ...string) fstest.MapFS {
	files := fstest.MapFS{}
	for c, class := range classes {
		for i := range n {
			im := image.NewGray(image.Rect(0, 0, 40, 30))
			for j := range im.Pix {
				im.Pix[j] = 255
			}
			for y := 5; y < 25; y++ {
				im.SetGray(10+i%20, y, color.Gray{byte(i)})
				im.SetGray(12+c, y, color.Gray{byte(c)})
			}
			var b bytes.Buffer
			if err := png.Encode(&b, im); err != nil {
				panic(err)
			}
			files[fmt.Sprintf("mine/%s/%d.png", class, i)] = &fstest.MapFile{Data: b.Bytes()}
		}
	}
	return files
}

// numbers returns the names 0, 1 and so on.
func numbers(n int) (names []string) {
	for i := range n {
		names = append(names, fmt.Sprint(i))
	}
	return names
}

// zipped returns a zip archive of files.
func zipped(files fstest.MapFS) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, f := range files {
		w, _ := z.Create(name)
		w.Write(f.Data) // to memory: neither fails
	}
	z.Close()
	return b.Bytes()
}

func reader(progress func(read, total int64, images int)) Reader {
	return Reader{Request: report.Request{Name: "own-mine", Title: "Mine"}, Progress: progress}
}

func TestAFolderOfPicturesBecomesADataSet(t *testing.T) {
	files := pictures(40, "cat", "dog", "emu")
	files["mine/cat/broken.png"] = &fstest.MapFile{Data: []byte("\x89PNG")}
	told, last := 0, int64(0)
	var out bytes.Buffer
	what, samples, labels, err := reader(func(read, total int64, images int) {
		if told++; images != told || read > total || read < last {
			t.Errorf("%d of %d bytes, %d images", read, total, images)
		}
		last = read
	}).Read(t.Context(), files, &out)
	if err != nil {
		t.Fatal(err)
	}
	set, err := dataset.Read(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if set.Info.Name != "own-mine" || set.Info.Height != 28 || set.Info.Images() != 120 || what.Counts != set.Info.Counts ||
		!slices.Equal(what.Classes, []string{"cat", "dog", "emu"}) || what.Bytes != int64(out.Len()) {
		t.Errorf("the file has %+v, the report %+v", set.Info, what)
	}
	if !what.Inverted || what.Numbered || what.Fitted != 120 || what.LeftOut != 1 || what.Bad[0].Path != "Mine: mine/cat/broken.png" {
		t.Errorf("the report is %+v", what)
	}
	if len(labels) != 3*samplesPerClass || len(samples) != len(labels)*28*28 || !slices.IsSorted(labels) {
		t.Errorf("%d samples, labels %v", len(samples)/28/28, labels)
	}
	if told != 121 || last == 0 {
		t.Errorf("told %d times", told)
	}
}

func TestAGlyphsFileIsTakenAsItIs(t *testing.T) {
	var first, second bytes.Buffer
	quiet := func(int64, int64, int) {}
	before, _, _, err := reader(quiet).Read(t.Context(), pictures(40, "cat", "dog"), &first)
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{"mine.glyphs": {Data: first.Bytes()}}
	what, samples, labels, err := reader(quiet).Read(t.Context(), files, &second)
	if err != nil || !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Fatalf("%v, or other bytes", err)
	}
	if what.Counts != before.Counts || !slices.Equal(what.PerClass, before.PerClass) || len(samples) != len(labels)*28*28 || len(labels) != 2*samplesPerClass {
		t.Errorf("the report is %+v, of the import %+v", what, before)
	}
	files["mine.glyphs"].Data = first.Bytes()[:first.Len()-1]
	if _, _, _, err := reader(quiet).Read(t.Context(), files, &second); err == nil || !strings.Contains(err.Error(), "mine.glyphs: the .glyphs file is damaged") {
		t.Errorf("error %v", err)
	}
}

func TestWhatCannotBeTrainedOnIsSaid(t *testing.T) {
	for want, files := range map[string]fstest.MapFS{
		"too few images: of 2 none is for": pictures(1, "cat", "dog"),
		"2 to 62 classes, not 1":           pictures(50, "cat"),
		"more than 62 folders":             pictures(1, numbers(63)...),
		"there are no files":               {},
		"in no folder that names":          {"a.png": {Data: []byte("x")}, "b.png": {Data: []byte("x")}},
		"zip archive is damaged":           {"a.zip": {Data: zipped(pictures(3, "cat", "dog"))[:500]}},
		"neither a tar archive":            {"a.txt": {Data: []byte("hello")}},
	} {
		_, _, _, err := reader(func(int64, int64, int) {}).Read(t.Context(), files, new(bytes.Buffer))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}
