package importer

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"glyphlab/engine/dataset"
	"glyphlab/engine/dataset/shards"
)

// bars returns a glyph of bars that no other seed has, nor nearly.
func bars(seed uint64) []byte {
	random := rand.New(rand.NewPCG(seed, 1))
	pixels := make([]byte, 28*28)
	for range 8 {
		top, left, side := random.IntN(26), random.IntN(26), 2+random.IntN(12)
		for y := top; y < min(28, top+side); y++ {
			for x := left; x < min(28, left+3); x++ {
				pixels[y*28+x] = 255
			}
		}
	}
	return pixels
}

// nearly returns the same glyph with one grey level more everywhere.
func nearly(pixels []byte) []byte {
	out := bytes.Clone(pixels)
	for i := range out {
		out[i] ^= 1
	}
	return out
}

// files returns entries of class folders A and B below a folder.
func filesOf(folder string, images ...[]byte) (entries []entry) {
	for i, pixels := range images {
		entries = append(entries, entry{fmt.Sprintf("%s/%c/%d.png", folder, 'A'+i%2, i), pngOf(pixels)})
	}
	return entries
}

func several(from, n uint64) (images [][]byte) {
	for i := range n {
		images = append(images, bars(from+i))
	}
	return images
}

func TestSmallArchiveIsTheTestOfTheLargeOne(t *testing.T) {
	large, small := filesOf("notMNIST_large", several(0, 80)...), filesOf("notMNIST_small", several(1000, 20)...)
	archives := fstest.MapFS{"a.tar.gz": {Data: archive(large)}, "b.tar.gz": {Data: archive(small)}}
	unnamed := fstest.MapFS{"notMNIST_large.tar.gz": {Data: archive(filesOf("x", several(0, 80)...))}, "NOTMNIST_SMALL.tar.gz": {Data: archive(filesOf("x", several(1000, 20)...))}}
	for name, sources := range map[string][]Source{
		"folders":  {whole(folder(append(slices.Clone(large), small...)))},
		"archives": {only(archives, "b.tar.gz"), only(archives, "a.tar.gz")},
		"by name":  {only(unnamed, "notMNIST_large.tar.gz"), only(unnamed, "NOTMNIST_SMALL.tar.gz")},
	} {
		set, _ := imported(t, usual(), sources...)
		n := set.Info.Counts
		if n[dataset.Test] != 20 || n[dataset.Validation] == 0 || n[dataset.Validation] > 20 || n[dataset.Training]+n[dataset.Validation] != 80 {
			t.Errorf("%s: counts %v", name, n)
		}
	}
	for _, one := range [][]entry{large, small} {
		set, _ := imported(t, usual(), whole(folder(one)))
		if n := set.Info.Counts; n[dataset.Test] == len(one) || n[dataset.Test] == 0 {
			t.Errorf("one archive alone: counts %v", n)
		}
	}
}

func TestTwinsOfTheTestAreLeftOut(t *testing.T) {
	images := several(0, 60)
	test := [][]byte{images[3], nearly(images[4]), nearly(nearly(images[4])), bars(5000)}
	training := append(slices.Clone(images), images[3], nearly(images[3])) // a copy and a near one of what the test has
	files := folder(append(filesOf("notMNIST_large", training...), filesOf("notMNIST_small", test...)...))
	for _, leaveOut := range []bool{false, true} {
		o := usual()
		o.LeaveOutTwins = leaveOut
		set, report := imported(t, o, whole(files))
		// Images 3 (twice) and 4 are in the test, and one of 3 nearly.
		if want := (TestTwins{Exact: 3, Near: 1, LeftOut: leaveOut}); report.TestTwins != want {
			t.Errorf("twins %+v, want %+v", report.TestTwins, want)
		}
		rest := set.Info.Counts[dataset.Training] + set.Info.Counts[dataset.Validation]
		if want := map[bool]int{false: 62, true: 58}[leaveOut]; rest != want || set.Info.Counts[dataset.Test] != 4 {
			t.Errorf("counts %v, want %d for training and validation", set.Info.Counts, want)
		}
		// In the test, images 1 and 2 are nearly the same.
		if leaveOut && (report.Near != Near{Within: 1}) || report.Near.Within == 0 {
			t.Errorf("near copies %+v", report.Near)
		}
	}
}

