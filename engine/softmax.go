package engine

// softmax writes the probabilities of one image's logits:
// p[j] = e^z[j] / Σ e^z[k] over k. It returns log p[label].
// The largest logit is subtracted first, which changes nothing but keeps the
// exponentials finite.
func softmax(probabilities []float64, logits []float32, label int) float64 {
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
	return float64(logits[label]) - float64(largest) - log(sum)
}

// crossEntropy writes the loss of every image, -log p[label], and the gradient
// of the mean loss of a batch with respect to its logits,
// (p[j] - [j is the label]) / batch. It counts the images whose largest logit
// is their label's. The work is a few numbers an image: float64 is no cost.
func crossEntropy(logits *tensor, labels []int, batch int, losses, probabilities []float64) (correct int) {
	n := float64(batch)
	for i, label := range labels {
		z, dz := logits.image(logits.values, i), logits.image(logits.gradients, i)
		losses[i] = -softmax(probabilities, z, label)
		for j, p := range probabilities {
			if j == label {
				p--
			}
			dz[j] = float32(p / n)
		}
		if largest(z) == label {
			correct++
		}
	}
	return correct
}

// largest returns the place of the largest value, the first of equal ones.
func largest(values []float32) int {
	at := 0
	for i, v := range values {
		if v > values[at] {
			at = i
		}
	}
	return at
}
