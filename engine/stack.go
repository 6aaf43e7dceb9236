package engine

// A Stack describes convolutional networks of the usual make, so that a few
// numbers can be varied: blocks of 3×3 convolutions, a 2×2 max pooling after
// each, and a hidden layer.
type Stack struct {
	Name       string
	Blocks     [][]int // the filters of each convolution of each block
	BatchNorm  bool    // after every convolution, in place of its biases
	Global     bool    // whether a global average takes the place of the last pooling and of flattening
	Hidden     int     // units of the hidden layer; 0 for none
	Dropout    float64 // after the hidden layer, or where it would be
	Activation Layer   // ReLU{}, LeakyReLU{…} or Tanh{}
}

// Network returns the stack as a network.
func (s Stack) Network(images Shape, labels int) Network {
	n := Network{Name: s.Name, Input: images}
	add := func(layers ...Layer) { n.Layers = append(n.Layers, layers...) }
	for i, block := range s.Blocks {
		for _, filters := range block {
			add(Conv{Kernel: 3, Stride: 1, Padding: Same, Filters: filters, Init: He()}, s.offset(), s.Activation)
		}
		if last := i == len(s.Blocks)-1; !last || !s.Global {
			add(MaxPool{Size: 2, Stride: 2, Padding: Same})
		}
	}
	if s.Global {
		add(GlobalAvgPool{})
	} else {
		add(Flatten{})
	}
	if s.Hidden > 0 {
		add(Dense{Units: s.Hidden, Init: He()}, Bias{}, s.Activation)
	}
	if s.Dropout > 0 {
		add(Dropout{s.Dropout})
	}
	add(Dense{Units: labels, Init: He()}, Bias{})
	return n
}

// offset returns the layer between a convolution and its activation.
func (s Stack) offset() Layer {
	if s.BatchNorm {
		return BatchNorm{}
	}
	return Bias{}
}
