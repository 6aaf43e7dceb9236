package importer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"glyphlab/engine/dataset"
)

// usual are the command's defaults.
func usual() Options { return Options{Name: "test", Bits: 8, Validation: 10, Test: 10} }

// imported imports and reads the result back.
func imported(t *testing.T, o Options, sources ...Source) (*dataset.Set, Report) {
	t.Helper()
	var file bytes.Buffer
	report, err := Import(t.Context(), &file, sources, o)
	if err != nil {
		t.Fatal(err)
	}
	set, err := dataset.Read(&file)
	if err != nil {
		t.Fatal(err)
	}
	perClass := make([][3]int, len(set.Info.Classes))
	for split, im := range set.Splits {
		for i := range im.Len() {
			perClass[im.Label(i)][split]++
		}
	}
	if !slices.Equal(perClass, report.PerClass) {
		t.Errorf("the report has %v images by class and split, the file %v", report.PerClass, perClass)
	}
	return set, report
}

// contents writes a split's images, each as its class, brightness and first
// pixel.
func contents(set *dataset.Set, split dataset.Split) string {
	var b strings.Builder
	im := set.Splits[split]
	pixels := make([]byte, set.Info.Height*set.Info.Width)
	for i := range im.Len() {
		im.Pixels(pixels, i)
		fmt.Fprintf(&b, "%s%d.%d ", set.Info.Classes[im.Label(i)], pixels[1], pixels[0])
	}
	return strings.TrimSpace(b.String())
}

// letters returns n different images of each of two letters.
func letters(n int) []entry {
	var entries []entry
	for i := range n {
		for c, class := range []string{"A", "B"} {
			entries = append(entries, entry{fmt.Sprintf("set/%s/%d.png", class, i), pngOf(glyph(byte(100*c), byte(i)))})
		}
	}
	return entries
}

func TestIDXFilesKeepTheirSplitAndOrder(t *testing.T) {
	files := fstest.MapFS{"README": {Data: []byte("about")}}
	addIDX(files, "train", labelled{glyph(1, 1), 2}, labelled{glyph(1, 2), 0}, labelled{glyph(1, 3), 9})
	addIDX(files, "validation", labelled{glyph(2, 1), 1})
	addIDX(files, "t10k", labelled{glyph(3, 1), 4}, labelled{glyph(3, 2), 3})
	for name, sources := range map[string][]Source{
		"folder": {whole(files)},
		"files":  {only(files, "t10k-labels-idx1-ubyte.gz"), only(files, "validation-images-idx3-ubyte"), only(files, "train-images-idx3-ubyte")},
		"twice":  {only(files, "train-images-idx3-ubyte"), only(files, "train-labels-idx1-ubyte.gz"), whole(files)},
	} {
		set, report := imported(t, usual(), sources...)
		for split, want := range []string{"C1.1 A1.2 J1.3", "B2.1", "E3.1 D3.2"} {
			if got := contents(set, dataset.Split(split)); got != want {
				t.Errorf("%s: %v images are %s, want %s", name, dataset.Split(split), got, want)
			}
		}
		if got := strings.Join(set.Info.Classes, ""); got != "ABCDEFGHIJ" {
			t.Errorf("%s: classes %s", name, got)
		}
		if report.BecameValidation != 0 || report.Copies != (Copies{}) || report.LeftOut.Count != 0 {
			t.Errorf("%s: report %+v", name, report)
		}
	}
}

func TestMissingValidationImagesAreTakenFromTraining(t *testing.T) {
	files := fstest.MapFS{}
	var items []labelled
	for i := range 200 {
		items = append(items, labelled{glyph(1, byte(i)), byte(i % 10)})
	}
	addIDX(files, "train", items...)
	addIDX(files, "t10k", labelled{glyph(3, 1), 4})
	set, report := imported(t, usual(), whole(files))
	n := set.Info.Counts
	if n[dataset.Validation] == 0 || n[dataset.Validation] != report.BecameValidation ||
		n[dataset.Training]+n[dataset.Validation] != 200 || n[dataset.Test] != 1 {
		t.Errorf("counts %v, of which %d became validation images", n, report.BecameValidation)
	}
	o := usual()
	o.Validation = 0
	set, report = imported(t, o, whole(files))
	if set.Info.Counts != [3]int{200, 0, 1} || report.BecameValidation != 0 {
		t.Errorf("with 0 %%: counts %v, %d became validation images", set.Info.Counts, report.BecameValidation)
	}
}

