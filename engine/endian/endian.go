// Package endian reads and writes little-endian numbers as encoding/binary
// does, but without the reflection in it that the worker would have to carry.
package endian

// Uint16 reads a number from the first two bytes.
func Uint16(b []byte) uint16 { return uint16(b[0]) | uint16(b[1])<<8 }

// Uint32 reads a number from the first four bytes.
func Uint32(b []byte) uint32 {
	_ = b[3] // one check for all
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}

// Uint64 reads a number from the first eight bytes.
func Uint64(b []byte) uint64 { return uint64(Uint32(b)) | uint64(Uint32(b[4:]))<<32 }

// PutUint32 writes a number to the first four bytes.
func PutUint32(b []byte, v uint32) {
	_ = b[3]
	b[0], b[1], b[2], b[3] = byte(v), byte(v>>8), byte(v>>16), byte(v>>24)
}

// PutUint64 writes a number to the first eight bytes.
func PutUint64(b []byte, v uint64) {
	PutUint32(b, uint32(v))
	PutUint32(b[4:], uint32(v>>32))
}

// AppendUint16 appends a number of two bytes.
func AppendUint16(b []byte, v uint16) []byte { return append(b, byte(v), byte(v>>8)) }

// AppendUint32 appends a number of four bytes.
func AppendUint32(b []byte, v uint32) []byte {
	return append(b, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
}

// AppendUint64 appends a number of eight bytes.
func AppendUint64(b []byte, v uint64) []byte {
	return AppendUint32(AppendUint32(b, uint32(v)), uint32(v>>32))
}
