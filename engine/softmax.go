package engine

// softmax writes the probabilities of one image's logits:
// p[j] = e^z[j] / Σ e^z[k] over k. It returns what their logarithms are
// measured from: log p[j] = z[j] - peak - log sum.
// The largest logit is subtracted first, which changes nothing but keeps the
// exponentials finite.
func softmax(probabilities []float64, logits []float32) (peak, logSum float64) {
	largest := logits[0]
	for _, z := range logits {
		if z > largest || z != z {
			largest = z
		}
	}
	var sum float64
	for j, z := range logits {
		probabilities[j] = exp(float64(z) - float64(largest))
		sum += probabilities[j]
	}
	for j := range probabilities {
		probabilities[j] /= sum
	}
	return float64(largest), log(sum)
}

// largest returns the place of the largest value, the first of equal ones.
func largest[T float32 | float64](values []T) int {
	at := 0
	for i, v := range values {
		if v > values[at] {
			at = i
		}
	}
	return at
}
