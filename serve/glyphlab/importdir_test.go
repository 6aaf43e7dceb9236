package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"glyphlab/engine/dataset"
	"glyphlab/engine/dataset/shards"
)

func manifestOf(t *testing.T, folder string) shards.Manifest {
	t.Helper()
	m, err := shards.Read(os.DirFS(folder))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// bothArchives writes notMNIST's two archives, small ones.
func bothArchives(t *testing.T, large, small int) (largePath, smallPath string) {
	t.Helper()
	folder := t.TempDir()
	largePath, smallPath = filepath.Join(folder, "notMNIST_large.tar.gz"), filepath.Join(folder, "notMNIST_small.tar.gz")
	put(t, largePath, lettersArchive(t, "notMNIST_large", 1, large))
	put(t, smallPath, lettersArchive(t, "notMNIST_small", 2, small))
	return largePath, smallPath
}

func TestFolderOfShardsIsWhatItsManifestSays(t *testing.T) {
	large, small := bothArchives(t, 5800, 30) // more than one shard for training
	for _, bits := range []string{"4", "8"} {
		folder := filepath.Join(t.TempDir(), "letters")
		stdout, stderr, status := glyphlab(t.Context(), "import", large, small, "-o", folder, "-bits", bits, "-effort", "1", "-twins", "keep")
		if status != 0 {
			t.Fatalf("status %d: %s", status, stderr)
		}
		m := manifestOf(t, folder)
		if m.Name != "letters" || m.Counts.Test != 60 || m.Counts.Training+m.Counts.Validation != 11600 || !strings.Contains(stdout, "in 4 shards of ") {
			t.Errorf("%s bits: %+v, %+v\n%s", bits, m.Info(), m.Counts, stdout)
		}
		if sum, _ := sha256Of(large); len(m.Sources) != 2 || m.Sources[0].Name != "notMNIST_large.tar.gz" || m.Sources[0].SHA256 != sum {
			t.Errorf("%s bits: the sources are %+v", bits, m.Sources)
		}
		var files []string
		sums, training := make([]float64, 28*28), 0
		for _, s := range m.Shards {
			files = append(files, s.File)
			packed, err := os.ReadFile(filepath.Join(folder, s.File))
			if err != nil {
				t.Fatal(err)
			}
			glyphs, err := io.ReadAll(brotli.NewReader(bytes.NewReader(packed)))
			if err != nil {
				t.Fatal(err)
			}
			if int64(len(packed)) != s.Packed || hexSum(packed) != s.PackedSHA256 || int64(len(glyphs)) != s.Bytes || hexSum(glyphs) != s.SHA256 {
				t.Errorf("%s bits: %s is not what the manifest says", bits, s.File)
			}
			set, err := dataset.Read(bytes.NewReader(glyphs))
			if err != nil {
				t.Fatal(err)
			}
			if set.Info.Images() != s.Images {
				t.Errorf("%s bits: %s has %d images, want %d", bits, s.File, set.Info.Images(), s.Images)
			}
			pixels := make([]byte, 28*28)
			for i := range set.Splits[dataset.Training].Len() {
				set.Splits[dataset.Training].Pixels(pixels, i)
				training++
				for j, p := range pixels {
					sums[j] += float64(p)
				}
			}
		}
		for i, sum := range sums {
			if d := sum/float64(training) - m.Mean[i]; d > 0.006 || d < -0.006 {
				t.Fatalf("%s bits: the mean's pixel %d is %v, want %v", bits, i, m.Mean[i], sum/float64(training))
			}
		}
		slices.Sort(files)
		if got := names(t, folder); !slices.Equal(got, append([]string{"manifest.json"}, files...)) {
			t.Errorf("%s bits: the folder has %v", bits, got)
		}
	}
}

func hexSum(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// A folder and a file hold the same.
func TestFolderAndFileHoldTheSame(t *testing.T) {
	large, small := bothArchives(t, 300, 30)
	out := t.TempDir()
	folder, file := filepath.Join(out, "letters"), filepath.Join(out, "letters.glyphs")
	for _, target := range []string{folder, file} {
		if _, stderr, status := glyphlab(t.Context(), "import", large, small, "-o", target, "-bits", "4", "-twins", "leave-out", "-seed", "5"); status != 0 {
			t.Fatalf("status %d: %s", status, stderr)
		}
	}
	got, err := openTrainingData(t.Context(), folder, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	want := readSet(t, file)
	if fmt.Sprintf("%+v", got.Info) != fmt.Sprintf("%+v", want.Info) {
		t.Errorf("the folder is %+v, the file %+v", got.Info, want.Info)
	}
	a, b := make([]byte, 28*28), make([]byte, 28*28)
	for _, split := range dataset.FileOrder {
		for i := range want.Splits[split].Len() {
			got.Splits[split].Pixels(a, i)
			want.Splits[split].Pixels(b, i)
			if got.Splits[split].Label(i) != want.Splits[split].Label(i) || !bytes.Equal(a, b) {
				t.Fatalf("%v image %d is not the same", split, i)
			}
		}
	}
	if err := os.Remove(filepath.Join(folder, manifestOf(t, folder).Shards[1].File)); err != nil {
		t.Fatal(err)
	}
	if _, err := openTrainingData(t.Context(), folder, io.Discard); err == nil || !strings.Contains(err.Error(), "it is not there; copy the folder as a whole") {
		t.Errorf("without a shard: error %v", err)
	}
}

func TestStoppedImportGoesOnWithItsShards(t *testing.T) {
	large, small := bothArchives(t, 5800, 30)
	folder := filepath.Join(t.TempDir(), "letters")
	args := []string{"import", large, small, "-o", folder, "-effort", "1", "-twins", "keep"}
	ctx, stop := context.WithCancel(t.Context())
	stderr := &whenWritten{text: "% written", then: stop}
	if status := dispatch(ctx, args, io.Discard, stderr); status != 1 || !strings.Contains(stderr.all.String(), "the same command goes on from there") {
		t.Fatalf("status %d: %s", status, stderr.all.String())
	}
	if isShards(folder) {
		t.Fatal("there is a manifest")
	}
	if _, err := shards.Read(os.DirFS(folder)); err == nil || !strings.Contains(err.Error(), "its import was stopped") {
		t.Errorf("error %v", err)
	}
	before := map[string]os.FileInfo{}
	for _, name := range names(t, folder) {
		before[name], _ = os.Stat(filepath.Join(folder, name))
	}
	if len(before) == 0 {
		t.Fatal("no shard was kept")
	}
	// What a killed import leaves beside them.
	put(t, filepath.Join(folder, ".images.123"), []byte("x"))
	put(t, filepath.Join(folder, ".test-0123456789abcdef.glyphs.br.77"), []byte("x"))
	if _, stderr, status := glyphlab(t.Context(), args...); status != 0 {
		t.Fatalf("status %d: %s", status, stderr)
	}
	m := manifestOf(t, folder)
	for name, info := range before {
		after, err := os.Stat(filepath.Join(folder, name))
		if err != nil || !os.SameFile(info, after) || !after.ModTime().Equal(info.ModTime()) {
			t.Errorf("%s was written again", name)
		}
	}
	if got := names(t, folder); len(got) != len(m.Shards)+1 {
		t.Errorf("the folder has %v", got)
	}
}

func TestOldShardsStayUntilTheNewAreWhole(t *testing.T) {
	large, small := bothArchives(t, 100, 30)
	folder := filepath.Join(t.TempDir(), "letters")
	if _, stderr, status := glyphlab(t.Context(), "import", large, small, "-o", folder); status != 0 {
		t.Fatalf("status %d: %s", status, stderr)
	}
	put(t, filepath.Join(folder, "notes.txt"), []byte("mine"))
	old := manifestOf(t, folder)
	broken := filepath.Join(t.TempDir(), "broken.tar.gz")
	put(t, broken, []byte{0x1f, 0x8b, 8, 0})
	if _, _, status := glyphlab(t.Context(), "import", broken, "-o", folder); status != 1 {
		t.Fatalf("status %d", status)
	}
	for _, s := range old.Shards {
		if _, err := os.Stat(filepath.Join(folder, s.File)); err != nil {
			t.Error(err)
		}
	}
	if _, stderr, status := glyphlab(t.Context(), "import", large, small, "-o", folder, "-bits", "4"); status != 0 {
		t.Fatalf("status %d: %s", status, stderr)
	}
	if got := names(t, folder); len(got) != len(manifestOf(t, folder).Shards)+2 || !slices.Contains(got, "notes.txt") {
		t.Errorf("the folder has %v", got)
	}
}

// A shard that is damaged is not taken for one that is there.
func TestDamagedShardIsMadeAgain(t *testing.T) {
	large, small := bothArchives(t, 100, 30)
	folder := filepath.Join(t.TempDir(), "letters")
	for range 2 {
		if _, stderr, status := glyphlab(t.Context(), "import", large, small, "-o", folder); status != 0 {
			t.Fatalf("status %d: %s", status, stderr)
		}
		s := manifestOf(t, folder).Shards[0]
		path := filepath.Join(folder, s.File)
		b, err := os.ReadFile(path)
		if err != nil || hexSum(b) != s.PackedSHA256 {
			t.Fatalf("%s is damaged: %v", s.File, err)
		}
		put(t, path, b[:len(b)/2])
	}
}

func TestServeStreamsAFolderOfShards(t *testing.T) {
	large, small := bothArchives(t, 100, 30)
	folder := filepath.Join(t.TempDir(), "letters")
	if _, stderr, status := glyphlab(t.Context(), "import", large, small, "-o", folder); status != 0 {
		t.Fatalf("status %d: %s", status, stderr)
	}
	r := serving(t, "-data", folder)
	s := manifestOf(t, folder).Shards[0]
	if answer, body := get(t, r.url+"/data/"+strings.TrimSuffix(s.File, ".br")); answer.StatusCode != 200 || hexSum([]byte(body)) != s.SHA256 {
		t.Errorf("%s: status %d, %d bytes, want the shard", s.File, answer.StatusCode, len(body))
	}
	if _, stderr, status := glyphlab(t.Context(), "serve", "-addr", "localhost:0", "-data", folder, "-shards", folder); status != 2 || !strings.Contains(stderr, "one can be served") {
		t.Errorf("two folders: status %d: %s", status, stderr)
	}
}

func TestFoldersCannotBeFiles(t *testing.T) {
	file := filepath.Join(t.TempDir(), "letters")
	put(t, file, []byte("x"))
	_, stderr, status := glyphlab(t.Context(), "import", glyphFolder(t, 3), "-o", file)
	if status != 1 || !strings.Contains(stderr, "is a file; name a folder for the shards, or FILE.glyphs") {
		t.Errorf("status %d: %s", status, stderr)
	}
}
