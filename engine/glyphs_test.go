package engine

// glyphs are labelled images for tests.
type glyphs struct {
	height, width int
	pixels        []byte
	labels        []int
}

func (g glyphs) Len() int        { return len(g.labels) }
func (g glyphs) Label(i int) int { return g.labels[i] }
func (g glyphs) Pixels(dst []byte, i int) {
	copy(dst, g.pixels[i*g.height*g.width:])
}

// drawn returns n images of 28×28 that a network can learn to tell apart: each
// of ten classes has a pattern of bars and discs of its own, moved and covered
// with noise. Whole numbers alone make them, so they are the same everywhere.
func drawn(n int) glyphs {
	const side = 28
	g := glyphs{height: side, width: side, pixels: make([]byte, n*side*side), labels: make([]int, n)}
	state := uint64(1)
	next := func(below int) int {
		state = state*6364136223846793005 + 1442695040888963407
		return int(state >> 33 % uint64(below))
	}
	for i := range n {
		label := next(10)
		g.labels[i] = label
		dx, dy := next(7)-3, next(7)-3
		ink := 160 + next(96)
		image := g.pixels[i*side*side:][:side*side]
		for y := range side {
			for x := range side {
				u, v := x-14+dx, y-14+dy
				var inside bool
				switch label {
				case 0:
					inside = u*u+v*v < 100
				case 1:
					inside = u*u+v*v < 120 && u*u+v*v > 50
				case 2:
					inside = u > -3 && u < 3
				case 3:
					inside = v > -3 && v < 3
				case 4:
					inside = u-v > -4 && u-v < 4
				case 5:
					inside = u+v > -4 && u+v < 4
				case 6:
					inside = u > -3 && u < 3 || v > -3 && v < 3
				case 7:
					inside = u < -5 || v > 6
				case 8:
					inside = u > 5 || v < -6
				case 9:
					inside = (u+40)/5%2 == 0
				}
				p := next(60)
				if inside {
					p = ink - next(80)
				}
				image[y*side+x] = byte(p)
			}
		}
	}
	return g
}
