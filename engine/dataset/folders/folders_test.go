package folders

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"glyphlab/engine/dataset/picture"
)

// glyph returns a grey image that the seed decides.
func glyph(seed uint64) *image.Gray {
	random := rand.New(rand.NewPCG(seed, 0))
	im := image.NewGray(image.Rect(0, 0, Side, Side))
	for i := range im.Pix {
		im.Pix[i] = byte(random.Uint32())
	}
	return im
}

func encoded(im image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, im); err != nil {
		panic(err)
	}
	return b.Bytes()
}

type entryOf struct {
	name string
	data []byte
}

// archive returns a tar file of files and of the folders they lie in.
func archive(entries []entryOf) []byte {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	w.WriteHeader(&tar.Header{Name: "set/", Typeflag: tar.TypeDir, Mode: 0o755})
	for _, e := range entries {
		w.WriteHeader(&tar.Header{Name: e.name, Typeflag: tar.TypeReg, Mode: 0o644, Size: int64(len(e.data))})
		w.Write(e.data)
	}
	w.Close()
	return b.Bytes()
}

func gzipped(b []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	z.Write(b)
	z.Close()
	return out.Bytes()
}

// summary writes files one a line: path, class, then pixels' sum or error.
func summary(files []File) string {
	var b strings.Builder
	for _, f := range files {
		pixels, _, err := f.Pixels(Side)
		what := fmt.Sprintf("%08x", crc32.ChecksumIEEE(pixels))
		if err != nil {
			what = err.Error()
		}
		fmt.Fprintf(&b, "%s %s: %s\n", f.Path, f.Class, what)
	}
	return b.String()
}

