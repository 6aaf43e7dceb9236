package sha256

import (
	standard "crypto/sha256"
	"fmt"
	"testing"
)

func message(n int) []byte {
	m := make([]byte, n)
	for i := range m {
		m[i] = byte(i*i>>3 + 5*i)
	}
	return m
}

func TestEveryLengthHasTheStandardsChecksum(t *testing.T) {
	for n := range 300 {
		h := New()
		h.Write(message(n))
		if got, want := h.Sum(), standard.Sum256(message(n)); got != want {
			t.Errorf("%d bytes: %x, want %x", n, got, want)
		}
	}
}

func FuzzAMessageInPieces(f *testing.F) {
	f.Add([]byte(""), 0, 0)
	f.Add(message(200), 63, 64)
	f.Add(message(1000), 1, 500)
	f.Fuzz(func(t *testing.T, m []byte, first, second int) {
		first = min(max(first, 0), len(m))
		second = min(max(second, first), len(m))
		h := New()
		for _, piece := range [][]byte{m[:first], m[first:second], m[second:]} {
			n, err := h.Write(piece)
			if n != len(piece) || err != nil {
				t.Fatalf("%d of %d bytes were written, %v", n, len(piece), err)
			}
			if first != second {
				h.Sum() // which changes nothing
			}
		}
		if got, want := h.Sum(), standard.Sum256(m); got != want {
			t.Errorf("%x, want %x", got, want)
		}
	})
}

func ExampleHash() {
	h := New()
	fmt.Fprint(h, "a")
	fmt.Fprint(h, "bc")
	fmt.Println(Hex(h.Sum()))
	// Output: ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
}

func BenchmarkHash(b *testing.B) {
	m := message(1 << 20)
	b.Run("this", func(b *testing.B) {
		b.SetBytes(int64(len(m)))
		for b.Loop() {
			h := New()
			h.Write(m)
			h.Sum()
		}
	})
	b.Run("standard", func(b *testing.B) {
		b.SetBytes(int64(len(m)))
		for b.Loop() {
			standard.Sum256(m)
		}
	})
}
