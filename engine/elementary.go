package engine

import "math"

// The elementary functions that training needs, written once so that their
// bits are the same on every machine: only additions, multiplications and
// divisions, each rounded, in a fixed order. Each is within 2 units in the
// last place of the true value (elementary_test.go). The cosine, which others
// need too, is in package cosine.

// ln 2 in two parts: the first has 21 trailing zeros, so that its product with
// an exponent is exact.
const (
	ln2High = 6.93147180369123816490e-01
	ln2Low  = 1.90821492927058770002e-10
)

// exp returns e to the power x. With k the whole number nearest to x/ln 2 and
// r = x - k·ln 2, it is 2^k times the Taylor series of e^r, |r| < 0.347.
func exp(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > 709.79:
		return math.Inf(1)
	case x < -745.14:
		return 0
	}
	k := math.Floor(float64(x*(1/math.Ln2)) + 0.5)
	r := x - float64(k*ln2High) - float64(k*ln2Low)
	s := 1.0
	for n := 14.0; n > 0; n-- {
		s = 1 + float64(r/n*s)
	}
	return math.Ldexp(s, int(k))
}

// log returns the natural logarithm of x. With x = m·2^k, m from √½ to √2, and
// s = (m-1)/(m+1), it is k·ln 2 + 2·(s + s³/3 + s⁵/5 + …).
func log(x float64) float64 {
	switch {
	case x != x || x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	case x > math.MaxFloat64:
		return x
	}
	m, exponent := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m *= 2
		exponent--
	}
	k := float64(exponent)
	s := (m - 1) / (m + 1)
	q := s * s
	t := 0.0
	for n := 23.0; n > 1; n -= 2 {
		t = float64(q*t) + 1/n
	}
	t = float64(q * t)
	return float64(k*ln2High) + (2*s + (float64(2*s*t) + float64(k*ln2Low)))
}

// tanh returns the hyperbolic tangent, precise enough for a float32. It is
// called for every value of a layer, so the exponential e^(-2|x|) is written
// out for numbers from -40 to 0, beyond which the tangent is 1: as in exp, but
// with the series' coefficients as constants and its even and odd terms apart,
// which do not wait for each other.
func tanh(x float64) float64 {
	a := math.Abs(x)
	switch {
	case a < 1e-4:
		return x - float64(x*x*x)/3
	case a > 20:
		return math.Copysign(1, x)
	case a != a:
		return x
	}
	k := math.Floor(float64(a*(-2/math.Ln2)) + 0.5)
	r := -2*a - float64(k*ln2High) - float64(k*ln2Low)
	q := float64(r * r)
	even := 1.0/479001600 + float64(q*(1.0/87178291200))
	even = 1.0/3628800 + float64(q*even)
	even = 1.0/40320 + float64(q*even)
	even = 1.0/720 + float64(q*even)
	even = 1.0/24 + float64(q*even)
	even = 1.0/2 + float64(q*even)
	even = 1 + float64(q*even)
	odd := 1.0/39916800 + float64(q*(1.0/6227020800))
	odd = 1.0/362880 + float64(q*odd)
	odd = 1.0/5040 + float64(q*odd)
	odd = 1.0/120 + float64(q*odd)
	odd = 1.0/6 + float64(q*odd)
	odd = 1 + float64(q*odd)
	e := (even + float64(r*odd)) * math.Float64frombits(uint64(int64(k)+1023)<<52)
	return math.Copysign((1-e)/(1+e), x)
}
