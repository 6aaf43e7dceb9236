package bench

import (
	"math/rand/v2"

	"glyphlab/engine"
)

// The images that everything is measured on, and the seed of all that is drawn
// by chance.
const (
	classes = 10
	count   = 512
	seed    = 1
)

var shape = engine.Shape{Height: 28, Width: 28, Channels: 1}

// noise is images of random pixels, the classes in turn.
type noise struct{ pixels []byte }

func newNoise() *noise {
	random := rand.NewPCG(seed, 0)
	n := &noise{make([]byte, count*shape.Size())}
	for i := range n.pixels {
		n.pixels[i] = byte(random.Uint64() >> 56)
	}
	return n
}

func (n *noise) Len() int        { return count }
func (n *noise) Label(i int) int { return i % classes }
func (n *noise) Pixels(dst []byte, i int) {
	copy(dst, n.pixels[i*shape.Size():][:shape.Size()])
}

// repeated is so many images, the same again and again.
type repeated struct {
	*noise
	count int
}

func (r repeated) Len() int                 { return r.count }
func (r repeated) Label(i int) int          { return r.noise.Label(i % count) }
func (r repeated) Pixels(dst []byte, i int) { r.noise.Pixels(dst, i%count) }
