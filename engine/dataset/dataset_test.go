package dataset

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
)

// sample is a data set's description for tests. Its counts make blocks that
// are full, partly full and missing.
func sample(bits int) Info {
	return Info{
		Name: "sample-1", Title: "A sample — Ä", Origin: "made by a test",
		Height: 3, Width: 5, Bits: bits, Classes: []string{"A", "B", "ß"},
		Counts: [3]int{Training: 2*blockImages + 1, Validation: blockImages, Test: 3},
	}
}

// drawing is an image as it goes into a Writer.
type drawing struct {
	split  Split
	label  int
	pixels []byte
}

func drawings(info Info, seed uint64) []drawing {
	random := rand.New(rand.NewPCG(seed, 0))
	var all []drawing
	for _, split := range FileOrder {
		for range info.Counts[split] {
			d := drawing{split, random.IntN(len(info.Classes)), make([]byte, info.Height*info.Width)}
			for i := range d.pixels {
				d.pixels[i] = byte(random.Uint32())
			}
			all = append(all, d)
		}
	}
	return all
}

func encode(t testing.TB, info Info, all []drawing) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := NewWriter(&b, info)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		if err := w.Add(d.split, d.label, d.pixels); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// same reports the first difference between a set and what went into it.
func same(set *Set, info Info, all []drawing) error {
	if got, want := fmt.Sprintf("%+v", set.Info), fmt.Sprintf("%+v", info); got != want {
		return fmt.Errorf("info %s, want %s", got, want)
	}
	var next [3]int
	got := make([]byte, info.Height*info.Width)
	for _, d := range all {
		im, i := set.Splits[d.split], next[d.split]
		next[d.split]++
		if im.Label(i) != d.label {
			return fmt.Errorf("%v image %d has label %d, want %d", d.split, i, im.Label(i), d.label)
		}
		im.Pixels(got, i)
		for j, p := range d.pixels {
			want := p
			if info.Bits == 4 {
				want = byte((float64(p)/17)+0.5) * 17
			}
			if got[j] != want {
				return fmt.Errorf("%v image %d pixel %d is %d, want %d", d.split, i, j, got[j], want)
			}
		}
	}
	for split, im := range set.Splits {
		if im.Len() != next[split] {
			return fmt.Errorf("%d %v images, want %d", im.Len(), Split(split), next[split])
		}
	}
	return nil
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	for _, bits := range []int{4, 8} {
		for _, counts := range [][3]int{{1, 0, 0}, {0, 0, 1}, {1024, 1024, 1024}, {1025, 1, 1023}, sample(8).Counts} {
			t.Run(fmt.Sprint(bits, "bits", counts), func(t *testing.T) {
				info := sample(bits)
				info.Counts = counts
				all := drawings(info, 1)
				file := encode(t, info, all)
				if int64(len(file)) != info.FileBytes() {
					t.Errorf("the file has %d bytes, FileBytes says %d", len(file), info.FileBytes())
				}
				for name, r := range map[string]io.Reader{
					"at once":                 bytes.NewReader(file),
					"byte by byte":            iotest.OneByteReader(bytes.NewReader(file)),
					"EOF with the last bytes": iotest.DataErrReader(bytes.NewReader(file)),
				} {
					set, err := Read(r)
					if err != nil {
						t.Fatalf("%s: %v", name, err)
					}
					if err := same(set, info, all); err != nil {
						t.Errorf("%s: %v", name, err)
					}
				}
			})
		}
	}
}

func TestImagesArriveBlockByBlockValidationFirst(t *testing.T) {
	info := sample(4)
	r, err := NewReader(bytes.NewReader(encode(t, info, drawings(info, 2))))
	if err != nil {
		t.Fatal(err)
	}
	set := r.Set()
	var seen [][3]int
	for err = r.Next(); err == nil; err = r.Next() {
		seen = append(seen, [3]int{set.Splits[0].Len(), set.Splits[1].Len(), set.Splits[2].Len()})
	}
	if err != io.EOF || r.Next() != io.EOF {
		t.Fatalf("at the end: %v, then %v", err, r.Next())
	}
	want := "[[0 1024 0] [1024 1024 0] [2048 1024 0] [2049 1024 0] [2049 1024 3]]"
	if got := fmt.Sprint(seen); got != want {
		t.Errorf("after each block there were\n%s images, want\n%s", got, want)
	}
}

