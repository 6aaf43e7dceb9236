package engine

import "testing"

// presets are all networks that have a name.
func presets() []Network {
	images := Shape{28, 28, 1}
	return []Network{Strides(images, 10), MaxPooling(images, 10), LeNet5(images, 10, 0.25), LeNet5Momentum(images, 10), LeNet51998(images, 10), Wide(images, 10, 0.5)}
}

func TestAnUnknownPresetIsToldWhichThereAre(t *testing.T) {
	_, err := Preset("resnet", Shape{28, 28, 1}, 10, 0)
	if want := `preset "resnet" is not known: choose stride, maxpool, lenet5, lenet5-momentum, lenet5-1998 or wide`; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// modern is a network of 3×3 convolutions with batch normalisation.
func modern(images Shape, labels int) Network {
	return Stack{
		Name: "modern", Blocks: []Block{{32, 2}, {64, 2}, {128, 1}},
		BatchNorm: true, Hidden: 128, Dropout: 0.5, Activation: ReLU{},
	}.Network(images, labels)
}
