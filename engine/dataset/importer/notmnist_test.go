package importer

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"glyphlab/engine/dataset"
)

// notMNIST returns the folder of the real images.
func notMNIST(t *testing.T) string {
	t.Helper()
	folder := os.Getenv("NOTMNIST")
	if folder == "" {
		t.Skip("NOTMNIST is not set; it names the folder of the real notMNIST's notMNIST_small.tar.gz and split/")
	}
	return folder
}

func unzipped(t *testing.T, path string) []byte {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestRealIDXFilesAreImportedAsTheyAre(t *testing.T) {
	split := filepath.Join(notMNIST(t), "split")
	set, report := imported(t, usual(), Source{Files: os.DirFS(split), Path: ".", Name: split})
	if set.Info.Counts != [3]int{12566, 1578, 1590} || report.Copies != (Copies{}) {
		t.Errorf("counts %v, copies %+v", set.Info.Counts, report.Copies)
	}
	if got := strings.Join(set.Info.Classes, ""); got != "ABCDEFGHIJ" {
		t.Errorf("classes %s", got)
	}
	for i, prefix := range []string{"train", "validation", "test"} {
		pixels := unzipped(t, filepath.Join(split, prefix+"-images-idx3-ubyte.gz"))[16:]
		labels := unzipped(t, filepath.Join(split, prefix+"-labels-idx1-ubyte.gz"))[8:]
		im, got := set.Splits[i], make([]byte, 28*28)
		for j := range im.Len() {
			if im.Pixels(got, j); !bytes.Equal(got, pixels[j*784:][:784]) || im.Label(j) != int(labels[j]) {
				t.Fatalf("%s image %d is not the one of the IDX file", prefix, j)
			}
		}
	}
}

func TestRealArchiveIsImported(t *testing.T) {
	folder := notMNIST(t)
	source := Source{Files: os.DirFS(folder), Path: "notMNIST_small.tar.gz", Name: "notMNIST_small.tar.gz"}
	set, report := imported(t, usual(), source)
	if set.Info.Images() != 16187 {
		t.Errorf("%d images", set.Info.Images())
	}
	for class, want := range []int{1615, 1624, 1610, 1592, 1631, 1607, 1609, 1620, 1681, 1598} {
		if n := report.PerClass[class]; n[0]+n[1]+n[2] != want {
			t.Errorf("%d images of %s, want %d", n[0]+n[1]+n[2], set.Info.Classes[class], want)
		}
	}
	var damaged strings.Builder
	for _, f := range report.LeftOut.First {
		damaged.WriteString(f.Path + ": " + f.Err.Error() + "\n")
	}
	want := "notMNIST_small.tar.gz: notMNIST_small/A/RGVtb2NyYXRpY2FCb2xkT2xkc3R5bGUgQm9sZC50dGY=.png: empty\n" +
		"notMNIST_small.tar.gz: notMNIST_small/F/Q3Jvc3NvdmVyIEJvbGRPYmxpcXVlLnR0Zg==.png: empty\n"
	if damaged.String() != want {
		t.Errorf("left out are\n%swant\n%s", damaged.String(), want)
	}
	if (report.Copies != Copies{Within: 453, Relabels: 5}) {
		t.Errorf("copies %+v", report.Copies)
	}
}

// The IDX files were made of the archive by the same rule that imports follow.
func TestRealArchiveWithoutCopiesHasTheSplitOfTheIDXFiles(t *testing.T) {
	folder := notMNIST(t)
	o := usual()
	o.LeaveOutCopies = true
	archive, _ := imported(t, o, Source{Files: os.DirFS(folder), Path: "notMNIST_small.tar.gz", Name: "archive"})
	split, _ := imported(t, o, Source{Files: os.DirFS(folder), Path: "split", Name: "split"})
	for i := range archive.Splits {
		a, b := byDigest(archive.Splits[i]), byDigest(split.Splits[i])
		if len(a) != len(b) {
			t.Errorf("%v: %d images, want %d", dataset.Split(i), len(a), len(b))
		}
		for digest, label := range b {
			if got, ok := a[digest]; !ok || got != label {
				t.Fatalf("%v: an image of label %d is missing or has label %d", dataset.Split(i), label, got)
			}
		}
	}
}

func byDigest(im *dataset.Images) map[[32]byte]int {
	labels, pixels := map[[32]byte]int{}, make([]byte, 28*28)
	for i := range im.Len() {
		im.Pixels(pixels, i)
		labels[sha256.Sum256(pixels)] = im.Label(i)
	}
	return labels
}
