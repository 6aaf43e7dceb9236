package engine

import "glyphlab/engine/kernel"

// notFiniteForward says where the first number that is not finite appeared in
// the last forward pass, when the loss is not finite.
func (m *Model) notFiniteForward() (layer, what string) {
	for _, l := range m.layers {
		if !kernel.Finite(l.out.values[:m.pass.images*l.out.shape.Size()]) {
			return l.info.Name, "outputs"
		}
	}
	return m.layers[len(m.layers)-1].info.Name, "probabilities"
}

// notFiniteBackward says where the first such number appeared in the last
// backward pass and the update after it, when weights are not finite.
func (m *Model) notFiniteBackward() (layer, what string) {
	for i := len(m.layers) - 1; i >= 0; i-- {
		l := m.layers[i]
		if !kernel.Finite(l.out.gradients[:m.pass.images*l.out.shape.Size()]) {
			return l.info.Name, "gradients"
		}
	}
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
	return "the optimizer", "velocities"
}
