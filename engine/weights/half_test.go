package weights

import (
	"math"
	"testing"
)

// value is what the standard says that a float16 is.
func value(h uint16) float64 {
	sign, exponent, fraction := 1-2*float64(h>>15), int(h>>10&31), float64(h&1023)
	switch exponent {
	case 0:
		return sign * math.Ldexp(fraction, -24)
	case 31:
		if fraction == 0 {
			return math.Inf(int(sign))
		}
		return math.NaN()
	}
	return sign * math.Ldexp(1024+fraction, exponent-25)
}

func TestEveryHalfHasItsValueAndBack(t *testing.T) {
	for h := range 1 << 16 {
		want, got := value(uint16(h)), fromHalf(uint16(h))
		if float64(got) != want && !(math.IsNaN(want) && got != got) || math.Signbit(float64(got)) != (h>>15 == 1) {
			t.Fatalf("%04x is %v, want %v", h, got, want)
		}
		back, ok := toHalf(got)
		if finite := h>>10&31 != 31; ok != finite || finite && int(back) != h {
			t.Fatalf("%04x is %v, which becomes %04x, %v", h, got, back, ok)
		}
	}
}

func TestBetweenTwoHalvesTheNearerCounts(t *testing.T) {
	for h := range uint16(0x7bff) {
		lower, upper := value(h), value(h+1)
		middle := float32((lower + upper) / 2)
		even := h + h&1
		for _, c := range []struct {
			x    float32
			want uint16
		}{{math.Nextafter32(middle, 0), h}, {middle, even}, {math.Nextafter32(middle, 1e6), h + 1}} {
			if got, ok := toHalf(c.x); got != c.want || !ok {
				t.Fatalf("%v, between %v and %v, becomes %04x, want %04x", c.x, lower, upper, got, c.want)
			}
			if got, ok := toHalf(-c.x); got != c.want|0x8000 || !ok {
				t.Fatalf("%v becomes %04x, want %04x", -c.x, got, c.want|0x8000)
			}
		}
	}
}

func TestWhatIsBeyondHalvesIsRefused(t *testing.T) {
	inf := float32(math.Inf(1))
	for _, x := range []float32{65520, 65536, math.MaxFloat32, inf, float32(math.NaN())} {
		if h, ok := toHalf(x); ok {
			t.Errorf("%v becomes %04x", x, h)
		}
		if h, ok := toHalf(-x); ok {
			t.Errorf("%v becomes %04x", -x, h)
		}
	}
	if h, ok := toHalf(math.Nextafter32(65520, 0)); !ok || h != 0x7bff {
		t.Errorf("just below 65520 becomes %04x, %v", h, ok)
	}
}

// FuzzHalf compares with the nearest multiple of the step between the float16s
// of that size.
func FuzzHalf(f *testing.F) {
	for _, x := range []float32{0, 1, 0x1p-25, 0x1.8p-24, 65519, 0x1.ffdp-15, 0.1} {
		f.Add(math.Float32bits(x))
	}
	f.Fuzz(func(t *testing.T, bits uint32) {
		x := float64(math.Float32frombits(bits))
		_, exponent := math.Frexp(x)
		step := math.Ldexp(1, max(exponent-11, -24))
		want := math.RoundToEven(x/step) * step
		h, ok := toHalf(float32(x))
		if fits := math.Abs(want) <= maxHalf; ok != fits {
			t.Fatalf("%v: %v", x, ok)
		}
		if got := float64(fromHalf(h)); ok && got != want {
			t.Errorf("%v becomes %v, want %v", x, got, want)
		}
	})
}
