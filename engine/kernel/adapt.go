package kernel

import "math"

// Adaptation is what a step of Adam does to every weight alike (Kingma and Ba
// 2015, algorithm 1). It keeps running means of the gradient and of its square;
// the further a weight's gradient strays from its mean, the less it moves.
type Adaptation struct {
	KeepMean, KeepSquare float32 // β₁ and β₂: what is kept of the means so far
	TakeMean, TakeSquare float32 // 1-β₁ and 1-β₂: what is taken of the gradient
	Rate                 float32 // the learning rate by the first mean's correction: α/(1-β₁ᵗ)
	Root                 float32 // the second's: 1/√(1-β₂ᵗ)
	Epsilon              float32 // keeps the quotient finite
}

// Adapt moves the weights w, which the gradient g and the two means have the
// length of:
//
//	mean[i]   = β₁·mean[i] + (1-β₁)·g[i]
//	square[i] = β₂·square[i] + ((1-β₂)·g[i])·g[i]
//	w[i]     -= rate·mean[i] / (root·√square[i] + ε)
func (a Adaptation) Adapt(w, mean, square, g []float32) {
	adapt(w, mean[:len(w)], square[:len(w)], g[:len(w)], a)
}

func (a Adaptation) plainAdapt(w, mean, square, g []float32) {
	for i, x := range g {
		m := float32(a.KeepMean*mean[i]) + float32(a.TakeMean*x)
		s := float32(a.KeepSquare*square[i]) + float32(float32(a.TakeSquare*x)*x)
		mean[i], square[i] = m, s
		w[i] -= float32(a.Rate*m) / (float32(a.Root*float32(math.Sqrt(float64(s)))) + a.Epsilon)
	}
}

// SquareSum returns the sum of the squares, Σ x[i]², in float64. Square i is
// the next term of sum i mod 8, up to the last whole eight; the eight sums are
// added as ((0+1)+(2+3))+((4+5)+(6+7)), then the squares that are left over in
// order. So no term waits for the one before it, and on every machine the bits
// are the same.
func SquareSum(x []float32) float64 {
	var s [8]float64
	for ; len(x) >= 8; x = x[8:] {
		v := (*[8]float32)(x)
		s[0] += square(v[0])
		s[1] += square(v[1])
		s[2] += square(v[2])
		s[3] += square(v[3])
		s[4] += square(v[4])
		s[5] += square(v[5])
		s[6] += square(v[6])
		s[7] += square(v[7])
	}
	sum := ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]))
	for _, v := range x {
		sum += square(v)
	}
	return sum
}

// square is exact: the product of two numbers of 24 bits has 48.
func square(x float32) float64 { return float64(x) * float64(x) }
