package numpy

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
)

// npy returns a file with this header and these bytes.
func npy(version byte, header string, data []byte) []byte {
	b := append([]byte(Magic), version, 0)
	if version == 1 {
		b = binary.LittleEndian.AppendUint16(b, uint16(len(header)))
	} else {
		b = binary.LittleEndian.AppendUint32(b, uint32(len(header)))
	}
	return append(append(b, header...), data...)
}

func header(descr, shape string) string {
	return "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }          \n"
}

func opened(b []byte) (*Array, error) {
	r := bytes.NewReader(b)
	a, err := ReadHeader(r)
	if err == nil {
		a.Open = func() (io.Reader, error) { return r, nil }
	}
	return a, err
}

func images(b []byte) ([]byte, error) {
	a, err := opened(b)
	if err != nil {
		return nil, err
	}
	im, err := a.Images()
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

func labels(b []byte) ([]int, error) {
	a, err := opened(b)
	if err != nil {
		return nil, err
	}
	l, err := a.Labels()
	if err != nil {
		return nil, err
	}
	var all []int
	for {
		n, err := l.Next()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, n)
	}
}

func floats(size int, order binary.AppendByteOrder, pixels ...byte) []byte {
	var b []byte
	for _, p := range pixels {
		x := (float64(p) - 127.5) / 255
		if size == 4 {
			b = order.AppendUint32(b, math.Float32bits(float32(x)))
		} else {
			b = order.AppendUint64(b, math.Float64bits(x))
		}
	}
	return b
}

func TestImagesAreReadFromEveryTypeAndVersion(t *testing.T) {
	var want []byte
	for p := range 256 {
		want = append(want, byte(p))
	}
	for descr, data := range map[string][]byte{
		"|u1": want, "<f4": floats(4, binary.LittleEndian, want...), ">f4": floats(4, binary.BigEndian, want...),
		"<f8": floats(8, binary.LittleEndian, want...), ">f8": floats(8, binary.BigEndian, want...),
	} {
		for _, shape := range []string{"(4, 8, 8)", "(4, 8, 8, 1)", "(4L, 64L)", "(16,4,4)"} {
			for version := byte(1); version <= 3; version++ {
				got, err := images(npy(version, header(descr, shape), data))
				if err != nil || !bytes.Equal(got, want) {
					t.Errorf("%s %s version %d: %v, %v", descr, shape, version, got, err)
				}
			}
		}
	}
}

func TestLabelsAreReadFromEveryType(t *testing.T) {
	for descr, data := range map[string][]byte{
		"|u1": {1, 0, 9}, "|i1": {1, 0, 9}, "<i2": {1, 0, 0, 0, 9, 0}, ">i2": {0, 1, 0, 0, 0, 9},
		"<i4": {1, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0}, ">u4": {0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9},
		"<i8": {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0},
	} {
		for _, shape := range []string{"(3,)", "(3, 1)"} {
			got, err := labels(npy(1, header(descr, shape), data))
			if err != nil || !slices.Equal(got, []int{1, 0, 9}) {
				t.Errorf("%s %s: %v, %v", descr, shape, got, err)
			}
		}
	}
}

