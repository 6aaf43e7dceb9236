package idx

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// file returns an IDX file of unsigned bytes.
func file(body []byte, lengths ...int) []byte {
	b := []byte{0, 0, 8, byte(len(lengths))}
	for _, n := range lengths {
		b = binary.BigEndian.AppendUint32(b, uint32(n))
	}
	return append(b, body...)
}

func gzipped(b []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	z.Write(b)
	z.Close()
	return out.Bytes()
}

// readImages returns all pixels of a file of images.
func readImages(r io.Reader) ([]byte, error) {
	im, err := NewImages(r)
	if err != nil {
		return nil, err
	}
	var all []byte
	pixels := make([]byte, im.Height*im.Width)
	for {
		if err := im.Next(pixels); err == io.EOF {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		all = append(all, pixels...)
	}
}

func readLabels(r io.Reader) ([]byte, error) {
	l, err := NewLabels(r)
	if err != nil {
		return nil, err
	}
	var all []byte
	for {
		label, err := l.Next()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, byte(label))
	}
}

func TestImagesAndLabelsAreReadPlainOrGzipped(t *testing.T) {
	body := []byte("abcdefghijklmnopqr")
	images, labels := file(body, 3, 2, 3), file([]byte{7, 0, 255}, 3)
	for _, pack := range []func([]byte) []byte{bytes.Clone, gzipped} {
		got, err := readImages(iotest.OneByteReader(bytes.NewReader(pack(images))))
		if err != nil || !bytes.Equal(got, body) {
			t.Errorf("images %q, %v; want %q", got, err, body)
		}
		got, err = readLabels(bytes.NewReader(pack(labels)))
		if err != nil || !bytes.Equal(got, []byte{7, 0, 255}) {
			t.Errorf("labels %v, %v", got, err)
		}
	}
}

func TestDamagedAndForeignFilesSayWhatIsWrong(t *testing.T) {
	images, labels := file(make([]byte, 18), 3, 2, 3), file(make([]byte, 3), 3)
	broken := gzipped(images)
	broken[len(broken)-6] ^= 1 // in gzip's own checksum
	tests := []struct {
		name string
		read func(io.Reader) ([]byte, error)
		file []byte
		want string
	}{
		{"empty", readImages, nil, "only 0 bytes"},
		{"beginning only", readImages, images[:10], "only 10 bytes"},
		{"cut images", readImages, images[:30], "announces 3 images and has only 2"},
		{"cut gzip", readImages, gzipped(images)[:20], "unexpected EOF"},
		{"gzip's checksum", readImages, broken, "checksum"},
		{"longer images", readImages, append(images, 0), "goes on after the last"},
		{"cut labels", readLabels, labels[:9], "announces 3 labels and has only 1"},
		{"longer labels", readLabels, append(labels, 0), "goes on after the last"},
		{"labels for images", readImages, file(make([]byte, 30), 30), "mixed up"},
		{"images for labels", readLabels, images, "mixed up"},
		{"floats", readImages, append([]byte{0, 0, 0x0d, 3}, make([]byte, 12)...), "type 0d"},
		{"HTML", readImages, []byte("<!doctype html><html>"), "no IDX file"},
		{"no pixels", readImages, file(nil, 3, 0, 3), "0×3 pixels"},
		{"huge images", readImages, file(nil, 1, 1<<20, 1<<20), "1048576×1048576 pixels"},
		{"huge count", readLabels, file(nil, 1<<31), "2147483648"},
		{"gzip without data", readLabels, []byte{0x1f, 0x8b}, "gzip"},
	}
	for _, test := range tests {
		_, err := test.read(bytes.NewReader(test.file))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want one with %q", test.name, err, test.want)
		}
	}
}

func TestErrorsOfTheReaderAreWrapped(t *testing.T) {
	lost := errors.New("disk lost")
	images := file(make([]byte, 18), 3, 2, 3)
	for _, n := range []int{0, 7, 16, 20, len(images)} {
		_, err := readImages(io.MultiReader(bytes.NewReader(images[:n]), iotest.ErrReader(lost)))
		if !errors.Is(err, lost) {
			t.Errorf("after %d bytes: error %v", n, err)
		}
	}
}

func TestNextWantsPixelsOfTheImagesSize(t *testing.T) {
	im, err := NewImages(bytes.NewReader(file(make([]byte, 18), 3, 2, 3)))
	if err != nil {
		t.Fatal(err)
	}
	if err := im.Next(make([]byte, 5)); err == nil {
		t.Error("five pixels were taken for an image of six")
	}
}

func TestNamesSayWhatAFileHolds(t *testing.T) {
	for name, want := range map[string]string{
		"train-images-idx3-ubyte.gz":   "training images, beside train-labels-idx1-ubyte",
		"train-images-idx3-ubyte":      "training images, beside train-labels-idx1-ubyte",
		"train-labels.idx1-ubyte":      "training labels, beside train-images.idx3-ubyte",
		"t10k-labels-idx1-ubyte.gz":    "test labels, beside t10k-images-idx3-ubyte",
		"test-images-idx3-ubyte.gz":    "test images, beside test-labels-idx1-ubyte",
		"validation-images-idx3-ubyte": "validation images, beside validation-labels-idx1-ubyte",
		"train-images-idx1-ubyte":      "",
		"my-images-idx3-ubyte":         "",
		"train-images.gz":              "",
	} {
		got := ""
		if n, ok := ParseName(name); ok {
			got = n.Split.String() + map[bool]string{true: " images", false: " labels"}[n.Images] + ", beside " + n.Companion().String()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func FuzzImages(f *testing.F) {
	whole := file(make([]byte, 18), 3, 2, 3)
	f.Add(whole)
	f.Add(whole[:20])
	f.Add(gzipped(whole))
	f.Add(file(nil, 1<<30, 256, 256))
	f.Fuzz(func(t *testing.T, b []byte) {
		pixels, err := readImages(bytes.NewReader(b))
		if err == nil && b[0] == 0 && len(pixels) != len(b)-16 {
			t.Fatalf("%d pixels in a file of %d bytes", len(pixels), len(b))
		}
	})
}

func FuzzLabels(f *testing.F) {
	whole := file([]byte{1, 2, 3}, 3)
	f.Add(whole)
	f.Add(whole[:9])
	f.Add(gzipped(whole))
	f.Fuzz(func(t *testing.T, b []byte) {
		labels, err := readLabels(bytes.NewReader(b))
		if err == nil && b[0] == 0 && !bytes.Equal(labels, b[8:]) {
			t.Fatalf("labels %v in a file that holds %v", labels, b[8:])
		}
	})
}
