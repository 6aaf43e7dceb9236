package kernel

// The passes of batch normalisation go through a matrix whose columns are
// channels and whose rows are the pixels of some images. n is the number of
// channels and divides the lengths of the matrices. A rectifier that follows
// is part of them: what is negative is multiplied by its slope, which is 0 for
// ReLU and 1 where there is none.

// SumSquares adds to each sum the squares of a column's distances from its
// mean: sum[j] += Σ (x[i·n+j]-mean[j])² over i. Each sum begins at zero and
// takes the rows in order.
func SumSquares(sum, x, mean []float32) { sumSquares(sum, x, mean[:len(sum)]) }

func plainSumSquares(sum, x, mean []float32, j int) {
	for ; j < len(sum); j++ {
		var s float32
		for i := j; i < len(x); i += len(sum) {
			d := x[i] - mean[j]
			s += float32(d * d)
		}
		sum[j] += s
	}
}

// Normalize computes v = (x[i·n+j]-mean[j])·factor[j] + shift[j] and
// y[i·n+j] = v, or slope·v where v is negative.
func Normalize(y, x, mean, factor, shift []float32, slope float32) {
	normalize(y, x[:len(y)], mean, factor[:len(mean)], shift[:len(mean)], slope)
}

func plainNormalize(y, x, mean, factor, shift []float32, slope float32, j int) {
	for ; j < len(mean); j++ {
		for i := j; i < len(x); i += len(mean) {
			v := float32((x[i]-mean[j])*factor[j]) + shift[j]
			if v < 0 {
				v = slope * v
			}
			y[i] = v
		}
	}
}

// SumGradients adds up what the gradients of a normalisation's parameters are
// made of. With g the gradient before the rectifier,
// g = dy[i·n+j] where y[i·n+j] is positive, else slope·dy[i·n+j], it is
// sum[j] += Σ g and dot[j] += Σ g·(x[i·n+j]-mean[j]) over i, in the order of
// [SumSquares].
func SumGradients(sum, dot, dy, y, x, mean []float32, slope float32) {
	n := len(sum)
	sumGradients(sum, dot[:n], dy, y[:len(dy)], x[:len(dy)], mean[:n], slope)
}

func plainSumGradients(sum, dot, dy, y, x, mean []float32, slope float32, j int) {
	for ; j < len(sum); j++ {
		var s, d float32
		for i := j; i < len(dy); i += len(sum) {
			g := sloped(dy[i], y[i], slope)
			s += g
			d += float32(g * (x[i] - mean[j]))
		}
		sum[j] += s
		dot[j] += d
	}
}

func sloped(dy, y, slope float32) float32 {
	if !(y > 0) {
		dy = slope * dy
	}
	return dy
}

// NormalizeBack computes the gradient of a normalisation's input. With g as in
// [SumGradients] it is
// dx[i·n+j] = (g - (a[j] + (x[i·n+j]-mean[j])·b[j]))·factor[j].
func NormalizeBack(dx, dy, y, x, mean, a, b, factor []float32, slope float32) {
	n := len(mean)
	normalizeBack(dx, dy[:len(dx)], y[:len(dx)], x[:len(dx)], mean, a[:n], b[:n], factor[:n], slope)
}

func plainNormalizeBack(dx, dy, y, x, mean, a, b, factor []float32, slope float32, j int) {
	for ; j < len(mean); j++ {
		for i := j; i < len(dx); i += len(mean) {
			d := a[j] + float32((x[i]-mean[j])*b[j])
			dx[i] = (sloped(dy[i], y[i], slope) - d) * factor[j]
		}
	}
}
