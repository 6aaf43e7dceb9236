package augment

import "math"

// thicken lets ink grow by so many pixels, or shrink if they are less than 0:
// grey dilation and erosion, by a disc whose radius need not be whole. Of the
// disc there are nine points: its middle and eight on its edge, where the
// image between pixels is interpolated bilinearly. A radius above 1 is reached
// by two discs of half of it.
//
// An erosion is the dilation of the negative.
func (a *Augmenter) thicken(image []byte, by float64) {
	flip := byte(0)
	if by < 0 {
		flip, by = 255, -by
	}
	if by > 1 {
		a.paper.put(image, flip)
		a.paper.dilate(image, by/2, flip)
		by /= 2
	}
	a.paper.put(image, flip)
	a.paper.dilate(image, by, flip)
}

// dilate writes the dilation of what is on the paper by a disc of a radius
// from 0 to 1, each pixel xor flip.
func (p *paper) dilate(dst []byte, radius float64, flip byte) {
	// Weights in 1/65536: straight of the neighbour in a row or column, and
	// on a diagonal of the corner, each of the sides, and the middle.
	straight := fixed(radius)
	along := fixed(float64(radius*math.Sqrt2) / 2)
	corner := int32(int64(along) * int64(along) >> 16)
	side := along - corner
	middle := 1<<16 - 2*side - corner
	for at := 0; len(dst) > 0; at += p.stride {
		above, here, below := p.pixels[at:][:p.stride], p.pixels[at+p.stride:][:p.stride], p.pixels[at+2*p.stride:][:p.stride]
		nw, n := int32(above[0]), int32(above[1])
		w, c := int32(here[0]), int32(here[1])
		sw, s := int32(below[0]), int32(below[1])
		row := dst[:p.width]
		for x := range row {
			ne, e, se := int32(above[x+2]), int32(here[x+2]), int32(below[x+2])
			nearest := max(n, e, s, w)
			grown := c << 16
			if nearest > c {
				grown += (nearest - c) * straight
			}
			diagonal := max(side*(n+w)+corner*nw, side*(n+e)+corner*ne, side*(s+w)+corner*sw, side*(s+e)+corner*se)
			row[x] = byte((max(grown, middle*c+diagonal)+1<<15)>>16) ^ flip
			nw, n, w, c, sw, s = n, ne, c, e, s, se
		}
		dst = dst[p.width:]
	}
}