func TestCopiesAreNotInOneBatch(t *testing.T) {
	images := several(0, 200)
	for range 20 {
		images = append(images, images[0])
	}
	o := usual()
	o.Validation, o.Test = 0, 0
	set, _ := imported(t, o, whole(folder(filesOf("set", images...))))
	im, pixels, last, side := set.Splits[dataset.Training], make([]byte, 28*28), -2, 0
	for i := range im.Len() {
		if im.Pixels(pixels, i); bytes.Equal(pixels, images[0]) {
			if i == last+1 {
				side++
			}
			last = i
		}
	}
	if side > 8 {
		t.Errorf("of 21 copies among 220 images %d stand side by side", side)
	}
}

// numbered returns images that are told apart by four pixels.
func numbered(c *collection, n int) {
	for i := range n {
		pixels := make([]byte, 4)
		binary.LittleEndian.PutUint32(pixels, uint32(i)*2654435761)
		s := sheet{pixels: pixels, split: undecided}
		s.digest[0], s.digest[4], s.digest[5], s.digest[6], s.digest[7] = pixels[0], pixels[3], pixels[2], pixels[1], pixels[0]
		binary.LittleEndian.PutUint32(s.digest[8:], uint32(i))
		c.add(&s, 0)
	}
}

func TestAssignmentsNumbersAreTaken(t *testing.T) {
	for n, want := range map[int][3]int{
		AssignmentTraining + AssignmentValidation + 500: {AssignmentTraining, AssignmentValidation, 0},
		AssignmentTraining + AssignmentValidation:       {AssignmentTraining, AssignmentValidation, 0},
		5000: {},
	} {
		c := &collection{classes: newClasses(nil)}
		if err := c.size(2, 2); err != nil {
			t.Fatal(err)
		}
		numbered(c, n)
		p := &plan{c: c, options: Options{Assignment: true, Validation: 10, Test: 0}}
		p.sort()
		p.decideTest()
		unused := p.decideRest()
		counts := p.counts()
		if n == 5000 {
			if counts[dataset.Validation] < 300 || counts[dataset.Validation] > 700 || unused != 0 {
				t.Errorf("%d images: counts %v, %d unused", n, counts, unused)
			}
			continue
		}
		if counts != want || unused != n-want[0]-want[1] {
			t.Errorf("%d images: counts %v, %d unused; want %v", n, counts, unused, want)
		}
	}
}

func TestZipIsImportedLikeItsFolder(t *testing.T) {
	entries := letters(40)
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	var parts []any
	for _, e := range entries {
		parts = append(parts, e.name, e.data)
	}
	o := usual()
	o.Origin = "a test"
	var files [2]bytes.Buffer
	for i, s := range []Source{whole(folder(entries)), only(fstest.MapFS{"set.zip": {Data: npz(parts...)}}, "set.zip")} {
		if _, err := Import(t.Context(), &files[i], []Source{s}, o); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0].Bytes(), files[1].Bytes()) {
		t.Error("the files differ")
	}
}

// A buffer is a Scratch in memory, which can be made to fail.
type buffer struct {
	mu   sync.Mutex
	data []byte
	fail error
}

func (b *buffer) WriteAt(p []byte, at int64) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.fail != nil {
		return 0, b.fail
	}
	if need := int(at) + len(p); need > len(b.data) {
		b.data = append(b.data, make([]byte, need-len(b.data))...)
	}
	return copy(b.data[at:], p), nil
}

func (b *buffer) ReadAt(p []byte, at int64) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return copy(p, b.data[at:]), nil
}

