package kernel

// MaxPool2 takes the largest of every 2×2 pixels of two rows x0 and x1, channel
// by channel, and writes a row y of half as many pixels. What is not a number
// counts as larger than any.
func MaxPool2(y, x0, x1 []float32, channels int) {
	maxPool2(y, x0[:2*len(y)], x1[:2*len(y)], channels)
}

func plainMaxPool2(y, x0, x1 []float32, channels int) {
	for len(y) > 0 {
		for c := range channels {
			v := x0[c]
			v = larger(v, x0[channels+c])
			v = larger(v, x1[c])
			y[c] = larger(v, x1[channels+c])
		}
		y, x0, x1 = y[channels:], x0[2*channels:], x1[2*channels:]
	}
}

func larger(v, x float32) float32 {
	if x > v || x != x {
		return x
	}
	return v
}

// SumPool2 sums every 2×2 pixels of two rows as [MaxPool2] takes their largest:
// y = ((x00 + x01) + (x10 + x11))·factor.
func SumPool2(y, x0, x1 []float32, channels int, factor float32) {
	sumPool2(y, x0[:2*len(y)], x1[:2*len(y)], channels, factor)
}

func plainSumPool2(y, x0, x1 []float32, channels int, factor float32) {
	for len(y) > 0 {
		for c := range channels {
			y[c] = ((x0[c] + x0[channels+c]) + (x1[c] + x1[channels+c])) * factor
		}
		y, x0, x1 = y[channels:], x0[2*channels:], x1[2*channels:]
	}
}

// SumPool2Back is the gradient of [SumPool2]: each of the four pixels gets
// dy·factor.
func SumPool2Back(dx0, dx1, dy []float32, channels int, factor float32) {
	sumPool2Back(dx0[:2*len(dy)], dx1[:2*len(dy)], dy, channels, factor)
}

func plainSumPool2Back(dx0, dx1, dy []float32, channels int, factor float32) {
	for len(dy) > 0 {
		for c := range channels {
			d := dy[c] * factor
			dx0[c], dx0[channels+c], dx1[c], dx1[channels+c] = d, d, d, d
		}
		dy, dx0, dx1 = dy[channels:], dx0[2*channels:], dx1[2*channels:]
	}
}

// MaxPool2Back is the gradient of [MaxPool2]: of the four pixels that y is the
// largest of, the first equal to it gets dy, the others 0.
func MaxPool2Back(dx0, dx1, dy, y, x0, x1 []float32, channels int) {
	n := 2 * len(y)
	maxPool2Back(dx0[:n], dx1[:n], dy[:len(y)], y, x0[:n], x1[:n], channels)
}

func plainMaxPool2Back(dx0, dx1, dy, y, x0, x1 []float32, channels int) {
	for len(y) > 0 {
		for c := range channels {
			rest := dy[c]
			give := func(dx *float32, x float32) {
				*dx = 0
				if x == y[c] || x != x {
					*dx, rest = rest, 0
				}
			}
			give(&dx0[c], x0[c])
			give(&dx0[channels+c], x0[channels+c])
			give(&dx1[c], x1[c])
			give(&dx1[channels+c], x1[channels+c])
		}
		y, dy = y[channels:], dy[channels:]
		x0, x1, dx0, dx1 = x0[2*channels:], x1[2*channels:], dx0[2*channels:], dx1[2*channels:]
	}
}