func TestFilesAreReadFromArchivesAndFolders(t *testing.T) {
	grey16 := image.NewGray16(image.Rect(0, 0, Side, Side))
	colour := image.NewNRGBA(image.Rect(0, 0, Side, Side))
	colour.Set(3, 3, color.NRGBA{200, 10, 10, 128})
	good := encoded(glyph(1))
	flipped := bytes.Clone(good)
	flipped[len(flipped)-20] ^= 1 // in the pixels, which have a checksum
	entries := []entryOf{
		{"set/A/one.png", good},
		{"set/A/two.PNG", encoded(glyph(2))},
		{"set/B/colour.png", encoded(colour)},
		{"set/B/cut.png", good[:len(good)/2]},
		{"set/B/deep.png", encoded(grey16)},
		{"set/B/empty.png", nil},
		{"set/B/flipped.png", flipped},
		{"set/B/html.png", []byte("<html>")},
		{"set/B/huge.png", append(bytes.Clone(good), make([]byte, maxFile)...)},
		{"set/B/large.png", encoded(image.NewGray(image.Rect(0, 0, Side+1, Side)))},
		{"set/B/notes.txt", []byte("about B")},
		{"set/B/three.png", encoded(glyph(3))},
	}
	sumOf := func(parts ...[]byte) string { return fmt.Sprintf("%08x", crc32.ChecksumIEEE(slices.Concat(parts...))) }
	sum := func(seed uint64) string { return sumOf(glyph(seed).Pix) }
	want := []string{
		"set/A/one.png A: " + sum(1),
		"set/A/two.PNG A: " + sum(2),
		"set/B/colour.png B: " + sumOf(bytes.Repeat([]byte{255}, 3*Side+3), []byte{161}, bytes.Repeat([]byte{255}, Side*Side-3*Side-4)),
		"set/B/cut.png B: not a whole image",
		"set/B/deep.png B: " + sumOf(make([]byte, Side*Side)),
		"set/B/empty.png B: empty",
		"set/B/flipped.png B: not a whole image",
		"set/B/html.png B: not a PNG, JPEG or GIF image by its content",
		"set/B/huge.png B: too large",
		"set/B/large.png B: " + sumOf(make([]byte, Side*Side)),
		"set/B/notes.txt B: not a PNG, JPEG or GIF file by its name",
		"set/B/three.png B: " + sum(3),
	}
	folder := fstest.MapFS{"set/.DS_Store": {Data: []byte("x")}, "set/.git/A/x.png": {Data: good}, "set/A/._one.png": {Data: []byte("x")}}
	for _, e := range entries {
		folder[e.name] = &fstest.MapFile{Data: e.data}
	}
	hidden := append(slices.Clone(entries), entryOf{"set/A/._one.png", []byte("x")})
	for name, read := range map[string]func(func(File) error) error{
		"tar":    func(each func(File) error) error { return Tar(bytes.NewReader(archive(hidden)), each) },
		"tar.gz": func(each func(File) error) error { return Tar(bytes.NewReader(gzipped(archive(hidden))), each) },
		"folder": func(each func(File) error) error { return Walk(folder, each) },
		"zip":    func(each func(File) error) error { return readZip(zipped(hidden), each) },
	} {
		var files []File
		err := read(func(f File) error {
			files = append(files, f)
			return nil
		})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		got := strings.Split(strings.TrimSpace(summary(files)), "\n")
		if !slices.EqualFunc(got, want, strings.HasPrefix) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

func TestClassIsTheFolderThatAFileLiesIn(t *testing.T) {
	for name, want := range map[string]string{
		"notMNIST_small/A/x.png": "A", "./A/x.png": "A", "a/b/c/x.png": "c", "x.png": "", "/x.png": "", "../x.png": "",
	} {
		if got := class(name); got != want {
			t.Errorf("%s: class %q, want %q", name, got, want)
		}
	}
}

func TestDamagedArchivesAreErrors(t *testing.T) {
	whole := gzipped(archive([]entryOf{{"set/A/one.png", encoded(glyph(1))}, {"set/A/two.png", encoded(glyph(2))}}))
	checksum := bytes.Clone(whole)
	checksum[len(checksum)-6] ^= 1
	for name, b := range map[string][]byte{
		"cut":             whole[:len(whole)-300],
		"cut at its end":  whole[:len(whole)-4],
		"gzip's checksum": checksum,
		"no tar":          []byte(strings.Repeat("not an archive ", 100)),
		"no gzip":         {0x1f, 0x8b, 0, 0},
	} {
		err := Tar(bytes.NewReader(b), func(File) error { return nil })
		if err == nil || !strings.Contains(err.Error(), "damaged") {
			t.Errorf("%s: error %v, want one that says damaged", name, err)
		}
	}
}

func TestReadingStopsAtTheCallersError(t *testing.T) {
	entries := []entryOf{{"A/one.png", nil}, {"A/two.png", nil}}
	stop := errors.New("stop")
	for name, read := range map[string]func(func(File) error) error{
		"tar":    func(each func(File) error) error { return Tar(bytes.NewReader(archive(entries)), each) },
		"folder": func(each func(File) error) error { return Walk(fstest.MapFS{"A/one.png": {}, "A/two.png": {}}, each) },
	} {
		calls := 0
		err := read(func(File) error {
			calls++
			return stop
		})
		if err != stop || calls != 1 {
			t.Errorf("%s: %d calls, error %v", name, calls, err)
		}
	}
}

func TestLinksToFoldersAreNamedAndNotRead(t *testing.T) {
	folder := fstest.MapFS{
		"A/one.png":  {Data: encoded(glyph(1))},
		"A/pipe.png": {Mode: fs.ModeNamedPipe},
	}
	var files []File
	if err := Walk(folder, func(f File) error { files = append(files, f); return nil }); err != nil {
		t.Fatal(err)
	}
	if len(files) != 2 || files[0].Err != nil || files[1].Err == nil || !strings.Contains(files[1].Err.Error(), "not a file") {
		t.Errorf("got\n%s", summary(files))
	}
}

// A PNG that announces a huge image must be left out before room is made.
func TestSizeIsLookedAtBeforePixels(t *testing.T) {
	bomb := encoded(glyph(1))
	binary.BigEndian.PutUint32(bomb[16:], 1<<30) // the width in IHDR
	binary.BigEndian.PutUint32(bomb[20:], 1<<30)
	binary.BigEndian.PutUint32(bomb[29:], crc32.ChecksumIEEE(bomb[12:29]))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, _, err := decode(bomb, Side)
	runtime.ReadMemStats(&after)
	if err == nil {
		t.Error("an image of 2^60 pixels was decoded")
	}
	if got := after.TotalAlloc - before.TotalAlloc; got > 1<<20 {
		t.Errorf("%d bytes of memory for a file of %d", got, len(bomb))
	}
}

func FuzzTar(f *testing.F) {
	whole := archive([]entryOf{{"set/A/one.png", encoded(glyph(1))}, {"set/B/empty.png", nil}, {"set/B/x.txt", []byte("x")}})
	f.Add(whole)
	f.Add(whole[:2000])
	f.Add(gzipped(whole))
	f.Fuzz(func(t *testing.T, b []byte) {
		Tar(bytes.NewReader(b), func(f File) error {
			if pixels, _, err := f.Pixels(Side); (err == nil) != (len(pixels) == Side*Side) {
				t.Fatalf("%s: %d pixels, error %v", f.Path, len(pixels), err)
			}
			return nil
		})
	})
}

func FuzzPNG(f *testing.F) {
	f.Add(encoded(glyph(1)))
	f.Add(encoded(image.NewPaletted(image.Rect(0, 0, Side, Side), color.Palette{color.Black, color.White})))
	f.Add([]byte("\x89PNG\r\n\x1a\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		pixels, _, err := decode(b, Side)
		if err == nil && len(pixels) != Side*Side {
			t.Fatalf("%d pixels", len(pixels))
		}
		if want, _, anyErr := picture.Decode(b, Side); (err == nil) != (anyErr == nil) || !bytes.Equal(pixels, want) {
			t.Fatalf("error %v, package picture's %v, or other pixels", err, anyErr)
		}
	})
}

// pngOf returns a PNG of these rows, filters and all.
func pngOf(rows []byte) []byte {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	z.Write(rows)
	z.Close()
	b := bytes.Clone(plainHead)
	for _, c := range []struct {
		name string
		data []byte
	}{{"IDAT", packed.Bytes()}, {"IEND", nil}} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(c.data)))
		chunk := append([]byte(c.name), c.data...)
		b = binary.BigEndian.AppendUint32(append(b, chunk...), crc32.ChecksumIEEE(chunk))
	}
	return b
}