func TestArchiveAndFolderGiveTheSameFile(t *testing.T) {
	entries := letters(60)
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	o := usual()
	o.Origin = "a test"
	var files [2]bytes.Buffer
	tars := fstest.MapFS{"set.tar.gz": {Data: archive(entries)}}
	for i, s := range []Source{whole(folder(entries)), only(tars, "set.tar.gz")} {
		if _, err := Import(t.Context(), &files[i], []Source{s}, o); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0].Bytes(), files[1].Bytes()) {
		t.Error("the files differ")
	}
}

func TestSplitDependsOnTheImageAlone(t *testing.T) {
	splits := func(entries []entry, seed uint64) map[string]dataset.Split {
		o := usual()
		o.Seed = seed
		set, _ := imported(t, o, whole(folder(entries)))
		of := map[string]dataset.Split{}
		for split := range set.Splits {
			for _, image := range strings.Fields(contents(set, dataset.Split(split))) {
				of[image] = dataset.Split(split)
			}
		}
		return of
	}
	few, many := splits(letters(50), 0), splits(letters(250), 7)
	for image, split := range few {
		if many[image] != split {
			t.Errorf("%s is a %v image among few and a %v image among many", image, split, many[image])
		}
	}
	var n [3]int
	for _, split := range many {
		n[split]++
	}
	// Of 500 images 50 are expected in each; five standard deviations off is chance no more.
	if n[dataset.Validation] < 16 || n[dataset.Validation] > 84 || n[dataset.Test] < 16 || n[dataset.Test] > 84 {
		t.Errorf("of 500 images the splits have %v, wanted about 400, 50, 50", n)
	}
}

func TestSharesAreKept(t *testing.T) {
	for _, test := range []struct{ validation, test int }{{0, 0}, {100, 0}, {0, 100}, {50, 50}} {
		o := usual()
		o.Validation, o.Test = test.validation, test.test
		set, _ := imported(t, o, whole(folder(letters(50))))
		n := set.Info.Counts
		if (n[dataset.Validation] > 0) != (test.validation > 0) || (n[dataset.Test] > 0) != (test.test > 0) ||
			(n[dataset.Training] > 0) != (test.validation+test.test < 100) {
			t.Errorf("validation %d %%, test %d %%: counts %v", test.validation, test.test, n)
		}
	}
}

func TestOrderIsMixedBySeed(t *testing.T) {
	order := func(seed uint64) string {
		o := usual()
		o.Seed = seed
		set, _ := imported(t, o, whole(folder(letters(100))))
		return contents(set, dataset.Training)
	}
	zero, one := order(0), order(1)
	if zero != order(0) || one != order(1) {
		t.Error("the same seed gives another order")
	}
	if zero == one {
		t.Error("two seeds give one order")
	}
	for seed, images := range []string{zero, one} {
		changes, last := 0, byte(0)
		for _, image := range strings.Fields(images) {
			if image[0] != last {
				changes++
			}
			last = image[0]
		}
		if changes < 40 {
			t.Errorf("seed %d: the class changes only %d times along the training images", seed, changes)
		}
	}
}

func TestCopiesAreCountedAndCanBeLeftOut(t *testing.T) {
	files := fstest.MapFS{}
	addIDX(files, "train", labelled{glyph(1, 1), 0}, labelled{glyph(1, 1), 0}, labelled{glyph(9, 9), 1}, labelled{glyph(1, 2), 2}, labelled{glyph(5, 5), 1})
	addIDX(files, "validation", labelled{glyph(5, 5), 1}, labelled{glyph(1, 2), 3}, labelled{glyph(2, 2), 3})
	addIDX(files, "test", labelled{glyph(5, 5), 1})
	want := Copies{Within: 1, Across: 3, Relabels: 1}

	set, report := imported(t, usual(), whole(files))
	if report.Copies != want || set.Info.Counts != [3]int{5, 3, 1} {
		t.Errorf("kept: %+v, counts %v", report.Copies, set.Info.Counts)
	}

	o := usual()
	o.LeaveOutCopies, want.LeftOut = true, true
	set, report = imported(t, o, whole(files))
	if report.Copies != want {
		t.Errorf("left out: %+v, want %+v", report.Copies, want)
	}
	for split, want := range []string{"A1.1 B9.9", "D1.2 D2.2", "B5.5"} {
		if got := contents(set, dataset.Split(split)); got != want {
			t.Errorf("%v images are %s, want %s", dataset.Split(split), got, want)
		}
	}
}

func TestOfCopiesInAnArchiveTheFirstStays(t *testing.T) {
	entries := append(letters(3),
		entry{"set/B/again.png", pngOf(glyph(100, 0))},
		entry{"set/C/other.png", pngOf(glyph(100, 0))})
	o := usual()
	o.Validation, o.Test, o.LeaveOutCopies = 0, 0, true
	tars := fstest.MapFS{"set.tar.gz": {Data: archive(entries)}}
	set, report := imported(t, o, only(tars, "set.tar.gz"))
	if (report.Copies != Copies{Within: 2, Relabels: 1, LeftOut: true}) {
		t.Errorf("report %+v", report.Copies)
	}
	got := strings.Fields(contents(set, dataset.Training))
	slices.Sort(got)
	if fmt.Sprint(got) != "[A0.0 A0.1 A0.2 B100.0 B100.1 B100.2]" {
		t.Errorf("what stays is %v", got)
	}
}