func TestFourBitsTakeTheNearestOfSixteenValues(t *testing.T) {
	for p := range 256 {
		packed, back := make([]byte, 1), make([]byte, 2)
		pack(packed, []byte{byte(p), byte(255 - p)})
		unpack(back, packed)
		for i, want := range []int{p, 255 - p} {
			if d := int(back[i]) - want; d > 8 || d < -8 || back[i]%17 != 0 {
				t.Errorf("%d is read as %d", want, back[i])
			}
		}
	}
}

func TestReadingKeepsNoSlack(t *testing.T) {
	info := sample(8)
	set, err := Read(iotest.HalfReader(bytes.NewReader(encode(t, info, drawings(info, 3)))))
	if err != nil {
		t.Fatal(err)
	}
	for split, im := range set.Splits {
		total := 0
		for _, b := range im.blocks {
			total += cap(b.labels) + cap(b.pixels)
		}
		if want := im.Len() * (1 + info.ImageBytes()); total != want {
			t.Errorf("%v: %d bytes are held, the images need %d", Split(split), total, want)
		}
	}
}

func TestDamageAnywhereIsFound(t *testing.T) {
	info := sample(4)
	info.Counts = [3]int{3, 2, 1}
	file := encode(t, info, drawings(info, 4))
	for i := range file {
		damaged := bytes.Clone(file)
		damaged[i] ^= 0x10
		_, err := Read(bytes.NewReader(damaged))
		var format *FormatError
		var unsupported *UnsupportedError
		if i < len(Magic) && errors.As(err, &unsupported) {
			continue
		}
		if !errors.As(err, &format) {
			t.Errorf("byte %d changed: error %v, want a FormatError", i, err)
		}
	}
}

func TestTruncationAnywhereIsFound(t *testing.T) {
	info := sample(8)
	info.Counts = [3]int{3, 2, 1}
	file := encode(t, info, drawings(info, 5))
	for n := range file {
		_, err := Read(bytes.NewReader(file[:n]))
		var format *FormatError
		if !errors.As(err, &format) || !errors.Is(err, io.ErrUnexpectedEOF) || format.Offset != int64(n) {
			t.Errorf("cut after %d bytes: error %v", n, err)
		}
	}
}

func TestWhatFollowsTheEndIsFound(t *testing.T) {
	info := sample(8)
	_, err := Read(bytes.NewReader(append(encode(t, info, drawings(info, 6)), 0)))
	if err == nil || !strings.Contains(err.Error(), "something follows the end") {
		t.Errorf("error %v", err)
	}
}

func TestErrorsOfTheConnectionStayAsTheyAre(t *testing.T) {
	info := sample(8)
	file := encode(t, info, drawings(info, 7))
	lost := errors.New("connection lost")
	for _, n := range []int{0, 5, 30, 5000, len(file) - 8, len(file)} {
		_, err := Read(io.MultiReader(bytes.NewReader(file[:n]), iotest.ErrReader(lost)))
		if err != lost {
			t.Errorf("connection lost after %d bytes: error %v", n, err)
		}
	}
}

func TestForeignFilesAreNamed(t *testing.T) {
	for start, want := range map[string]string{
		"<!doctype html><title>404</title>":   "HTML",
		"\r\n  <html>":                        "HTML",
		"\xef\xbb\xbf<?xml version=\"1.0\"?>": "HTML or XML",
		"\x1f\x8b\x08\x00\x00\x00":            "gzip",
		"\x89PNG\r\n\x1a\n":                   "PNG",
		"PK\x03\x04":                          "zip",
		"\x00\x00\x08\x03\x00\x00\x27\x10":    "IDX",
		"{\"error\":404}":                     "JSON",
		"version https://git-lfs":             "Git LFS",
		"x":                                   `begins with "x"`,
		"\x1b\xff\xff":                        "unpack it",
	} {
		_, err := Read(strings.NewReader(start))
		var unsupported *UnsupportedError
		if !errors.As(err, &unsupported) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want an UnsupportedError with %q", start, err, want)
		}
	}
}

