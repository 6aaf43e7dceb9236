package engine

// Part computes a node of a batch with the weights as they are. The batch must
// be right: as many images and labels as the model takes, every label one of
// its classes. The slices of the result are the model's own and good until its
// next use. It allocates nothing once it has been called.
func (m *Model) Part(b *Batch, n Node) Part {
	m.allocateGradients()
	part := Part{Gradient: m.weights.gradients, Losses: m.losses[:n.Images]}
	size := leafSize(len(b.Labels))
	if n.Images <= size || n.Images%size == 0 {
		part.Correct = m.node(b, n, min(size, n.Images), part.Losses)
		return part
	}
	for first := 0; first < n.Images; first += size {
		leaf := newNode(len(b.Labels), n.leaf+first/size, 1)
		m.sum.free(m.weights.gradients)
		part.Correct += m.node(b, leaf, leaf.Images, part.Losses[first:][:leaf.Images])
		m.sum.add(leaf, m.weights.gradients)
	}
	m.sum.take(m.weights.gradients)
	return part
}

// node leaves the gradient of a node, whose leaves have as many images each,
// in the model's gradients.
func (m *Model) node(b *Batch, n Node, leaf int, losses []float64) (correct int) {
	correct = m.nodeForward(b, n, leaf, losses)
	m.backward()
	return correct
}

// nodeForward computes the losses of a node's images and their gradients with
// respect to the logits.
func (m *Model) nodeForward(b *Batch, n Node, leaf int, losses []float64) (correct int) {
	size := m.input.shape.Size()
	for i := range n.Images {
		m.setImage(i, b.Pixels[(n.First+i)*size:][:size])
	}
	m.forward(pass{images: n.Images, first: n.First, training: true, seed: b.Seed, step: b.Step, batch: len(b.Labels), leaf: leaf})
	return lossGradients(m.loss, m.logits(), b.Labels[n.First:][:n.Images], len(b.Labels), losses, m.double)
}
