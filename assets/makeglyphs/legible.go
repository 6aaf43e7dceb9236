package main

import (
	"math"
	"runtime"
	"sync"
)

const (
	// voters is how many of the nearest letters of other families say which
	// letter an image shows.
	voters = 5
	// typical is how many of a face's ten letters must be recognised for it
	// to vote on others.
	typical = 8
	// legible is how many must be recognised for the face to be kept.
	legible = 4
)

const (
	half      = side / 2
	blurring  = 1       // pixels to each side that a box of the blur takes in
	unit      = 1 << 14 // the length of a shape
	shapeArea = half * half
)

// A shape is an image blurred, halved and freed of its mean and contrast, as
// a vector of length unit. Two shapes' inner product says how much alike
// their images are, and says so for an outlined or hairline letter as well.
// It is in integers, so that every machine judges alike.
type shape [shapeArea]int32

func (g *Glyph) shape() (s shape) {
	var pixels [area]int32
	for i, v := range g {
		pixels[i] = int32(v)
	}
	for range 2 {
		pixels = blur(&pixels, 1, side)
		pixels = blur(&pixels, side, 1)
	}
	var sum int64
	for i := range s {
		at := i/half*2*side + i%half*2
		s[i] = pixels[at] + pixels[at+1] + pixels[at+side] + pixels[at+side+1]
		sum += int64(s[i])
	}
	var squares float64
	for i := range s {
		s[i] -= int32(sum / shapeArea)
		squares += float64(s[i]) * float64(s[i]) // whole numbers below 2⁵³: exact
	}
	length := max(math.Sqrt(squares), 1)
	for i := range s {
		s[i] = int32(math.Round(float64(s[i]) * unit / length))
	}
	return s
}

// blur sums each pixel with its neighbours along the lines whose pixels are
// step apart and which are across apart; beyond the border is paper.
func blur(pixels *[area]int32, step, across int) (out [area]int32) {
	for line := range side {
		for i := range side {
			for j := max(i-blurring, 0); j <= min(i+blurring, side-1); j++ {
				out[line*across+i*step] += pixels[line*across+j*step]
			}
		}
	}
	return out
}

func (s *shape) dot(t *shape) (sum int32) {
	for i := range s {
		sum += s[i] * t[i]
	}
	return sum
}

// recognised counts for each face how many of its letters are recognised: the
// most frequent class among the nearest letters of other families is the
// right one. A symbol font's pictures have no such neighbours. In a second
// round only faces vote that the first found typical, so that symbol fonts do
// not vouch for one another.
func recognised(faces []Face, families []string) []int {
	shapes := make([][classes]shape, len(faces))
	for i := range faces {
		for c := range classes {
			shapes[i][c] = faces[i].Letters[c].shape()
		}
	}
	votes := make([]bool, len(faces))
	for i := range votes {
		votes[i] = true
	}
	counts := election(shapes, families, votes)
	for i, count := range counts {
		votes[i] = count >= typical
	}
	return election(shapes, families, votes)
}

func election(shapes [][classes]shape, families []string, votes []bool) []int {
	counts := make([]int, len(shapes))
	workers := runtime.GOMAXPROCS(0)
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for i := w; i < len(shapes); i += workers {
				for c := range classes {
					if elected(shapes, families, votes, i, c) == c {
						counts[i]++
					}
				}
			}
		})
	}
	group.Wait()
	return counts
}

// elected is the most frequent class among the voters nearest to letter c of
// face i, of equally frequent ones the one whose voters are nearer, or -1 if
// nobody votes.
func elected(shapes [][classes]shape, families []string, votes []bool, i, c int) int {
	type voter struct {
		likeness int32
		class    int
	}
	var nearest [voters]voter
	for n := range nearest {
		nearest[n] = voter{math.MinInt32, -1}
	}
	for j := range shapes {
		if !votes[j] || families[j] == families[i] {
			continue
		}
		for class := range classes {
			v := voter{shapes[i][c].dot(&shapes[j][class]), class}
			if v.likeness <= nearest[voters-1].likeness {
				continue
			}
			n := voters - 1
			for ; n > 0 && nearest[n-1].likeness < v.likeness; n-- {
				nearest[n] = nearest[n-1]
			}
			nearest[n] = v
		}
	}
	var tally [classes]int
	winner := nearest[0].class
	for _, v := range nearest {
		if v.class < 0 {
			break
		}
		if tally[v.class]++; tally[v.class] > tally[winner] {
			winner = v.class
		}
	}
	return winner
}