func TestScratchChangesNothing(t *testing.T) {
	files := folder(filesOf("set", several(0, 1500)...)) // more than one chunk
	o := usual()
	var with, without bytes.Buffer
	if _, err := Import(t.Context(), &without, []Source{whole(files)}, o); err != nil {
		t.Fatal(err)
	}
	o.Scratch = &buffer{}
	if _, err := Import(t.Context(), &with, []Source{whole(files)}, o); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(with.Bytes(), without.Bytes()) {
		t.Error("the files differ")
	}
	full := errors.New("disk full")
	o.Scratch = &buffer{fail: full}
	if _, err := Import(t.Context(), &with, []Source{whole(files)}, o); !errors.Is(err, full) {
		t.Errorf("a scratch that is full: error %v", err)
	}
}

// A heap keeps shards in memory.
type heap struct {
	mu    sync.Mutex
	files map[string][]byte
	fail  error
}

func (h *heap) Put(name string, glyphs []byte) (int64, string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.files[name] = bytes.Clone(glyphs)
	return 1, strings.Repeat("0", 64), h.fail
}

func TestShardsHoldWhatTheFileHolds(t *testing.T) {
	files := folder(filesOf("set", several(0, 300)...))
	store := &heap{files: map[string][]byte{}}
	m, _, err := ImportShards(t.Context(), store, []Source{whole(files)}, usual())
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Check(); err != nil || len(m.Shards) != 3 || len(store.files) != 3 {
		t.Fatalf("%d shards, %d files, %v", len(m.Shards), len(store.files), err)
	}
	set, report := imported(t, usual(), whole(files))
	if m.Info().Counts != report.Info.Counts {
		t.Errorf("counts %v, want %v", m.Info().Counts, report.Info.Counts)
	}
	want, got := make([]byte, 28*28), make([]byte, 28*28)
	for _, s := range m.Shards {
		shard, err := dataset.Read(bytes.NewReader(store.files[s.File]))
		if err != nil {
			t.Fatal(err)
		}
		for split, im := range shard.Splits {
			for i := range im.Len() {
				im.Pixels(got, i)
				set.Splits[split].Pixels(want, s.First+i)
				if !bytes.Equal(got, want) {
					t.Fatalf("image %d of %s is not image %d of its split", i, s.File, s.First+i)
				}
			}
		}
	}
	full := errors.New("disk full")
	if _, _, err := ImportShards(t.Context(), &heap{files: map[string][]byte{}, fail: full}, []Source{whole(files)}, usual()); !errors.Is(err, full) {
		t.Errorf("a store that is full: error %v", err)
	}
}

func TestRealArchivesFollowTheAssignment(t *testing.T) {
	real := notMNIST(t)
	o := usual()
	o.LeaveOutTwins = true
	var sources []Source
	for _, name := range []string{"notMNIST_large_part.tar.gz", "notMNIST_small.tar.gz"} {
		if _, err := os.Stat(filepath.Join(real, name)); err != nil {
			t.Skipf("%s is not in NOTMNIST's folder", name)
		}
		sources = append(sources, Source{Files: os.DirFS(real), Path: name, Name: name})
	}
	store := &heap{files: map[string][]byte{}}
	m, report, err := ImportShards(t.Context(), store, sources, o)
	if err != nil {
		t.Fatal(err)
	}
	if m.Counts.Test != 16187 || m.Counts.Training+m.Counts.Validation+report.TestTwins.Exact+report.TestTwins.Near != 4224 || report.LeftOut.Count != 2 {
		t.Errorf("counts %+v, twins %+v, %d files left out", m.Counts, report.TestTwins, report.LeftOut.Count)
	}
	if report.TestTwins.Exact != 0 || report.TestTwins.Near < 50 || report.TestTwins.Near > 300 {
		t.Errorf("twins %+v", report.TestTwins)
	}
	if shards.Images < 10_000 || len(m.Shards) != 4 {
		t.Errorf("%d shards", len(m.Shards))
	}
}
