package augment

import (
	"math"
	"math/rand/v2"
)

// erase fills a rectangle with background: random erasing (Zhong et al. 2020)
// in every image, of an area from 0 to the strength, between twice as wide as
// high and twice as high as wide, wherever it finds room.
func (a *Augmenter) erase(image []byte, random *rand.PCG) {
	area := uniform(random) * a.strengths.Erasing * float64(a.height*a.width)
	ratio := 1 + uniform(random)
	if random.Uint64()&1 == 0 {
		ratio = 1 / ratio
	}
	height := min(int(math.Sqrt(area/ratio)+0.5), a.height)
	width := min(int(math.Sqrt(area*ratio)+0.5), a.width)
	top := int(uniform(random) * float64(a.height-height+1))
	left := int(uniform(random) * float64(a.width-width+1))
	for y := top; y < top+height; y++ {
		clear(image[y*a.width+left:][:width])
	}
}
