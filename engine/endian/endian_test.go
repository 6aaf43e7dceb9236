package endian

import (
	"bytes"
	"encoding/binary"
	"testing"
)

func FuzzNumbersAreThoseOfEncodingBinary(f *testing.F) {
	f.Add(uint64(0x0123456789abcdef))
	f.Add(^uint64(0))
	f.Fuzz(func(t *testing.T, v uint64) {
		le := binary.LittleEndian
		b := AppendUint64(AppendUint32(AppendUint16(nil, uint16(v)), uint32(v)), v)
		if want := le.AppendUint64(le.AppendUint32(le.AppendUint16(nil, uint16(v)), uint32(v)), v); !bytes.Equal(b, want) {
			t.Fatalf("%x is appended as %x, want %x", v, b, want)
		}
		if Uint16(b) != uint16(v) || Uint32(b[2:]) != uint32(v) || Uint64(b[6:]) != v {
			t.Errorf("%x is read as %x, %x, %x", v, Uint16(b), Uint32(b[2:]), Uint64(b[6:]))
		}
		PutUint32(b, uint32(v))
		PutUint64(b[4:], v)
		if le.Uint32(b) != uint32(v) || le.Uint64(b[4:]) != v {
			t.Errorf("%x is put as %x", v, b)
		}
	})
}
