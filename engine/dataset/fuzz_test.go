package dataset

import (
	"bytes"
	"errors"
	"testing"
)

// FuzzRead looks for bytes that make the decoder panic, fail otherwise than it
// says, or return a set whose images cannot be used.
func FuzzRead(f *testing.F) {
	for _, bits := range []int{4, 8} {
		info := sample(bits)
		info.Counts = [3]int{2, 1, 1}
		file := encode(f, info, drawings(info, 1))
		f.Add(file)
		f.Add(file[:len(file)/2])
		f.Add(withFields(info.fields()))
		f.Add(encodeCompressible(f, info, drawings(info, 1)))
	}
	f.Add([]byte("<html>"))
	f.Add([]byte(Magic))
	f.Fuzz(func(t *testing.T, file []byte) {
		set, err := Read(bytes.NewReader(file))
		if err != nil {
			var format *FormatError
			var unsupported *UnsupportedError
			if !errors.As(err, &format) && !errors.As(err, &unsupported) {
				t.Fatalf("error of type %T: %v", err, err)
			}
			return
		}
		if err := set.Info.Check(); err != nil {
			t.Fatalf("a file was read whose header is wrong: %v", err)
		}
		pixels := make([]byte, set.Info.Height*set.Info.Width)
		for split, im := range set.Splits {
			if im.Len() != set.Info.Counts[split] {
				t.Fatalf("%d images, the header says %d", im.Len(), set.Info.Counts[split])
			}
			for i := range im.Len() {
				im.Pixels(pixels, i)
				if im.Label(i) >= len(set.Info.Classes) {
					t.Fatalf("label %d of %d classes", im.Label(i), len(set.Info.Classes))
				}
			}
		}
	})
}

// FuzzRoundTrip looks for data sets that are not read as they were written.
func FuzzRoundTrip(f *testing.F) {
	f.Add("open", "A title", "an origin", uint8(28), uint8(28), true, uint16(3), uint16(2), uint16(1), uint64(1))
	f.Add("x", "y", "", uint8(1), uint8(1), false, uint16(1025), uint16(0), uint16(1024), uint64(2))
	f.Fuzz(func(t *testing.T, name, title, origin string, height, width uint8, four bool, training, validation, test uint16, seed uint64) {
		info := Info{
			Name: name, Title: title, Origin: origin, Height: int(height % 32), Width: int(width % 32), Bits: 8,
			Classes: []string{"a", "b", "c"}, Counts: [3]int{int(training % 2100), int(validation % 2100), int(test % 2100)},
		}
		if four {
			info.Bits = 4
		}
		if info.Check() != nil {
			t.Skip("cannot be written")
		}
		all := drawings(info, seed)
		set, err := Read(bytes.NewReader(encode(t, info, all)))
		if err != nil {
			t.Fatal(err)
		}
		if err := same(set, info, all); err != nil {
			t.Error(err)
		}
	})
}
