package crc32c

import (
	"hash/crc32"
	"testing"
)

func FuzzItIsThatOfHashCRC32(f *testing.F) {
	f.Add([]byte("123456789"), 4)
	f.Add([]byte{}, 0)
	f.Add([]byte("a block of images and labels"), 7)
	table := crc32.MakeTable(crc32.Castagnoli)
	f.Fuzz(func(t *testing.T, data []byte, cut int) {
		want := crc32.Checksum(data, table)
		if got := Update(0, data); got != want {
			t.Errorf("%x: %08x, want %08x", data, got, want)
		}
		if cut >= 0 && cut <= len(data) {
			if got := Update(Update(0, data[:cut]), data[cut:]); got != want {
				t.Errorf("%x, cut at %d: %08x, want %08x", data, cut, got, want)
			}
		}
	})
}

func BenchmarkUpdate(b *testing.B) {
	data := make([]byte, 1<<20)
	b.SetBytes(1 << 20)
	for b.Loop() {
		Update(0, data)
	}
}
