package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"glyphlab/engine/dataset"
)

// glyphFolder makes a folder of class folders A and B with n images each, of
// which the last two of B are the same, and a damaged one.
func glyphFolder(t *testing.T, n int) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "My Letters")
	for c, class := range []string{"A", "B"} {
		if err := os.MkdirAll(filepath.Join(folder, class), 0o755); err != nil {
			t.Fatal(err)
		}
		for i := range n {
			im := image.NewGray(image.Rect(0, 0, 28, 28))
			im.Pix[0], im.Pix[1] = byte(c), byte(min(i, n-1-c))
			var b bytes.Buffer
			if err := png.Encode(&b, im); err != nil {
				t.Fatal(err)
			}
			put(t, filepath.Join(folder, class, fmt.Sprintf("%03d.png", i)), b.Bytes())
		}
	}
	put(t, filepath.Join(folder, "A", "damaged.png"), nil)
	return folder
}

func put(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func readSet(t *testing.T, path string) *dataset.Set {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	set, err := dataset.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func names(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

func TestImportWritesADataSetAndSaysWhatIsInIt(t *testing.T) {
	source, file := glyphFolder(t, 30), filepath.Join(t.TempDir(), "Two_Letters.glyphs")
	stdout, stderr, status := glyphlab(t.Context(), "import", source, "-o", file)
	if status != 0 {
		t.Fatalf("status %d: %s", status, stderr)
	}
	info := readSet(t, file).Info
	if info.Name != "two-letters" || info.Title != "Two_Letters" || info.Bits != 8 || fmt.Sprint(info.Classes) != "[A B]" || info.Images() != 60 {
		t.Errorf("the file has %+v", info)
	}
	for _, want := range []string{
		"60 images of 28×28 pixels, 8 bits a pixel",
		"class  training  validation  test  all",
		fmt.Sprintf("all%10d%12d%6d   60", info.Counts[dataset.Training], info.Counts[dataset.Validation], info.Counts[dataset.Test]),
		"Exact copies of another image: 1, of which 1 are in the same split and 0 in another, and 0 have another label; they were kept",
		"Files left out: 1\n",
		"My Letters: A/damaged.png: empty",
	} {
		if !strings.Contains(stdout, want) {
			t.Errorf("the report is\n%s\nwanted %q", stdout, want)
		}
	}
	for _, want := range []string{"importing " + source, "100 % read"} {
		if !strings.Contains(stderr, want) {
			t.Errorf("progress is\n%s\nwanted %q", stderr, want)
		}
	}
	if got := names(t, filepath.Dir(file)); len(got) != 1 {
		t.Errorf("beside the file there are %v", got)
	}
}

func TestImportTakesFlagsAnywhere(t *testing.T) {
	source, folder := glyphFolder(t, 20), t.TempDir()
	for i, args := range [][]string{
		{"-bits", "4", "-name", "abc", "-title", "A b c", "-origin", "here", "-seed=3", "-dedupe", "-classes", "BA", "-o", "FILE", source},
		{source, "-bits", "4", "-name", "abc", "-title", "A b c", "-origin", "here", "-seed=3", "-dedupe", "-classes", "B, A", "-o", "FILE"},
		{"-bits", "4", "-o", "FILE", "-dedupe", "-classes=BA", "-title", "A b c", "-name", "abc", "-origin", "here", "-seed", "3", "--", source},
	} {
		file := filepath.Join(folder, fmt.Sprint(i, ".glyphs"))
		args[slices.Index(args, "FILE")] = file
		stdout, stderr, status := glyphlab(t.Context(), append([]string{"import"}, args...)...)
		if status != 0 {
			t.Fatalf("%q: status %d: %s", args, status, stderr)
		}
		info := readSet(t, file).Info
		if info.Name != "abc" || info.Title != "A b c" || info.Origin != "here" || info.Bits != 4 || fmt.Sprint(info.Classes) != "[B A]" || info.Images() != 39 {
			t.Errorf("%q: the file has %+v", args, info)
		}
		if !strings.Contains(stdout, "they were left out") {
			t.Errorf("%q: the report is %s", args, stdout)
		}
	}
	first, _ := os.ReadFile(filepath.Join(folder, "0.glyphs"))
	for _, other := range []string{"1.glyphs", "2.glyphs"} {
		if b, _ := os.ReadFile(filepath.Join(folder, other)); !bytes.Equal(b, first) {
			t.Errorf("%s differs from 0.glyphs", other)
		}
	}
}

func TestImportRefusesWrongCommandLines(t *testing.T) {
	source := glyphFolder(t, 3)
	file := filepath.Join(t.TempDir(), "x.glyphs")
	for want, args := range map[string][]string{
		"name what to import":    {"-o", file},
		"name the file to write": {source},
		"-colour":                {source, "-o", file, "-colour"},
		"4 or 8 bits, not 5":     {source, "-o", file, "-bits", "5"},
		"invalid value":          {source, "-o", file, "-bits", "eight"},
		"each a to z":            {source, "-o", file, "-name", "My Name"},
		"0 to 100 %":             {source, "-o", file, "-test", "95"},
		"2 to 62 classes":        {source, "-o", file, "-classes", "A"},
	} {
		stdout, stderr, status := glyphlab(t.Context(), append([]string{"import"}, args...)...)
		if status != 2 || stdout != "" || !strings.Contains(stderr, want) {
			t.Errorf("%q: status %d, %q, %q; want 2 and %q", args, status, stdout, stderr, want)
		}
	}
	if got := names(t, filepath.Dir(file)); len(got) != 0 {
		t.Errorf("there are %v", got)
	}
}

func TestImportHelpsWhenAsked(t *testing.T) {
	_, stderr, status := glyphlab(t.Context(), "import", "-h")
	if status != 0 || !strings.Contains(stderr, "glyphlab import SOURCE… -o FILE") || !strings.Contains(stderr, "-dedupe") {
		t.Errorf("status %d: %s", status, stderr)
	}
}

func TestFailedImportLeavesNothing(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "x.glyphs")
	broken := filepath.Join(t.TempDir(), "broken.tar.gz")
	put(t, broken, []byte{0x1f, 0x8b, 8, 0})
	for want, args := range map[string][]string{
		"there is no file or folder": {filepath.Join(folder, "gone"), "-o", file},
		"damaged":                    {broken, "-o", file},
		"no image was found":         {folder, "-o", file},
		"cannot be written":          {glyphFolder(t, 3), "-o", filepath.Join(folder, "gone", "x.glyphs")},
	} {
		_, stderr, status := glyphlab(t.Context(), append([]string{"import"}, args...)...)
		if status != 1 || !strings.Contains(stderr, want) {
			t.Errorf("%q: status %d, %q; want 1 and %q", args, status, stderr, want)
		}
	}
	if got := names(t, folder); len(got) != 0 {
		t.Errorf("there are %v", got)
	}
}

// whenWritten calls what it holds at the first write that has the text.
type whenWritten struct {
	text string
	then func()
	all  bytes.Buffer
}

func (w *whenWritten) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte(w.text)) {
		w.then()
	}
	return w.all.Write(b)
}