func TestFilesThatCannotBeUsedAreNamed(t *testing.T) {
	entries := append(letters(3), entry{"set/A/empty.png", nil}, entry{"set/B/broken.png", []byte("\x89PNG")})
	tars := fstest.MapFS{"set.tar.gz": {Data: archive(entries)}}
	set, report := imported(t, usual(), only(tars, "set.tar.gz"))
	if set.Info.Images() != 6 || report.LeftOut.Count != 2 {
		t.Errorf("%d images, %d files left out", set.Info.Images(), report.LeftOut.Count)
	}
	if got := report.LeftOut.First[0]; got.Path != "folder/set.tar.gz: set/A/empty.png" || got.Err.Error() != "empty" {
		t.Errorf("the first is %s: %v", got.Path, got.Err)
	}
}

func TestOnlyTheFirstHundredAreNamed(t *testing.T) {
	entries := letters(3)
	for i := range 150 {
		entries = append(entries, entry{fmt.Sprintf("set/A/empty%d.png", i), nil})
	}
	_, report := imported(t, usual(), whole(folder(entries)))
	if report.LeftOut.Count != 150 || len(report.LeftOut.First) != 100 {
		t.Errorf("%d counted, %d named", report.LeftOut.Count, len(report.LeftOut.First))
	}
}

func TestClassesCanBeNamed(t *testing.T) {
	digits := fstest.MapFS{}
	addIDX(digits, "train", labelled{glyph(1, 1), 2}, labelled{glyph(1, 2), 0})
	o := usual()
	o.Classes = strings.Split("0123456789", "")
	set, _ := imported(t, o, whole(digits))
	if got := contents(set, dataset.Training) + contents(set, dataset.Validation); got != "21.1 01.2" {
		t.Errorf("images are %s", got)
	}
	o.Classes = []string{"B", "A", "C"}
	set, _ = imported(t, o, whole(folder(letters(2))))
	if fmt.Sprint(set.Info.Classes) != "[B A C]" {
		t.Errorf("classes %v", set.Info.Classes)
	}
}

func TestSourcesOfSeveralKindsAreJoined(t *testing.T) {
	idxs := fstest.MapFS{}
	addIDX(idxs, "train", labelled{glyph(7, 7), 1})
	addIDX(idxs, "validation", labelled{glyph(8, 8), 2})
	set, _ := imported(t, usual(), whole(folder(append(letters(20), entry{"set/K/x.png", pngOf(glyph(3, 3))}))), whole(idxs))
	if got := strings.Join(set.Info.Classes, ""); got != "ABCK" {
		t.Errorf("classes %s", got)
	}
	if set.Info.Images() != 43 || !strings.HasPrefix(contents(set, dataset.Training), "B7.7 ") {
		t.Errorf("%d images, training %s", set.Info.Images(), contents(set, dataset.Training))
	}
}

func TestFourBitsAreWritten(t *testing.T) {
	o := usual()
	o.Bits = 4
	set, _ := imported(t, o, whole(folder(letters(5))))
	if set.Info.Bits != 4 || set.Info.ImageBytes() != 392 {
		t.Errorf("%d bits a pixel", set.Info.Bits)
	}
}

