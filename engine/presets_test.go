package engine

// presets are all networks that have a name.
func presets() []Network {
	images := Shape{28, 28, 1}
	return []Network{Strides(images, 10), MaxPooling(images, 10), LeNet5(images, 10, 0.25), LeNet5Momentum(images, 10)}
}
