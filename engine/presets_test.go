package engine

import (
	"slices"
	"strings"
	"testing"
)

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
		Name: "modern", Blocks: [][]int{{32, 32}, {64, 64}, {128}},
		BatchNorm: true, Hidden: 128, Dropout: 0.5, Activation: ReLU{},
	}.Network(images, labels)
}

// The paper counts the trainable parameters of each of its layers, biases
// included.
func TestLeNet5Of1998LearnsAsManyNumbersAsThePaperCounts(t *testing.T) {
	m := mustCompile(t, LeNet51998(Shape{28, 28, 1}, 10), 1)
	var counts []int
	for _, l := range m.Layers() {
		if l.Weights == 0 {
			continue
		}
		if strings.HasPrefix(l.Name, "bias") {
			counts[len(counts)-1] += l.Weights
		} else {
			counts = append(counts, l.Weights)
		}
	}
	want := []int{156, 12, 1516, 32, 48120, 10164, 850} // the last is our own
	if !slices.Equal(counts, want) {
		t.Errorf("its layers learn %v numbers, want %v", counts, want)
	}
}

func TestUnconnectedWeightsAreAndStayZero(t *testing.T) {
	m := mustCompile(t, LeNet51998(Shape{28, 28, 1}, 10), 16)
	mustStep(t, mustTrain(t, m, Config{Images: 100, Schedule: ConstantRate{0.1}, Optimizer: SGD{0.9}}, drawn(100)), 3)
	p := m.Parameters()[4]
	if p.Name != "conv2/weights" {
		t.Fatalf("parameter 4 is %s", p.Name)
	}
	for i, v := range p.Values {
		channel, filter := i/16%6, i%16
		if connected := slices.Contains(leNetConnections()[filter], channel); connected != (v != 0) {
			t.Fatalf("the weight between S2's map %d and C3's map %d is %v", channel, filter, v)
		}
	}
}

func TestStacksAreMadeOfTheirBlocks(t *testing.T) {
	for _, c := range []struct {
		stack Stack
		want  string
	}{
		{Stack{Blocks: [][]int{{4, 4}, {8}}, BatchNorm: true, Hidden: 6, Dropout: 0.5, Activation: ReLU{}},
			"conv batchnorm relu conv batchnorm relu maxpool conv batchnorm relu maxpool flatten dense bias relu dropout dense bias"},
		{Stack{Blocks: [][]int{{4}, {8}}, Global: true, Activation: LeakyReLU{0.1}},
			"conv bias leakyrelu maxpool conv bias leakyrelu globalavgpool dense bias"},
	} {
		n := c.stack.Network(Shape{28, 28, 1}, 10)
		var kinds []string
		for _, l := range n.Layers {
			kinds = append(kinds, Kind(l))
		}
		if got := strings.Join(kinds, " "); got != c.want {
			t.Errorf("the layers are %s, want %s", got, c.want)
		}
		mustCompile(t, n, 2)
	}
}
