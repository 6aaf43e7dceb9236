package weights

import (
	"bytes"
	"math"
	"reflect"
	"strings"
	"testing"

	"glyphlab/engine/endian"
)

// FuzzRead looks for bytes that make Read panic, or give weights that cannot be.
func FuzzRead(f *testing.F) {
	w := sample()
	file := encode(f, w)
	f.Add(file)
	f.Add(file[:len(file)/2])
	w.Half = true
	f.Add(encode(f, w))
	f.Add([]byte("<html>"))
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, file []byte) {
		for _, file := range [][]byte{file, sealed(string(file))} {
			w, err := Read(bytes.NewReader(file))
			if err != nil {
				continue
			}
			if err := w.Check(); err != nil {
				t.Fatalf("a file was read that cannot be: %v", err)
			}
			again, err := Read(bytes.NewReader(encode(t, w)))
			if err != nil || !reflect.DeepEqual(again, w) {
				t.Fatalf("read %+v, and written and read again %+v (%v)", w, again, err)
			}
		}
	})
}

// FuzzRoundTrip looks for weights that are not read as they were written.
func FuzzRoundTrip(f *testing.F) {
	f.Add(uint8(28), uint8(28), "A\nB", "open", 1.5, uint64(1), 3, false, []byte("\x00\x00\x80\x3f"))
	f.Add(uint8(1), uint8(9), "=\nx=y\n", "x", 0.0, uint64(0), 1001, true, []byte("\x00\x00\x80\x3f\x01\x02\x03\x04"))
	f.Fuzz(func(t *testing.T, height, width uint8, classes, data string, rate float64, seed uint64, taken int, half bool, values []byte) {
		w := sample()
		w.Height, w.Width, w.Classes = int(height), int(width), strings.Split(classes, "\n")
		w.Settings.Data, w.Settings.Rate, w.Settings.Seed, w.Taken = data, rate, seed, taken
		w.Values = nil
		for ; len(values) >= 4; values = values[4:] {
			w.Values = append(w.Values, math.Float32frombits(endian.Uint32(values)))
		}
		if w.Check() != nil || half && w.Halve() != nil {
			t.Skip("cannot be written")
		}
		got, err := Read(bytes.NewReader(encode(t, w)))
		if err != nil || !reflect.DeepEqual(got, w) {
			t.Fatalf("read %+v (%v), want %+v", got, err, w)
		}
	})
}
