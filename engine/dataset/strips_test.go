package dataset

import (
	"bytes"
	"fmt"
	"testing"
)

func encodeCompressible(t testing.TB, info Info, all []drawing) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := NewCompressibleWriter(&b, info)
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

func TestCompressibleFilesHoldTheSame(t *testing.T) {
	for _, bits := range []int{4, 8} {
		for _, height := range []int{1, 3, 4, 5, 28} {
			t.Run(fmt.Sprint(bits, "bits", height), func(t *testing.T) {
				info := sample(bits)
				info.Height = height
				all := drawings(info, 1)
				file := encodeCompressible(t, info, all)
				if want := map[int]byte{4: inStrips, 8: byRows}[bits]; file[8] != want {
					t.Errorf("the file has version %d, want %d", file[8], want)
				}
				set, err := Read(bytes.NewReader(file))
				if err != nil {
					t.Fatal(err)
				}
				if err := same(set, info, all); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// The order of the pixels is the format's, and not only its own inverse.
func TestStripsGoDownFourRowsColumnByColumn(t *testing.T) {
	info := sample(4)
	info.Height, info.Width, info.Counts = 6, 2, [3]int{Training: 1}
	pixels := make([]byte, 12)
	for i := range pixels {
		pixels[i] = byte(17 * i)
	}
	file := encodeCompressible(t, info, []drawing{{Training, 0, pixels}})
	at := len(file) - sumBytes - crcBytes - 6
	if got, want := fmt.Sprintf("%x", file[at:at+6]), "02461357"+"8a9b"; got != want {
		t.Errorf("the pixels are %s, want %s", got, want)
	}
}
