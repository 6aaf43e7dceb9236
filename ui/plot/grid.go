package plot

// Grid returns how count equal squares stand best in a width × height area,
// gap apart: the columns that make them largest, and their side. Full rows win
// over a slightly larger side, so that 16 stand as 8 × 2 or 4 × 4.
func Grid(count int, width, height, gap float64) (columns int, side float64) {
	for c := 1; c <= count; c++ {
		rows := (count + c - 1) / c
		s := min((width-gap*float64(c-1))/float64(c), (height-gap*float64(rows-1))/float64(rows))
		if count%c != 0 {
			s *= 0.8
		}
		if s > side {
			columns, side = c, s
		}
	}
	if columns > 0 && count%columns != 0 {
		side /= 0.8
	}
	return columns, max(0, side)
}
