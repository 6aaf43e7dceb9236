package importer

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"strings"
	"testing"
	"testing/fstest"

	"glyphlab/engine/dataset"
)

// drawing is a JPEG of so many pixels: a square of ink, of its own size for
// every number, in the middle.
func drawing(side, number int, ink, ground byte) []byte {
	im := image.NewGray(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			v := ground
			if half := side * (10 + number) / 64; max(y-side/2, side/2-y) < half && max(x-side/2, side/2-x) < half {
				v = ink
			}
			im.SetGray(x, y, color.Gray{v})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, im, &jpeg.Options{Quality: 100}); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// drawings are n pictures of each of some classes.
func drawings(classes, n int, ink, ground byte) fstest.MapFS {
	files := fstest.MapFS{}
	for class := range classes {
		for i := range n {
			files[fmt.Sprintf("set/class %02d/%d.jpg", class, i)] = &fstest.MapFile{Data: drawing(40+class, i, ink, ground)}
		}
	}
	return files
}

// extremes returns the darkest and the brightest that images of a set have in
// one place.
func extremes(set *dataset.Set, at int) (low, high byte) {
	low = 255
	pixels := make([]byte, set.Info.Height*set.Info.Width)
	for _, im := range set.Splits {
		for i := range im.Len() {
			im.Pixels(pixels, i)
			low, high = min(low, pixels[at]), max(high, pixels[at])
		}
	}
	return low, high
}

func TestPicturesBecomeBrightInkOnADarkGround(t *testing.T) {
	for name, test := range map[string]struct {
		ink, ground byte
		said        Ink
		inverted    bool
		middle      byte
	}{
		"bright":           {220, 10, FoundOut, false, 220},
		"dark":             {10, 220, FoundOut, true, 245},
		"dark, said":       {10, 220, Dark, true, 245},
		"bright, said":     {220, 10, Bright, false, 220},
		"said to be wrong": {10, 220, Bright, false, 10},
	} {
		o := usual()
		o.Ink, o.Samples = test.said, 3
		set, report := imported(t, o, whole(drawings(3, 16, test.ink, test.ground)))
		if report.Inverted != test.inverted || report.Fitted != 48 {
			t.Errorf("%s: %+v", name, report)
		}
		if low, high := extremes(set, 14*28+14); low < test.middle-3 || high > test.middle+3 {
			t.Errorf("%s: the middle is %d to %d, want %d", name, low, high, test.middle)
		}
		if got := strings.Join(set.Info.Classes, ","); got != "class 00,class 01,class 02" || set.Info.Height != 28 || set.Info.Width != 28 {
			t.Errorf("%s: classes %s, %d×%d pixels", name, got, set.Info.Height, set.Info.Width)
		}
		for class, samples := range report.Samples {
			if len(samples) != 3 || len(samples[0]) != 28*28 || samples[0][14*28+14] < test.middle-3 {
				t.Errorf("%s: %d samples of class %d", name, len(samples), class)
			}
		}
	}
}

// What an image is for depends on what is written, inverted or not.
func TestInvertedImagesAreWhatTheyWouldBeHadTheyComeSo(t *testing.T) {
	var bright, dark []entry
	for _, e := range letters(60) {
		pixels := glyph(20, 0)
		pixels[400] = byte(len(bright)) // not at an edge
		dark = append(dark, entry{e.name, nil})
		bright = append(bright, entry{e.name, pngOf(pixels)})
		for i := range pixels {
			pixels[i] = 255 - pixels[i]
		}
		dark[len(dark)-1].data = pngOf(pixels)
	}
	o := usual()
	o.Origin = "a test"
	var files [2]bytes.Buffer
	for i, entries := range [][]entry{bright, dark} {
		report, err := Import(t.Context(), &files[i], []Source{whole(folder(entries))}, o)
		if err != nil || report.Inverted != (i == 1) {
			t.Fatalf("inverted is %v, %v", report.Inverted, err)
		}
	}
	if !bytes.Equal(files[0].Bytes(), files[1].Bytes()) {
		t.Error("the files differ")
	}
}

func TestArraysKeepTheirSizeUnlessAnotherIsAskedFor(t *testing.T) {
	files := fstest.MapFS{}
	var items []labelled
	for i := range 100 {
		pixels := bytes.Repeat([]byte{250}, 8*8)
		for j := 27; j < 37; j++ {
			pixels[j] = byte(i)
		}
		items = append(items, labelled{pixels, byte(i % 3)})
	}
	images, labels := idxFiles(8, items...)
	files["train-images-idx3-ubyte"], files["train-labels-idx1-ubyte"] = &fstest.MapFile{Data: images}, &fstest.MapFile{Data: labels}
	set, report := imported(t, usual(), whole(files))
	if low, _ := extremes(set, 0); set.Info.Height != 8 || report.Fitted != 0 || report.Inverted || low != 250 {
		t.Errorf("%d pixels high, %+v", set.Info.Height, report)
	}
	if report.BecameTest == 0 || report.BecameTest != set.Info.Counts[dataset.Test] || report.BecameValidation != set.Info.Counts[dataset.Validation] {
		t.Errorf("%d became test images, counts %v", report.BecameTest, set.Info.Counts)
	}
	o := usual()
	o.Side = 28
	set, report = imported(t, o, whole(files))
	if _, high := extremes(set, 0); set.Info.Height != 28 || report.Fitted != 100 || !report.Inverted || high != 5 {
		t.Errorf("%d pixels high, corner %d, %+v", set.Info.Height, high, report)
	}
	// Two sizes become one.
	more := drawings(2, 3, 255, 0)
	if set, _ := imported(t, o, whole(files), whole(more)); set.Info.Images() != 106 {
		t.Errorf("%d images", set.Info.Images())
	}
}

func TestColoursInArraysBecomeGrey(t *testing.T) {
	const n = 60
	pixels := make([]byte, 0, n*10*10*3)
	labels := make([]byte, n)
	for i := range n {
		for range 10 * 10 {
			pixels = append(pixels, 200, 100, byte(i))
		}
		labels[i] = byte(i % 2)
	}
	file := npz("images.npy", npy(fmt.Sprintf("(%d, 10, 10, 3)", n), pixels), "labels.npy", npy(fmt.Sprintf("(%d,)", n), labels))
	set, _ := imported(t, usual(), only(fstest.MapFS{"a.npz": {Data: file}}, "a.npz"))
	if low, high := extremes(set, 5); low != 119 || high != 125 || set.Info.Images() != n {
		t.Errorf("%d images of %d to %d", set.Info.Images(), low, high)
	}
}

func TestLabelsAreCalledLettersOrNumbers(t *testing.T) {
	for _, test := range []struct {
		labels []byte
		want   string
	}{
		{[]byte{0, 1, 2}, "A B C"},
		{[]byte{2, 4}, "C D E"},
		{[]byte{9, 0}, "A B C D E F G H I J"},
		{[]byte{1, 10}, "1 2 3 4 5 6 7 8 9 10"},
	} {
		files := fstest.MapFS{}
		var items []labelled
		for i, label := range test.labels {
			items = append(items, labelled{glyph(label, byte(i)), label})
		}
		addIDX(files, "emnist-letters-train", items...)
		o := usual()
		o.Validation, o.Test = 0, 0
		set, report := imported(t, o, whole(files))
		if got := strings.Join(set.Info.Classes, " "); got != test.want || !report.Numbered {
			t.Errorf("labels %v: classes %s, numbered %v; want %s", test.labels, got, report.Numbered, test.want)
		}
		for i := range test.labels {
			pixels := make([]byte, 28*28)
			im := set.Splits[dataset.Training]
			im.Pixels(pixels, i)
			first := min(test.labels[0], test.labels[len(test.labels)-1])
			if got, want := set.Info.Classes[im.Label(i)], strings.Fields(test.want)[pixels[1]-first]; got != want {
				t.Errorf("labels %v: image %d is a %s, want %s", test.labels, i, got, want)
			}
		}
	}
}

func TestSixtyTwoClassesAreImported(t *testing.T) {
	set, _ := imported(t, usual(), whole(drawings(62, 4, 200, 0)))
	if len(set.Info.Classes) != 62 || set.Info.Images() != 248 {
		t.Errorf("%d classes, %d images", len(set.Info.Classes), set.Info.Images())
	}
}

func TestTooManyImagesAreAnError(t *testing.T) {
	o := usual()
	o.MostImages = 7
	_, err := Import(t.Context(), io.Discard, []Source{whole(folder(letters(4)))}, o)
	if err == nil || !strings.Contains(err.Error(), "more than 7 images") {
		t.Errorf("error %v", err)
	}
	o.MostImages = 8
	imported(t, o, whole(folder(letters(4))))
}

func TestSourcesAreFoundAmongFiles(t *testing.T) {
	files := func(names ...string) fstest.MapFS {
		m := fstest.MapFS{}
		for _, name := range names {
			m[name] = &fstest.MapFile{Data: []byte("x")}
		}
		return m
	}
	for _, test := range []struct {
		files fstest.MapFS
		want  string // path (name) of each, or a part of the error
	}{
		{files("train-images-idx3-ubyte", "train-labels-idx1-ubyte.gz", "notes.txt"), ". (train-images-idx3-ubyte)"},
		{files("mnist/t10k-images.idx3-ubyte", "mnist/t10k-labels.idx1-ubyte"), "mnist (mnist)"},
		{files("small.tar.gz", "folder/large.zip", "__MACOSX/small.zip", ".hidden.zip"), "folder/large.zip (folder/large.zip), small.tar.gz (small.tar.gz)"},
		{files("a.npz"), "a.npz (a.npz)"},
		{files("set/A/1.png", "set/B/2.jpg", "README"), ". (mine)"},
		{files("A/1.gif", "B/2.png"), ". (mine)"},
		{files("what"), "what (what)"},
		{files("a.zip", "A/1.png"), "there are a.zip and pictures, such as A/1.png"},
		{files(), "there are no files"},
	} {
		sources, err := Sources(test.files, "mine")
		var got []string
		for _, s := range sources {
			got = append(got, s.Path+" ("+s.Name+")")
		}
		if err != nil {
			got = []string{err.Error()}
		}
		if text := strings.Join(got, ", "); text != test.want && (err == nil || !strings.Contains(text, test.want)) {
			t.Errorf("got %s, want %s", text, test.want)
		}
	}
}
