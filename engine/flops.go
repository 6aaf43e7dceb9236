package engine

// FLOPs counts the floating-point operations that an image costs in a model's
// convolutions and dense layers; one multiplication and one addition are two.
// What the other layers do is a small part of the time and is not counted.
type FLOPs struct {
	Forward         float64 // the layers' outputs
	WeightGradients float64
	InputGradients  float64 // of all such layers before which another learns
}

// Step returns what an image costs in a training step.
func (f FLOPs) Step() float64 { return f.Forward + f.WeightGradients + f.InputGradients }

// FLOPs counts the operations of one image. Every weight of a convolution is
// multiplied once at each place of the output, every weight of a dense layer
// once, and each of the two gradients takes as many products as the output.
// The zeros of SAME padding count like any other value.
func (m *Model) FLOPs() FLOPs {
	var f FLOPs
	for i, l := range m.layers {
		switch m.network.Layers[i].(type) {
		case Conv, Dense, Add:
			shape := l.out.shape
			n := 2 * float64(shape.Height*shape.Width) * float64(l.info.Weights)
			f.Forward += n
			f.WeightGradients += n
			if !l.first {
				f.InputGradients += n
			}
		}
	}
	return f
}
