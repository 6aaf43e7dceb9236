package weights

import "math"

// maxHalf is the largest float16.
const maxHalf = 65504

// toHalf returns the bits of the float16 nearest to x, the even one of two that
// are as near; ok is false if that would be infinite, or if x is NaN.
func toHalf(x float32) (h uint16, ok bool) {
	bits := math.Float32bits(x)
	sign := uint16(bits >> 16 & 0x8000)
	bits &^= 1 << 31
	switch {
	case bits >= math.Float32bits(maxHalf+16): // half-way to what would be the next one
		return 0, false
	case bits < math.Float32bits(0x1p-14): // a multiple of 2^-24, as all float32s from 0.5 to 1 are
		const half = 0.5
		return sign | uint16(math.Float32bits(math.Float32frombits(bits)+half)-math.Float32bits(half)), true
	}
	bits -= (127 - 15) << 23       // the exponent's other bias
	bits += 1<<12 - 1 + bits>>13&1 // so that cutting 13 bits off rounds
	return sign | uint16(bits>>13), true
}

// fromHalf returns the value of a float16.
func fromHalf(h uint16) float32 {
	sign, rest := uint32(h&0x8000)<<16, uint32(h&0x7fff)
	switch {
	case rest < 1<<10:
		return math.Float32frombits(sign | math.Float32bits(float32(rest)*0x1p-24))
	case rest >= 0x1f<<10: // infinite or NaN
		return math.Float32frombits(sign | 0xff<<23 | rest<<13)
	}
	return math.Float32frombits(sign | (rest<<13 + (127-15)<<23))
}
