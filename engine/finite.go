package engine

import (
	"glyphlab/engine/kernel"
)

// notFiniteForward says where the first number that is not finite appears in a
// batch whose loss is not finite. It goes through the batch once more, leaf by
// leaf, so that the answer is the same whoever computed it before.
func (m *Model) notFiniteForward(b *Batch) (layer, what string) {
	for i := range leaves(len(b.Labels)) {
		n := newNode(len(b.Labels), i, 1)
		m.nodeForward(b, n, n.Images, m.losses)
		for _, l := range m.layers {
			if !kernel.Finite(l.out.values[:n.Images*l.out.shape.Size()]) {
				return l.info.Name, "outputs"
			}
		}
	}
	return m.layers[len(m.layers)-1].info.Name, "probabilities"
}

// notFiniteBackward says in which layer the gradient of a batch ceases to be
// finite on its way back, if it does. It leaves the model without gradients.
func (m *Model) notFiniteBackward(b *Batch) (layer string, found bool) {
	for i := range leaves(len(b.Labels)) {
		n := newNode(len(b.Labels), i, 1)
		m.node(b, n, n.Images, m.losses)
		for i := len(m.layers) - 1; i >= 0; i-- {
			l := m.layers[i]
			if l.out.gradients == nil {
				break // nothing before it learns
			}
			if !kernel.Finite(l.out.gradients[:n.Images*l.out.shape.Size()]) {
				return l.info.Name, true
			}
		}
	}
	return "", false
}

// notFiniteParameter says which parameter is no longer finite after an update.
func (m *Model) notFiniteParameter() (name, what string) {
	for _, p := range m.weights.parameters {
		if !kernel.Finite(p.Gradients) {
			return p.Name, "gradients"
		}
	}
	for _, p := range m.weights.parameters {
		if !kernel.Finite(p.Values) {
			return p.Name, "values"
		}
	}
	return "the optimizer", "mean squares of the gradient"
}
