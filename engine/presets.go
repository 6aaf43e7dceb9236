package engine

import (
	"strconv"

	"glyphlab/engine/problem"
)

// Strides is the assignment's network: strides of 2 take the place of pooling.
func Strides(images Shape, labels int) Network {
	const patch, depth, hidden = 5, 16, 64
	weights := Truncated(0.1)
	return Network{"stride", images, []Layer{
		Conv{Kernel: patch, Stride: 2, Padding: Same, Filters: depth, Init: weights},
		Bias{},
		ReLU{},
		Conv{Kernel: patch, Stride: 2, Padding: Same, Filters: depth, Init: weights},
		Bias{Constant(1)},
		ReLU{},
		Flatten{},
		Dense{Units: hidden, Init: weights},
		Bias{Constant(1)},
		ReLU{},
		Dense{Units: labels, Init: weights},
		Bias{Constant(1)},
	}}
}

// MaxPooling is the assignment's Problem 1: max pooling of stride 2 and kernel
// size 2 replaces the strides.
func MaxPooling(images Shape, labels int) Network {
	const patch, depth, hidden = 5, 16, 64
	weights := Truncated(0.1)
	return Network{"maxpool", images, []Layer{
		Conv{Kernel: patch, Stride: 1, Padding: Same, Filters: depth, Init: weights},
		Bias{},
		ReLU{},
		MaxPool{Size: 2, Stride: 2, Padding: Same},
		Conv{Kernel: patch, Stride: 1, Padding: Same, Filters: depth, Init: weights},
		Bias{Constant(1)},
		ReLU{},
		MaxPool{Size: 2, Stride: 2, Padding: Same},
		Flatten{},
		Dense{Units: hidden, Init: weights},
		Bias{Constant(1)},
		ReLU{},
		Dense{Units: labels, Init: weights},
		Bias{Constant(1)},
	}}
}

// LeNet5 is the assignment's Problem 2: LeNet-5 (LeCun et al. 1998) with
// rectifiers, max pooling, and dropout after both hidden layers.
func LeNet5(images Shape, labels int, dropout float64) Network {
	return Network{"lenet5", images, append(leNetConvolutions(),
		Dense{Units: 120, Init: He()}, Bias{}, ReLU{}, Dropout{dropout},
		Dense{Units: 84, Init: He()}, Bias{}, ReLU{}, Dropout{dropout},
		Dense{Units: labels, Init: He()}, Bias{},
	)}
}

// LeNet5Momentum is LeNet-5 without dropout, to be trained with momentum: the
// network of the run that an independent implementation checks.
func LeNet5Momentum(images Shape, labels int) Network {
	return Network{"lenet5-momentum", images, append(leNetConvolutions(),
		Dense{Units: 120, Init: He()}, Bias{}, ReLU{},
		Dense{Units: 84, Init: He()}, Bias{}, ReLU{},
		Dense{Units: labels, Init: He()}, Bias{},
	)}
}

// LeNet51998 is LeNet-5 as it was published (LeCun, Bottou, Bengio and Haffner,
// "Gradient-based learning applied to document recognition", 1998, section
// II.B): images of 28×28 get a border of 2, pooling sums and learns a
// coefficient, each map of C3 sees some of those of S2, and what the paper calls
// a squashing function is a scaled hyperbolic tangent. C5 sees all of S4, which
// makes it a dense layer. The paper's last layer measures distances from drawn
// characters (radial basis functions), with a loss of its own; here it is a
// dense layer, whose loss is the cross-entropy as everywhere.
func LeNet51998(images Shape, labels int) Network {
	const black = -0.5
	weights, squash := LeCun(), Tanh{Scaled: true}
	return Network{"lenet5-1998", images, []Layer{
		Pad{By: 2, Value: black},
		Conv{Kernel: 5, Stride: 1, Padding: Valid, Filters: 6, Init: weights}, Bias{}, squash, // C1
		Subsample{2, weights}, Bias{}, squash, // S2
		Conv{Kernel: 5, Stride: 1, Padding: Valid, Filters: 16, Init: weights, Connections: leNetConnections()}, Bias{}, squash, // C3
		Subsample{2, weights}, Bias{}, squash, // S4
		Flatten{},
		Dense{120, weights}, Bias{}, squash, // C5
		Dense{84, weights}, Bias{}, squash, // F6
		Dense{labels, weights}, Bias{},
	}}
}

// leNetConnections is the paper's table I: the maps of S2 that each map of C3
// sees. Six see three maps that are neighbours, in a ring; six four of them;
// three see two pairs; and one sees all.
func leNetConnections() (table [][]int) {
	const maps = " 012 123 234 345 045 015 0123 1234 2345 0345 0145 0125 0134 1245 0235 012345"
	for _, c := range maps {
		if c == ' ' {
			table = append(table, nil)
		} else {
			last := &table[len(table)-1]
			*last = append(*last, int(c-'0'))
		}
	}
	return table
}

// Wide is a network as large as a browser trains with patience: two 5×5
// convolutions of 32 and 64 filters, and a hidden layer of 512 with dropout.
func Wide(images Shape, labels int, dropout float64) Network {
	return Network{"wide", images, []Layer{
		Conv{Kernel: 5, Stride: 1, Padding: Same, Filters: 32, Init: He()}, Bias{}, ReLU{},
		MaxPool{Size: 2, Stride: 2, Padding: Same},
		Conv{Kernel: 5, Stride: 1, Padding: Same, Filters: 64, Init: He()}, Bias{}, ReLU{},
		MaxPool{Size: 2, Stride: 2, Padding: Same},
		Flatten{},
		Dense{Units: 512, Init: He()}, Bias{}, ReLU{}, Dropout{dropout},
		Dense{Units: labels, Init: He()}, Bias{},
	}}
}

func leNetConvolutions() []Layer {
	return []Layer{
		Conv{Kernel: 5, Stride: 1, Padding: Same, Filters: 6, Init: He()}, Bias{}, ReLU{},
		MaxPool{Size: 2, Stride: 2, Padding: Valid},
		Conv{Kernel: 5, Stride: 1, Padding: Valid, Filters: 16, Init: He()}, Bias{}, ReLU{},
		MaxPool{Size: 2, Stride: 2, Padding: Valid},
		Flatten{},
	}
}

// Preset returns the network of that name: stride, maxpool, lenet5,
// lenet5-momentum, lenet5-1998 or wide. Only lenet5 and wide have dropout.
func Preset(name string, images Shape, labels int, dropout float64) (Network, error) {
	switch name {
	case "stride":
		return Strides(images, labels), nil
	case "maxpool":
		return MaxPooling(images, labels), nil
	case "lenet5":
		return LeNet5(images, labels, dropout), nil
	case "lenet5-momentum":
		return LeNet5Momentum(images, labels), nil
	case "lenet5-1998":
		return LeNet51998(images, labels), nil
	case "wide":
		return Wide(images, labels, dropout), nil
	}
	return Network{}, problem.New("preset ", strconv.Quote(name), " is not known: choose stride, maxpool, lenet5, lenet5-momentum, lenet5-1998 or wide")
}