func TestLaterVersionsAreNotTakenForDamage(t *testing.T) {
	later := []byte(Magic + "\x03\x00\x03\x00new")
	later = append(later, crcOf(later)...)
	_, err := Read(bytes.NewReader(later))
	var unsupported *UnsupportedError
	if !errors.As(err, &unsupported) || !strings.Contains(err.Error(), "update Glyphlab") {
		t.Errorf("error %v", err)
	}
}

// crcOf returns the checksum that follows b in a file.
func crcOf(b []byte) []byte {
	return binary.LittleEndian.AppendUint32(nil, crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)))
}

// withFields returns a file that has these fields in its header, all
// checksums right, and nothing else.
func withFields(fields []byte) []byte {
	b := append([]byte(Magic), 1, 0, byte(len(fields)), byte(len(fields)>>8))
	b = append(b, fields...)
	return append(b, crcOf(b)...)
}

func TestHeadersThatCannotBeAreDamage(t *testing.T) {
	good := sample(4)
	for name, change := range map[string]func(*Info){
		"bits":           func(f *Info) { f.Bits = 5 },
		"high":           func(f *Info) { f.Height = 0 },
		"wide":           func(f *Info) { f.Width = MaxSide + 1 },
		"name":           func(f *Info) { f.Name = "Not a name" },
		"title":          func(f *Info) { f.Title = "two\nlines" },
		"origin":         func(f *Info) { f.Origin = "\xff" },
		"2 to 62":        func(f *Info) { f.Classes = f.Classes[:1] },
		"two classes":    func(f *Info) { f.Classes = []string{"A", "A"} },
		"class's name":   func(f *Info) { f.Classes = []string{"A", ""} },
		"2^30":           func(f *Info) { f.Counts[Test] = MaxImages + 1 },
		"this one has n": func(f *Info) { f.Counts = [3]int{} },
	} {
		info := good
		change(&info)
		_, err := Read(bytes.NewReader(withFields(info.fields())))
		var format *FormatError
		if !errors.As(err, &format) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v, want a FormatError that says it", name, err)
		}
		if _, err := NewWriter(io.Discard, info); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: a Writer gives %v", name, err)
		}
	}
	fields := good.fields()
	for name, f := range map[string][]byte{
		"end too soon": fields[:len(fields)-1],
		"more fields":  append(bytes.Clone(fields), 0),
	} {
		if _, err := Read(bytes.NewReader(withFields(f))); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestLabelsBelongToAClass(t *testing.T) {
	info := sample(8)
	info.Counts = [3]int{0, 0, 1}
	file := withFields(info.fields())
	body := append([]byte{3}, make([]byte, 15)...)
	file = append(append(file, body...), crcOf(body)...)
	_, err := Read(bytes.NewReader(file))
	var format *FormatError
	if !errors.As(err, &format) || !strings.Contains(err.Error(), "label 3") {
		t.Errorf("error %v", err)
	}
}

func TestMemoryGrowsWithTheFileNotWithItsHeader(t *testing.T) {
	info := sample(8)
	info.Height, info.Width = MaxSide, MaxSide // a block takes 64 MiB
	info.Counts = [3]int{MaxImages, MaxImages, MaxImages}
	file := append(withFields(info.fields()), make([]byte, 1000)...)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := Read(bytes.NewReader(file))
	runtime.ReadMemStats(&after)
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("error %v", err)
	}
	if got := after.TotalAlloc - before.TotalAlloc; got > 4<<20 {
		t.Errorf("%d bytes of memory for a file of %d", got, len(file))
	}
}

func TestLargeImagesAreRead(t *testing.T) {
	info := sample(8)
	info.Height, info.Width = 200, 255
	info.Counts = [3]int{0, 70, 0} // one block of 3.4 MiB, read in steps
	all := drawings(info, 8)
	set, err := Read(bytes.NewReader(encode(t, info, all)))
	if err != nil {
		t.Fatal(err)
	}
	if err := same(set, info, all); err != nil {
		t.Error(err)
	}
}

