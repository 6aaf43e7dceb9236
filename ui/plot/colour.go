package plot

// Colour is red, green and blue.
type Colour [3]uint8

// Mix returns the colour a share t, from 0 to 1, of the way from c to d.
func (c Colour) Mix(d Colour, t float64) Colour {
	t = max(0, min(1, t))
	var out Colour
	for i := range out {
		out[i] = uint8(float64(c[i]) + t*(float64(d[i])-float64(c[i])) + 0.5)
	}
	return out
}

// Diverging is a scale from a negative limit over zero to the positive one.
type Diverging struct{ Negative, Zero, Positive Colour }

// At returns the colour of x where limit is the largest magnitude shown.
func (d Diverging) At(x, limit float64) Colour {
	if x < 0 {
		return d.Zero.Mix(d.Negative, -x/limit)
	}
	return d.Zero.Mix(d.Positive, x/limit)
}

// ParseColour reads #rrggbb.
func ParseColour(s string) (c Colour, ok bool) {
	if len(s) != 7 || s[0] != '#' {
		return c, false
	}
	for i := range c {
		high, low := hexDigit(s[1+2*i]), hexDigit(s[2+2*i])
		if high < 0 || low < 0 {
			return c, false
		}
		c[i] = uint8(16*high + low)
	}
	return c, true
}

func hexDigit(b byte) int {
	switch {
	case '0' <= b && b <= '9':
		return int(b - '0')
	case 'a' <= b && b <= 'f':
		return int(b-'a') + 10
	case 'A' <= b && b <= 'F':
		return int(b-'A') + 10
	}
	return -1
}