func TestStoppedImportLeavesTheOldFile(t *testing.T) {
	source, folder := glyphFolder(t, 50), t.TempDir()
	file := filepath.Join(folder, "x.glyphs")
	put(t, file, []byte("old"))
	ctx, stop := context.WithCancel(t.Context())
	stderr := &whenWritten{text: "50 % read", then: stop}
	status := dispatch(ctx, []string{"import", source, "-o", file}, io.Discard, stderr)
	if status != 1 || !strings.Contains(stderr.all.String(), "stopped before") || strings.Contains(stderr.all.String(), "60 % read") {
		t.Errorf("status %d: %s", status, stderr.all.String())
	}
	if b, _ := os.ReadFile(file); string(b) != "old" || len(names(t, folder)) != 1 {
		t.Errorf("the folder has %v, the old file %q", names(t, folder), b)
	}
	if _, stderr, status := glyphlab(t.Context(), "import", source, "-o", file); status != 0 || readSet(t, file).Info.Images() != 100 {
		t.Errorf("importing again: status %d: %s", status, stderr)
	}
}

func TestNamesFollowFromFiles(t *testing.T) {
	for path, want := range map[string][2]string{
		"a/notMNIST_small.tar.gz":  {"notmnist-small", "notMNIST_small"},
		"Letters.glyphs":           {"letters", "Letters"},
		"x/My Letters/":            {"my-letters", "My Letters"},
		"train-images-idx3.gz":     {"train-images-idx3", "train-images-idx3"},
		"v1.2.TGZ":                 {"v1-2", "v1.2"},
		"Ä.glyphs":                 {"images", "Ä"},
		"open.glyphs":              {"open-images", "open"},
		"/":                        {"images", "images"},
		strings.Repeat("long", 30): {strings.Repeat("long", 16), strings.Repeat("long", 30)},
	} {
		if name, title := nameOf(path), titleOf(path); name != want[0] || title != want[1] {
			t.Errorf("%s: name %q, title %q; want %q", path, name, title, want)
		}
	}
}

func TestRealArchiveIsImportedByTheCommand(t *testing.T) {
	real := os.Getenv("NOTMNIST")
	if real == "" {
		t.Skip("NOTMNIST is not set; it names the folder of the real notMNIST's notMNIST_small.tar.gz")
	}
	file := filepath.Join(t.TempDir(), "notmnist.glyphs")
	stdout, stderr, status := glyphlab(t.Context(), "import", filepath.Join(real, "notMNIST_small.tar.gz"), "-o", file, "-bits", "4", "-dedupe")
	if status != 0 {
		t.Fatalf("status %d: %s", status, stderr)
	}
	set := readSet(t, file)
	if set.Info.Counts != [3]int{12566, 1578, 1590} || set.Info.Bits != 4 {
		t.Errorf("the file has %+v", set.Info)
	}
	for _, want := range []string{`A +1286 +158 +149 +1593\n`, "Exact copies of another image: 453, ", "Files left out: 2\n", `A/RGVtb2NyYXRpY2FCb2xkT2xkc3R5bGUgQm9sZC50dGY=\.png: empty\n`} {
		if !regexp.MustCompile(want).MatchString(stdout) {
			t.Errorf("the report is\n%s\nwanted %s", stdout, want)
		}
	}
}
