// Package sha256 computes SHA-256 (FIPS 180-4), as crypto/sha256 does. That
// package would be a tenth of the program that a visitor's browser loads before
// it can train, for the sake of standards and processors that checksums of
// letters and weights have no need of.
package sha256

import (
	"math/bits"
)

// Size is how many bytes a checksum has.
const Size = 32

const blockSize = 64

// A Hash takes a message in pieces. It is an [io.Writer].
type Hash struct {
	state  [8]uint32
	block  [blockSize]byte // what has been written since the last whole block
	length uint64          // bytes of the message so far
}

// initial is the state before the message: the first bits of the fractional
// parts of the square roots of the first 8 primes.
var initial = [8]uint32{
	0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
}

// constants are what each round adds: the first bits of the fractional parts
// of the cube roots of the first 64 primes.
var constants = [64]uint32{
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
}

// New returns a hash of an empty message.
func New() *Hash { return &Hash{state: initial} }

// Write adds a piece to the message. It returns no error.
func (h *Hash) Write(piece []byte) (int, error) {
	n := len(piece)
	begun := int(h.length % blockSize)
	h.length += uint64(n)
	if begun > 0 {
		taken := copy(h.block[begun:], piece)
		if begun+taken < blockSize {
			return n, nil
		}
		h.mix(&h.block)
		piece = piece[taken:]
	}
	for len(piece) >= blockSize {
		h.mix((*[blockSize]byte)(piece))
		piece = piece[blockSize:]
	}
	copy(h.block[:], piece)
	return n, nil
}

// Sum returns the checksum of the message so far, to which more may be added.
func (h *Hash) Sum() (sum [Size]byte) {
	end := *h
	// A one and zeros, so that the length fills the last block.
	padding := [blockSize]byte{0x80}
	end.Write(padding[:blockSize-(h.length+8)%blockSize])
	end.Write(appendBig(appendBig(nil, uint32(h.length>>29)), uint32(h.length<<3)))
	for i, word := range end.state {
		appendBig(sum[:4*i], word)
	}
	return sum
}

// Hex returns a checksum as it is written: in hexadecimal digits, lower-case.
func Hex(sum [Size]byte) string {
	const digits = "0123456789abcdef"
	text := make([]byte, 0, 2*Size)
	for _, b := range sum {
		text = append(text, digits[b>>4], digits[b&15])
	}
	return string(text)
}

// mix takes one block into the state.
func (h *Hash) mix(block *[blockSize]byte) {
	var words [64]uint32
	for i := range words {
		if i < 16 {
			b := block[4*i:][:4]
			words[i] = uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
			continue
		}
		w2, w15 := words[i-2], words[i-15]
		s0 := bits.RotateLeft32(w15, -7) ^ bits.RotateLeft32(w15, -18) ^ w15>>3
		s1 := bits.RotateLeft32(w2, -17) ^ bits.RotateLeft32(w2, -19) ^ w2>>10
		words[i] = words[i-16] + s0 + words[i-7] + s1
	}
	a, b, c, d, e, f, g, k := h.state[0], h.state[1], h.state[2], h.state[3], h.state[4], h.state[5], h.state[6], h.state[7]
	for i, word := range words {
		s1 := bits.RotateLeft32(e, -6) ^ bits.RotateLeft32(e, -11) ^ bits.RotateLeft32(e, -25)
		t1 := k + s1 + (e&f ^ ^e&g) + constants[i] + word
		s0 := bits.RotateLeft32(a, -2) ^ bits.RotateLeft32(a, -13) ^ bits.RotateLeft32(a, -22)
		t2 := s0 + (a&b ^ a&c ^ b&c)
		a, b, c, d, e, f, g, k = t1+t2, a, b, c, d+t1, e, f, g
	}
	for i, word := range [8]uint32{a, b, c, d, e, f, g, k} {
		h.state[i] += word
	}
}

// appendBig appends a big-endian number.
func appendBig(b []byte, v uint32) []byte {
	return append(b, byte(v>>24), byte(v>>16), byte(v>>8), byte(v))
}