func TestWhatCannotBeImportedIsAnErrorThatSaysWhy(t *testing.T) {
	images, labels := idxFiles(28, labelled{glyph(1, 1), 1}, labelled{glyph(1, 2), 10})
	_, three := idxFiles(28, labelled{nil, 1}, labelled{nil, 1}, labelled{nil, 1})
	small, smallLabels := idxFiles(2, labelled{make([]byte, 4), 1})
	files := func(parts ...any) fstest.MapFS {
		m := fstest.MapFS{}
		for i := 0; i < len(parts); i += 2 {
			m[parts[i].(string)] = &fstest.MapFile{Data: parts[i+1].([]byte)}
		}
		return m
	}
	const trainImages, trainLabels = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"
	many := fstest.MapFS{}
	for i := range 63 {
		many[fmt.Sprintf("class%02d/x.png", i)] = &fstest.MapFile{Data: pngOf(glyph(1, byte(i)))}
	}
	packed := archive(letters(200))
	named := usual()
	named.Classes = []string{"A", "C"}
	tests := []struct {
		name    string
		options Options
		sources []Source
		want    string
	}{
		{"counts differ", usual(), []Source{whole(files(trainImages, images, trainLabels, three))}, "2 images and 3 labels"},
		{"no labels", usual(), []Source{whole(files(trainImages, images))}, "needs train-labels-idx1-ubyte beside it"},
		{"no images", usual(), []Source{only(files(trainLabels, labels), trainLabels)}, "needs train-images-idx3-ubyte beside it"},
		{"label without name", named, []Source{whole(files(trainImages, images, trainLabels, labels))}, "image 1 has label 10, but only 2 classes have a name"},
		{"cut images", usual(), []Source{whole(files(trainImages, images[:900], trainLabels, labels))}, "has only 1"},
		{"two sizes", usual(), []Source{whole(folder(letters(1))), whole(files(trainImages, small, trainLabels, smallLabels))}, "2×2 pixels and those before 28×28"},
		{"unknown folder", named, []Source{whole(folder(letters(1)))}, `folder "B"`},
		{"too many folders", usual(), []Source{whole(many)}, "more than 62 folders"},
		{"one class", usual(), []Source{whole(folder(letters(1)[:1]))}, "2 to 62 classes, not 1"},
		{"empty folder", usual(), []Source{whole(files("README", []byte("x")))}, "no image was found"},
		{"all damaged", usual(), []Source{whole(files("A/x.png", []byte{}))}, "left out: 1, the first is folder: A/x.png: empty"},
		{"nothing", usual(), nil, "no image was found"},
		{"not there", usual(), []Source{only(fstest.MapFS{}, "gone.tar.gz")}, "folder/gone.tar.gz cannot be read"},
		{"archive cut late", usual(), []Source{only(files("a.tar.gz", packed[:len(packed)*3/4]), "a.tar.gz")}, "damaged or incomplete after set/"},
		{"archive cut early", usual(), []Source{only(files("a.tar.gz", packed[:50]), "a.tar.gz")}, "damaged or incomplete"},
		{"empty file", usual(), []Source{only(files("a.tar.gz", []byte{}), "a.tar.gz")}, "empty"},
		{"zip", usual(), []Source{only(files("a.zip", []byte("PK\x03\x04xxxx")), "a.zip")}, "zip"},
		{"glyphs", usual(), []Source{only(files("a.glyphs", []byte(dataset.Magic)), "a.glyphs")}, "already"},
		{"PNG", usual(), []Source{only(files("a.png", pngOf(glyph(1, 1))), "a.png")}, "single image"},
		{"IDX without its name", usual(), []Source{only(files("digits", images), "digits")}, "train-images-idx3-ubyte"},
		{"text", usual(), []Source{only(files("a.tar.gz", []byte("hello")), "a.tar.gz")}, `begins with "hello"`},
	}
	for _, test := range tests {
		_, err := Import(t.Context(), io.Discard, test.sources, test.options)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want one with %q", test.name, err, test.want)
		}
	}
}

func TestOptionsThatCannotBeAreErrors(t *testing.T) {
	for want, change := range map[string]func(*Options){
		"name":            func(o *Options) { o.Name = "No" },
		"4 or 8 bits":     func(o *Options) { o.Bits = 2 },
		"0 to 100":        func(o *Options) { o.Validation, o.Test = 60, 60 },
		"not -1 and 10":   func(o *Options) { o.Validation = -1 },
		"classes, not 1":  func(o *Options) { o.Classes = []string{"A"} },
		"classes, not 63": func(o *Options) { o.Classes = make([]string, 63) },
	} {
		o := usual()
		change(&o)
		if err := o.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}

func TestImportStopsWhenAsked(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	o := usual()
	images := 0
	o.Progress = func(read, total int64) {
		if images++; images == 10 {
			stop()
		}
	}
	_, err := Import(ctx, io.Discard, []Source{whole(folder(letters(50)))}, o)
	if !errors.Is(err, context.Canceled) || images != 10 {
		t.Errorf("error %v after %d images, want it after 10", err, images)
	}
}

func TestProgressEndsAtTheWhole(t *testing.T) {
	files := folder(letters(50))
	o := usual()
	var last, end int64
	o.Progress = func(read, total int64) {
		if read < last || read > total {
			t.Errorf("%d of %d bytes after %d", read, total, last)
		}
		last, end = read, total
	}
	if _, err := Import(t.Context(), io.Discard, []Source{whole(files)}, o); err != nil {
		t.Fatal(err)
	}
	var size int64
	fs.WalkDir(files, ".", func(_ string, e fs.DirEntry, _ error) error {
		if !e.IsDir() {
			info, _ := e.Info()
			size += info.Size()
		}
		return nil
	})
	if last != size || end != size {
		t.Errorf("progress ended at %d of %d bytes, the files have %d", last, end, size)
	}
}
