package engine

import "glyphlab/engine/problem"

// Loss is what training makes small, image by image; a batch's is the mean.
// [CrossEntropy], [GeneralizedCrossEntropy] and [Bootstrap] are losses. Which
// one is trained with is a matter of [Model.SetLoss].
type Loss interface {
	check() error
	// of returns the loss of an image with that label, and changes its
	// probabilities into the gradient with respect to the logits.
	of(p []float64, log logs, label int) float64
}

// logs are the logarithms of an image's probabilities. They are finite where a
// probability is so small that it is 0.
type logs struct {
	logits       []float32
	peak, logSum float64
}

func (l logs) at(j int) float64 { return float64(l.logits[j]) - l.peak - l.logSum }

// CrossEntropy is -Σ t[j]·log p[j], where the target t is 1 for the label and 0
// for the other classes. Smoothing takes a share s of that 1, from 0 to below
// 1, and spreads it over all n classes, so that no logit has to grow for ever:
// t[j] = (1-s)·[j is the label] + s/n (Szegedy et al. 2016). The gradient is
// p - t.
type CrossEntropy struct{ Smoothing float64 }

func (l CrossEntropy) check() error {
	if !(l.Smoothing >= 0 && l.Smoothing < 1) {
		return problem.New("the label smoothing is ", l.Smoothing, ": it must be from 0 to below 1")
	}
	return nil
}

func (l CrossEntropy) of(p []float64, log logs, label int) float64 {
	loss := -log.at(label)
	if l.Smoothing == 0 {
		p[label]--
		return loss
	}
	each := l.Smoothing / float64(len(p))
	loss = float64((1 - l.Smoothing) * loss)
	for j := range p {
		loss -= float64(each * log.at(j))
		p[j] -= each
	}
	p[label] -= 1 - l.Smoothing
	return loss
}

// GeneralizedCrossEntropy is (1 - p[label]^q)/q, 0 < q ≤ 1: near the
// cross-entropy for a small q, the mean absolute error for q = 1. Its gradient
// is the cross-entropy's times p[label]^q, so that an image whose label the
// network finds unlikely, because it may be wrong, pulls less
// (Zhang and Sabuncu 2018, who take 0.7).
type GeneralizedCrossEntropy struct{ Q float64 }

func (l GeneralizedCrossEntropy) check() error {
	if !(l.Q > 0 && l.Q <= 1) {
		return problem.New("q of the generalised cross-entropy is ", l.Q, ": it must be above 0 and at most 1")
	}
	return nil
}

func (l GeneralizedCrossEntropy) of(p []float64, log logs, label int) float64 {
	power := exp(float64(l.Q * log.at(label)))
	p[label]--
	for j := range p {
		p[j] *= power
	}
	return (1 - power) / l.Q
}

// trust is how far Bootstrap believes the labels.
const trust = 0.95

// Bootstrap is the cross-entropy of the network's answer with a target that is
// the label, t, for the most part, and the answer itself for the rest:
// -Σ (β·t[j] + (1-β)·p[j])·log p[j], β = 0.95 (Reed et al. 2014, soft
// bootstrapping). So a network that is sure of itself is believed a little even
// where the label says otherwise. The gradient is
// β·(p[j] - t[j]) - (1-β)·p[j]·(log p[j] + H), with H = -Σ p[k]·log p[k].
type Bootstrap struct{}

func (Bootstrap) check() error { return nil }

func (Bootstrap) of(p []float64, log logs, label int) float64 {
	var entropy float64
	for j, x := range p {
		entropy -= float64(x * log.at(j))
	}
	for j, x := range p {
		if j == label {
			p[j]--
		}
		p[j] = float64(trust*p[j]) - float64((1-trust)*x*(log.at(j)+entropy))
	}
	return float64((1-trust)*entropy) - float64(trust*log.at(label))
}

// lossGradients writes the loss of every image, and the gradient of the mean loss of a
// batch with respect to its logits. It counts the images whose largest logit is
// their label's. The work is a few numbers an image: float64 is no cost.
func lossGradients(loss Loss, logits *tensor, labels []int, batch int, losses, probabilities []float64) (correct int) {
	n := float64(batch)
	for i, label := range labels {
		z, dz := logits.image(logits.values, i), logits.image(logits.gradients, i)
		peak, logSum := softmax(probabilities, z)
		losses[i] = loss.of(probabilities, logs{z, peak, logSum}, label)
		for j, g := range probabilities {
			dz[j] = float32(g / n)
		}
		if largest(z) == label {
			correct++
		}
	}
	return correct
}
