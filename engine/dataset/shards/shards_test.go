package shards

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"glyphlab/engine/dataset"
)

// sample returns a manifest of three shards and their files, not compressed.
func sample(t testing.TB) (Manifest, map[string][]byte) {
	t.Helper()
	m := Manifest{
		Format: Format, Version: Version, Name: "sample", Title: "A sample", Origin: "made by a test",
		Height: 2, Width: 3, Bits: 4, Classes: []string{"A", "B"}, Counts: Counts{Training: 3, Validation: 2, Test: 1},
		Mean: make([]float64, 6),
	}
	files := map[string][]byte{}
	for _, split := range dataset.FileOrder {
		info := m.Info()
		info.Counts = [3]int{}
		info.Counts[split] = m.Info().Counts[split]
		var b bytes.Buffer
		w, err := dataset.NewCompressibleWriter(&b, info)
		if err != nil {
			t.Fatal(err)
		}
		for i := range info.Counts[split] {
			if err := w.Add(split, i%2, bytes.Repeat([]byte{byte(17 * (i + int(split)))}, 6)); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(b.Bytes())
		s := Shard{Split: split.String(), Images: info.Counts[split], Bytes: int64(b.Len()), SHA256: hex.EncodeToString(sum[:]), PackedSHA256: strings.Repeat("0", 64)}
		s.File = FileName(split, s.SHA256)
		m.Shards, files[s.File] = append(m.Shards, s), b.Bytes()
	}
	return m, files
}

func TestManifestIsReadAsItWasWritten(t *testing.T) {
	m, _ := sample(t)
	text, err := m.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	got, err := Read(fstest.MapFS{File: {Data: text}})
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := got.Marshal(); !bytes.Equal(again, text) {
		t.Errorf("got  %s\nwant %s", again, text)
	}
}

func TestManifestsThatCannotBeSayWhy(t *testing.T) {
	for want, change := range map[string]func(*Manifest){
		`its format is ""`:                      func(m *Manifest) { m.Format = "" },
		"version 2, where this program reads":   func(m *Manifest) { m.Version = 2 },
		"4 or 8 bits, not 5":                    func(m *Manifest) { m.Bits = 5 },
		"the mean image has 5 pixels, not 2×3":  func(m *Manifest) { m.Mean = m.Mean[:5] },
		"have 3 training images, and the whole": func(m *Manifest) { m.Counts.Training = 4 },
		"shard 0: it begins with image 1":       func(m *Manifest) { m.Shards[0].First = 1 },
		"it has 0 images; a shard has 1 to":     func(m *Manifest) { m.Shards[1].Images = 0 },
		`"../manifest.json" is no shard's name`: func(m *Manifest) { m.Shards[1].File = "../manifest.json" },
		"a SHA-256 has 64":                      func(m *Manifest) { m.Shards[1].SHA256 = "ab" },
		"a length is negative":                  func(m *Manifest) { m.Shards[1].Bytes = -1 },
		"in this order":                         func(m *Manifest) { m.Shards = append(m.Shards, m.Shards[0]) },
	} {
		m, _ := sample(t)
		change(&m)
		text, err := m.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
	if _, err := Parse([]byte("<html>")); err == nil || !strings.Contains(err.Error(), "no manifest of shards") {
		t.Errorf("HTML: error %v", err)
	}
	if _, err := Read(fstest.MapFS{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: error %v", err)
	}
}

func TestShardsAreLoadedIntoOneSet(t *testing.T) {
	m, files := sample(t)
	open := func(file string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(files[file])), nil }
	set, err := m.Load(open)
	if err != nil {
		t.Fatal(err)
	}
	if set.Window != 3 {
		t.Errorf("%d images are shuffled together, want the first training shard's 3", set.Window)
	}
	pixels := make([]byte, 6)
	for split, im := range set.Splits {
		if im.Len() != m.Info().Counts[split] {
			t.Errorf("%d images, want %d", im.Len(), m.Info().Counts[split])
		}
		for i := range im.Len() {
			if im.Pixels(pixels, i); im.Label(i) != i%2 || pixels[5] != byte(17*(i+split)) {
				t.Errorf("split %d image %d has label %d and pixels %v", split, i, im.Label(i), pixels)
			}
		}
	}

	lost := errors.New("disk lost")
	if _, err := m.Load(func(string) (io.ReadCloser, error) { return nil, lost }); !errors.Is(err, lost) {
		t.Errorf("a shard that cannot be opened: error %v", err)
	}
	for want, change := range map[string]func(*Shard){
		"its content is not the one that the manifest names":                                              func(s *Shard) { s.SHA256 = strings.Repeat("0", 64) },
		"it has [3 0 0] images for training, validation and test, where the manifest says 2 for training": func(s *Shard) { s.Images = 2 },
		"where the manifest says 3 for test":                                                              func(s *Shard) { s.Split = "test" },
		"it is damaged; import the images again":                                                          func(s *Shard) { files[s.File] = files[s.File][1:] },
	} {
		m, files = sample(t)
		change(&m.Shards[1])
		if _, err := m.Load(open); err == nil || !strings.Contains(err.Error(), m.Shards[1].File+": ") || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	m, _ := sample(f)
	text, _ := m.Marshal()
	f.Add(text)
	f.Add([]byte("{}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := Parse(text)
		if err != nil {
			return
		}
		for _, s := range m.Shards {
			if !IsFileName(s.File) {
				t.Fatalf("a shard is called %q", s.File)
			}
		}
	})
}
