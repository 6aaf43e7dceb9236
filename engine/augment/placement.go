package augment

import (
	"math"
	"math/rand/v2"

	"glyphlab/engine/cosine"
)

// A placement says where the pixel at (x, y) of a changed image comes from: an
// affine map, its numbers in 1/65536.
//
//	u = u0 + ux·x + uy·y
//	v = v0 + vx·x + vy·y
type placement struct{ u0, ux, uy, v0, vx, vy int32 }

// drawPlacement draws an image's shift, rotation, scale, stretch and shear.
func (a *Augmenter) drawPlacement(random *rand.PCG) placement {
	s := &a.strengths
	right, down := within(random, s.Shift), within(random, s.Shift)
	turn := within(random, s.Rotation)
	scale := 1 + within(random, s.Scale)
	stretch := 1 + within(random, s.Stretch)
	lean := within(random, s.Shear)
	return a.placement(right, down, turn, scale, stretch, lean)
}

// placement inverts, about the middle of the image: scale and stretch, then
// lean to the right by so much of its height, then turn clockwise by so many
// degrees, then shift.
func (a *Augmenter) placement(right, down, turn, scale, stretch, lean float64) placement {
	cos, sin := cosine.Pi(math.Abs(turn)/180), cosine.Pi(math.Abs(math.Abs(turn)/180-0.5))
	if turn < 0 {
		sin = -sin
	}
	// Turned back, and then each row moved back by as many times lean as it is
	// above the middle: y is less there.
	widths, heights := 1/float64(scale*stretch), stretch/scale
	ux, uy := (cos-float64(lean*sin))*widths, (sin+float64(lean*cos))*widths
	vx, vy := -sin*heights, cos*heights
	middleX, middleY := float64(float64(a.width-1)/2), float64(float64(a.height-1)/2)
	return placement{
		fixed(middleX - float64(ux*(middleX+right)) - float64(uy*(middleY+down))), fixed(ux), fixed(uy),
		fixed(middleY - float64(vx*(middleX+right)) - float64(vy*(middleY+down))), fixed(vx), fixed(vy),
	}
}

// fixed returns x in 1/65536, to the nearest.
func fixed(x float64) int32 { return int32(math.Floor(float64(x*(1<<16)) + 0.5)) }

// resample writes the image that is on the paper in its new place, each pixel
// interpolated bilinearly between the four where it comes from.
func (a *Augmenter) resample(dst []byte, p placement) {
	for y := range a.height {
		u, v := p.u0+p.uy*int32(y), p.v0+p.vy*int32(y)
		for x := range a.u {
			a.u[x], a.v[x] = u, v
			u += p.ux
			v += p.vx
		}
		if a.elastic != nil {
			a.elastic.displace(a.u, a.v, y)
		}
		a.paper.sample(dst[y*a.width:][:a.width], a.u, a.v)
	}
}

// sample reads the image on the paper at places (u, v).
func (p *paper) sample(dst []byte, u, v []int32) {
	u, v = u[:len(dst)], v[:len(dst)]
	height := uint(len(p.pixels)/p.stride - 2)
	for x := range dst {
		column, row := int(u[x]>>16)+1, int(v[x]>>16)+1
		if uint(column) > uint(p.width) || uint(row) > height {
			dst[x] = 0
			continue
		}
		right, down := u[x]>>8&255, v[x]>>8&255
		at := row*p.stride + column
		above, below := p.pixels[at:at+2], p.pixels[at+p.stride:at+p.stride+2]
		a, b := int32(above[0])<<8, int32(below[0])<<8
		a += (int32(above[1]) - int32(above[0])) * right
		b += (int32(below[1]) - int32(below[0])) * right
		dst[x] = byte((a<<8 + (b-a)*down + 1<<15) >> 16)
	}
}