func TestWriterRefusesWhatDoesNotFit(t *testing.T) {
	info := sample(8)
	info.Counts = [3]int{Training: 1, Validation: 1}
	pixels := make([]byte, 15)
	var b bytes.Buffer
	w, err := NewWriter(&b, info)
	if err != nil {
		t.Fatal(err)
	}
	refuse := func(want string, err error) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
	refuse("before the last of the validation", w.Add(Training, 0, pixels))
	refuse("0 to 2, not 3", w.Add(Validation, 3, pixels))
	refuse("not -1", w.Add(Validation, -1, pixels))
	refuse("15 pixels, not 14", w.Add(Validation, 0, pixels[1:]))
	refuse("no split 3", w.Add(Split(3), 0, pixels))
	if err := w.Add(Validation, 2, pixels); err != nil {
		t.Fatal(err)
	}
	refuse("more validation", w.Add(Validation, 0, pixels))
	refuse("after 0 of 1 training", w.Close())
	if err := w.Add(Training, 1, pixels); err != nil {
		t.Fatal(err)
	}
	refuse("more test images came than the 0", w.Add(Test, 0, pixels))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	refuse("closed", w.Add(Training, 1, pixels))
	refuse("closed", w.Close())
	set, err := Read(&b)
	if err != nil || set.Splits[Training].Len() != 1 || set.Splits[Validation].Label(0) != 2 {
		t.Errorf("after refusals the file reads as %+v, %v", set, err)
	}
}

func TestWriterReportsAFullDisk(t *testing.T) {
	info := sample(8)
	info.Counts = [3]int{0, 1, 0}
	full := errors.New("disk full")
	for n := range 5 {
		w, err := NewWriter(&failing{after: n, err: full}, info)
		if err == nil {
			err = w.Add(Validation, 0, make([]byte, 15))
		}
		if err == nil {
			err = w.Close()
		}
		if err != full {
			t.Errorf("disk full after %d writes: error %v", n, err)
		}
	}
}

// failing is a writer whose calls fail after so many.
type failing struct {
	after int
	err   error
}

func (f *failing) Write(b []byte) (int, error) {
	if f.after == 0 {
		return 0, f.err
	}
	f.after--
	return len(b), nil
}

func TestPixelsAllocateNothing(t *testing.T) {
	for _, bits := range []int{4, 8} {
		info := sample(bits)
		set, err := Read(bytes.NewReader(encode(t, info, drawings(info, 9))))
		if err != nil {
			t.Fatal(err)
		}
		dst := make([]byte, 15)
		if n := testing.AllocsPerRun(100, func() { set.Splits[Training].Pixels(dst, 2000) }); n != 0 {
			t.Errorf("%d bits: %v allocations", bits, n)
		}
	}
}

func BenchmarkPixels(b *testing.B) {
	for _, bits := range []int{4, 8} {
		b.Run(fmt.Sprint(bits, "bits"), func(b *testing.B) {
			info := glyphs(bits)
			set, err := Read(bytes.NewReader(encode(b, info, drawings(info, 1))))
			if err != nil {
				b.Fatal(err)
			}
			im, dst := set.Splits[Training], make([]byte, 28*28)
			b.SetBytes(28 * 28)
			i := 0
			for b.Loop() {
				im.Pixels(dst, i)
				if i++; i == im.Len() {
					i = 0
				}
			}
		})
	}
}

func BenchmarkRead(b *testing.B) {
	for _, bits := range []int{4, 8} {
		b.Run(fmt.Sprint(bits, "bits"), func(b *testing.B) {
			info := glyphs(bits)
			file := encode(b, info, drawings(info, 1))
			b.SetBytes(int64(len(file)))
			for b.Loop() {
				if _, err := Read(bytes.NewReader(file)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// glyphs describes a data set of the usual size of images.
func glyphs(bits int) Info {
	info := sample(bits)
	info.Height, info.Width, info.Counts = 28, 28, [3]int{10_000, 1000, 1000}
	return info
}
