package augment

import (
	"math/rand/v2"
)

// addNoise adds to each pixel a number that is nearly normal: the sum of four
// even bytes, less its mean. What would be darker than black is black, and
// lighter than white white.
func addNoise(image []byte, strength float64, random *rand.PCG) {
	const deviation = 147.8 // of the sum: √(4·(256²-1)/12)
	factor := fixed(strength * 255 / deviation)
	var bytes uint64
	for i := range image {
		if i&1 == 0 {
			bytes = random.Uint64()
		}
		sum := int32(bytes&255) + int32(bytes>>8&255) + int32(bytes>>16&255) + int32(bytes>>24&255)
		bytes >>= 32
		image[i] = byte(min(max(0, int32(image[i])+((sum-510)*factor+1<<15)>>16), 255))
	}
}
