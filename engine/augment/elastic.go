package augment

import (
	"math"
	"math/rand/v2"
)

// elastic is a smooth field of random displacements, as Simard, Steinkraus and
// Platt (2003) distort their digits. Where they blur a number for each pixel
// by a Gaussian of σ = 4, here a few numbers on a grid are blended by the
// uniform cubic B-spline, which is nearly a Gaussian of 0.58 of the grid's
// spacing: on 28 pixels σ = 4.0.
type elastic struct {
	strength       float64
	columns, rows  []blend
	knotsX, knotsY [knots * knots]int32
	blendX, blendY [knots]int32 // of the knots' columns, in one row of the image
}

const (
	cells = 4         // of the grid, along each side of the image
	knots = cells + 3 // that they are blended from
)

// A blend is how a pixel's displacement is made of four knots: from the first
// on, by weights in 1/16384.
type blend struct {
	first   int
	weights [4]int32
}

func newElastic(height, width int, strength float64) *elastic {
	// The mean of the sum of the weights' squares is 151/315 along each axis,
	// the variance of a number from -1 to 1 is 1/3.
	return &elastic{strength: strength * (math.Sqrt(3) * 315 / 151), columns: blends(width), rows: blends(height)}
}

func blends(side int) []blend {
	b := make([]blend, side)
	for i := range b {
		at := (float64(i) + 0.5) * cells / float64(side)
		first := math.Floor(at)
		t := at - first
		s := 1 - t
		cubes := [4]float64{
			float64(s * s * s),
			4 - float64(6*t*t) + float64(3*t*t*t),
			4 - float64(6*s*s) + float64(3*s*s*s),
			float64(t * t * t),
		}
		b[i].first = int(first)
		for k, w := range cubes {
			b[i].weights[k] = int32(math.Floor(float64(w/6*(1<<14)) + 0.5))
		}
	}
	return b
}

// draw draws another field.
func (e *elastic) draw(random *rand.PCG) {
	for i := range e.knotsX {
		e.knotsX[i], e.knotsY[i] = fixed(within(random, e.strength)), fixed(within(random, e.strength))
	}
}

// displace moves the places (u, v) of row y.
func (e *elastic) displace(u, v []int32, y int) {
	row := &e.rows[y]
	for k := range knots {
		e.blendX[k] = row.of(&e.knotsX, k)
		e.blendY[k] = row.of(&e.knotsY, k)
	}
	u, v = u[:len(e.columns)], v[:len(e.columns)]
	for x := range e.columns {
		c := &e.columns[x]
		w := &c.weights
		dx, dy := e.blendX[c.first:c.first+4], e.blendY[c.first:c.first+4]
		u[x] += int32((int64(dx[0])*int64(w[0]) + int64(dx[1])*int64(w[1]) + int64(dx[2])*int64(w[2]) + int64(dx[3])*int64(w[3])) >> 14)
		v[x] += int32((int64(dy[0])*int64(w[0]) + int64(dy[1])*int64(w[1]) + int64(dy[2])*int64(w[2]) + int64(dy[3])*int64(w[3])) >> 14)
	}
}

// of blends a column of knots.
func (b *blend) of(values *[knots * knots]int32, column int) int32 {
	var sum int64
	for k, w := range b.weights {
		sum += int64(values[(b.first+k)*knots+column]) * int64(w)
	}
	return int32(sum >> 14)
}
