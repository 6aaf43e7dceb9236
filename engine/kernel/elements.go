package kernel

// The passes over vectors. Where several slices are given they have the length
// of the first; what overlaps must be the same slice. Each states its formula
// for one element; since every element is computed for itself, vectors change
// nothing.

// Add adds x to y: y[i] += x[i].
func Add(y, x []float32) { add(y, x[:len(y)]) }

func plainAdd(y, x []float32) {
	for i, v := range x {
		y[i] += v
	}
}

// Descend moves the weights against their gradient: w[i] -= rate·g[i].
func Descend(w, g []float32, rate float32) { descend(w, g[:len(w)], rate) }

func plainDescend(w, g []float32, rate float32) {
	for i, v := range g {
		w[i] -= float32(rate * v)
	}
}

// DescendKeeping does the same, writes to kept what the weights were, and
// reports whether they are finite now: three passes over them in one.
func DescendKeeping(w, kept, g []float32, rate float32) bool {
	return descendKeeping(w, kept[:len(w)], g[:len(w)], rate)
}

func plainDescendKeeping(w, kept, g []float32, rate float32) bool {
	copy(kept, w)
	plainDescend(w, g, rate)
	return plainFinite(w)
}

// Accelerate adds the gradient to the velocity that momentum leaves:
// v[i] = momentum·v[i] + g[i].
func Accelerate(v, g []float32, momentum float32) { accelerate(v, g[:len(v)], momentum) }

func plainAccelerate(v, g []float32, momentum float32) {
	for i, x := range g {
		v[i] = float32(momentum*v[i]) + x
	}
}

// Scale multiplies by a number: x[i] = factor·x[i].
func Scale(x []float32, factor float32) { scale(x, factor) }

func plainScale(x []float32, factor float32) {
	for i, v := range x {
		x[i] = factor * v
	}
}

// Approach moves y a share of the way to x: y[i] += share·(x[i] - y[i]). Step
// after step it is an exponential moving average.
func Approach(y, x []float32, share float32) { approach(y, x[:len(y)], share) }

func plainApproach(y, x []float32, share float32) {
	for i, v := range x {
		y[i] += float32(share * (v - y[i]))
	}
}

// Rectify is ReLU: y[i] = x[i], or 0 where x[i] is negative. What is not a
// number stays so.
func Rectify(y, x []float32) { rectify(y, x[:len(y)]) }

func plainRectify(y, x []float32) {
	for i, v := range x {
		if v < 0 {
			v = 0
		}
		y[i] = v
	}
}

// RectifyBack is the gradient of ReLU: dx[i] = dy[i] where the output y[i] is
// positive, else 0.
func RectifyBack(dx, dy, y []float32) { rectifyBack(dx, dy[:len(dx)], y[:len(dx)]) }

func plainRectifyBack(dx, dy, y []float32) {
	for i, v := range dy {
		if !(y[i] > 0) {
			v = 0
		}
		dx[i] = v
	}
}

// Leak is leaky ReLU: y[i] = x[i], or slope·x[i] where x[i] is negative.
func Leak(y, x []float32, slope float32) { leak(y, x[:len(y)], slope) }

func plainLeak(y, x []float32, slope float32) {
	for i, v := range x {
		if v < 0 {
			v = slope * v
		}
		y[i] = v
	}
}

// LeakBack is the gradient of leaky ReLU: dx[i] = dy[i] where the output y[i]
// is positive, else slope·dy[i].
func LeakBack(dx, dy, y []float32, slope float32) { leakBack(dx, dy[:len(dx)], y[:len(dx)], slope) }

func plainLeakBack(dx, dy, y []float32, slope float32) {
	for i, v := range dy {
		if !(y[i] > 0) {
			v = slope * v
		}
		dx[i] = v
	}
}

// AddToRows adds a row to each row of a matrix: y[i·n+j] = x[i·n+j] + row[j],
// n = len(row), which divides the length of y.
func AddToRows(y, x, row []float32) { addToRows(y, x[:len(y)], row) }

func plainAddToRows(y, x, row []float32) {
	for len(x) > 0 {
		for j, v := range row {
			y[j] = x[j] + v
		}
		x, y = x[len(row):], y[len(row):]
	}
}

// SumRows adds the sum of a matrix's rows to sum: sum[j] += Σ x[i·n+j] over i,
// n = len(sum), which divides the length of x. Each sum begins at zero and
// takes the rows in order.
func SumRows(sum, x []float32) { sumRows(sum, x) }

func plainSumRows(sum, x []float32) {
	for j := range sum {
		var s float32
		for i := j; i < len(x); i += len(sum) {
			s += x[i]
		}
		sum[j] += s
	}
}

// Finite reports whether every element is finite.
func Finite(x []float32) bool { return finite(x) }

func plainFinite(x []float32) bool {
	for _, v := range x {
		if v-v != 0 {
			return false
		}
	}
	return true
}

// Transpose writes the transpose of a matrix x of so many rows and columns:
// y[j·yStep+i] = x[i·xStep+j]. From one row to the next the matrices move by
// their steps.
func Transpose(y []float32, yStep int, x []float32, xStep, rows, columns int) {
	if rows > 0 && columns > 0 {
		_, _ = y[(columns-1)*yStep+rows-1], x[(rows-1)*xStep+columns-1]
		transpose(y, yStep, x, xStep, rows, columns)
	}
}

func plainTranspose(y []float32, yStep int, x []float32, xStep, rows, columns int) {
	for i := range rows {
		for j, v := range x[i*xStep:][:columns] {
			y[j*yStep+i] = v
		}
	}
}