func TestArraysThatCannotBeReadSayWhy(t *testing.T) {
	good := npy(1, header("|u1", "(2, 2, 2)"), make([]byte, 8))
	for name, test := range map[string]struct {
		file []byte
		want string
	}{
		"empty":        {nil, "it has only 0 bytes"},
		"no npy":       {[]byte("PK\x03\x04 and more"), "no .npy file: it begins with"},
		"version":      {npy(4, "", nil), "version 4.0; versions 1 to 3"},
		"cut header":   {good[:20], "its header is cut off"},
		"no length":    {good[:9], "its header's length is missing"},
		"huge header":  {append([]byte(Magic), 2, 0, 255, 255, 255, 255), "announces a header of 4294967295 bytes"},
		"header":       {npy(1, "{'descr': '|u1'}", nil), "should have 'descr', 'fortran_order' and 'shape'"},
		"fields":       {npy(1, "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3,)}", nil), "several fields"},
		"objects":      {npy(1, header("|O", "(3,)"), nil), `of type "|O"`},
		"complex":      {npy(1, header("<c8", "(3,)"), nil), `of type "<c8"`},
		"Fortran":      {npy(1, "{'descr': '|u1', 'fortran_order': True, 'shape': (3, 2, 2)}", nil), "numpy.ascontiguousarray"},
		"huge":         {npy(1, header("|u1", "(1000000, 1000000, 1000000)"), nil), "shape [1000000 1000000 1000000] cannot be"},
		"overflow":     {npy(1, header("|u1", "(99999999999999999999,)"), nil), "cannot be"},
		"one axis":     {npy(1, header("|u1", "(4,)"), nil), "that of images is (count, height, width)"},
		"no square":    {npy(1, header("|u1", "(4, 5)"), nil), "make no square"},
		"large images": {npy(1, header("|u1", "(4, 300, 5)"), nil), "1 to 256 high and wide"},
		"no pixels":    {npy(1, header("|u1", "(4, 0, 5)"), nil), "1 to 256 high and wide"},
		"integers":     {npy(1, header("<i4", "(1, 2, 2)"), nil), "of type <i4; bytes (u1) from 0 to 255"},
		"cut images":   {good[:len(good)-1], "its shape has 2 images and there are only 1"},
		"longer":       {append(bytes.Clone(good), 0), "goes on after the last"},
		"0 to 1":       {npy(1, header("<f8", "(1, 1, 1)"), binary.LittleEndian.AppendUint64(nil, math.Float64bits(1))), "image 0 has a pixel of 1; the assignment's floats"},
	} {
		_, err := images(test.file)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want one with %q", name, err, test.want)
		}
	}
	for name, test := range map[string]struct {
		file []byte
		want string
	}{
		"one-hot":   {npy(1, header("|u1", "(2, 10)"), nil), "that of labels is (count,)"},
		"floats":    {npy(1, header("<f4", "(2,)"), nil), "integers can be read"},
		"negative":  {npy(1, header("|i1", "(1,)"), []byte{255}), "label 0 is -1"},
		"cut":       {npy(1, header("<i8", "(2,)"), make([]byte, 15)), "its shape has 2 labels and there are only 1"},
		"far above": {npy(1, header("<u8", "(1,)"), bytes.Repeat([]byte{255}, 8)), "labels are 0, 1, 2"},
	} {
		_, err := labels(test.file)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want one with %q", name, err, test.want)
		}
	}
}

func npz(files map[string][]byte) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, data := range files {
		f, _ := z.Create(name)
		f.Write(data)
	}
	z.Close()
	return b.Bytes()
}

func TestArraysOfANPZAreNamed(t *testing.T) {
	file := npz(map[string][]byte{
		"images.npy": npy(1, header("|u1", "(2, 1, 1)"), []byte{7, 8}), "labels.npy": npy(1, header("|u1", "(2,)"), []byte{1, 0}), "README": []byte("x"),
	})
	arrays, err := ReadNPZ(bytes.NewReader(file), int64(len(file)))
	if err != nil || len(arrays) != 2 {
		t.Fatalf("%v, %v", arrays, err)
	}
	for range 2 { // an array can be read again
		im, err := arrays["images"].Images()
		if err != nil {
			t.Fatal(err)
		}
		pixels := make([]byte, 1)
		if err := im.Next(pixels); err != nil || pixels[0] != 7 {
			t.Errorf("%v, %v", pixels, err)
		}
	}
	for want, file := range map[string][]byte{
		"damaged or incomplete":    file[:len(file)-10],
		"bad.npy: this is no .npy": npz(map[string][]byte{"bad.npy": []byte("text and more text")}),
	} {
		if _, err := ReadNPZ(bytes.NewReader(file), int64(len(file))); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}

func FuzzNPY(f *testing.F) {
	f.Add(npy(1, header("|u1", "(2, 2, 2)"), make([]byte, 8)))
	f.Add(npy(3, header("<f4", "(1, 4)"), floats(4, binary.LittleEndian, 1, 2, 3, 4)))
	f.Add(npy(2, header("<i8", "(3,)"), make([]byte, 24)))
	f.Fuzz(func(t *testing.T, b []byte) {
		if pixels, err := images(b); err == nil && len(pixels) > len(b) {
			t.Fatalf("%d pixels in %d bytes", len(pixels), len(b))
		}
		if n, err := labels(b); err == nil && len(n) > len(b) {
			t.Fatalf("%d labels in %d bytes", len(n), len(b))
		}
	})
}

func FuzzNPZ(f *testing.F) {
	f.Add(npz(map[string][]byte{"x.npy": npy(1, header("|u1", "(2, 2, 2)"), make([]byte, 8))}))
	f.Fuzz(func(t *testing.T, b []byte) {
		arrays, err := ReadNPZ(bytes.NewReader(b), int64(len(b)))
		for name, a := range arrays {
			if err == nil && a == nil {
				t.Fatal(fmt.Sprint(name, " is nothing"))
			}
		}
	})
}
