package engine

import (
	"math"
	"strings"
	"testing"
)

func TestImpossibleNetworksSayWhichLayerAndWhatItNeeds(t *testing.T) {
	images := Shape{28, 28, 1}
	flat := []Layer{Flatten{}, Dense{Units: 10}}
	conv := Conv{Kernel: 5, Stride: 1, Padding: Same, Filters: 4}
	with := func(change func(*Conv)) Conv {
		c := conv
		change(&c)
		return c
	}
	for _, c := range []struct {
		name   string
		input  Shape
		layers []Layer
		batch  int
		want   string
	}{
		{"dense on an image", images, []Layer{conv, Dense{Units: 10}}, 1, `network "n": dense1 (layer 2 of 2) gets 28×28×4: it needs a flat input: put Flatten before it`},
		{"kernel too large", Shape{4, 9, 1}, []Layer{with(func(c *Conv) { c.Padding = Valid })}, 1, `conv1 (layer 1 of 1) gets 4×9×1: its kernel of 5×5 does not fit into the image`},
		{"pooling too large", Shape{1, 9, 1}, []Layer{MaxPool{2, 2, Valid}}, 1, `maxpool1 (layer 1 of 1) gets 1×9×1: its kernel of 2×2 does not fit`},
		{"no kernel", images, []Layer{with(func(c *Conv) { c.Kernel = 0 })}, 1, `its kernel has a side of 0: it must be from 1 to 1024`},
		{"no stride", images, []Layer{with(func(c *Conv) { c.Stride = -1 })}, 1, `its stride is -1: it must be from 1 to 1024`},
		{"no padding", images, []Layer{with(func(c *Conv) { c.Padding = "" })}, 1, `its padding is "": it can be "SAME" or "VALID"`},
		{"no filters", images, []Layer{with(func(c *Conv) { c.Filters = 0 })}, 1, `it has 0 filters: it must have from 1 to 16384`},
		{"no units", images, []Layer{Flatten{}, Dense{}}, 1, `dense1 (layer 2 of 2) gets 784: it has 0 units`},
		{"unknown init", images, []Layer{with(func(c *Conv) { c.Init.Distribution = "magic" })}, 1, `its initial values are "magic"`},
		{"init not finite", images, []Layer{with(func(c *Conv) { c.Init = Constant(math.Inf(1)) })}, 1, `its initial values are constant +Inf`},
		{"dropout of all", images, []Layer{Dropout{1}}, 1, `dropout1 (layer 1 of 1) gets 28×28×1: its rate is 1: it must be from 0 to below 1`},
		{"dropout of nothing known", images, []Layer{Dropout{math.NaN()}}, 1, `its rate is NaN`},
		{"leaky slope of 1", images, []Layer{LeakyReLU{1}}, 1, `leakyrelu1 (layer 1 of 1) gets 28×28×1: its slope is 1: it must be from 0 to below 1`},
		{"leaky slope of nothing known", images, []Layer{LeakyReLU{math.NaN()}}, 1, `its slope is NaN`},
		{"average too large", Shape{1, 9, 1}, []Layer{AvgPool{2, 2, Valid}}, 1, `avgpool1 (layer 1 of 1) gets 1×9×1: its kernel of 2×2 does not fit`},
		{"subsampling of nothing", images, []Layer{Subsample{0, He()}}, 1, `subsample1 (layer 1 of 1) gets 28×28×1: its kernel has a side of 0`},
		{"padding by less than nothing", images, []Layer{Pad{By: 2, Left: -1}}, 1, `pad1 (layer 1 of 1) gets 28×28×1: it pads by -1: it must be from 0 to 1024`},
		{"padding with infinity", images, []Layer{Pad{By: 2, Value: math.Inf(1)}}, 1, `it pads with +Inf: the size must be at most 1e+06`},
		{"padding too far", images, []Layer{Pad{Left: 1000}}, 1, `its output would be 28×1028×1, more than 1024×1024×16384`},
		{"adding itself", images, []Layer{conv, Add{From: 2}}, 1, `add1 (layer 2 of 2) gets 28×28×4: it adds layer 2: it can add one of those before it, 1 to 1`},
		{"adding the images", images, []Layer{conv, Add{}}, 1, `it adds layer 0`},
		{"adding what has another size", images, []Layer{conv, conv, with(func(c *Conv) { c.Stride = 2 }), Add{From: 1}}, 1, `add1 (layer 4 of 4) gets 14×14×4: it adds 28×28×4, the output of conv1: the two must be of one size, or projected to it`},
		{"projecting to what is larger", images, []Layer{conv, Pad{By: 1}, Add{From: 1, Project: true}}, 1, `gets 30×30×4: it adds 28×28×4`},
		{"projecting with unknown init", images, []Layer{conv, Add{1, true, Init{Distribution: "magic"}}}, 1, `its projection of 28×28×4: its initial values are "magic"`},
		{"too few connections", images, []Layer{with(func(c *Conv) { c.Connections = [][]int{{0}} })}, 1, `it has connections of 1 filters: it needs those of all 4`},
		{"connections to nothing", images, []Layer{with(func(c *Conv) { c.Connections = [][]int{{0}, {0}, {1}, {0}} })}, 1, `filter 2 is connected to channel 1: the channels are 0 to 0, each at most once and in ascending order`},
		{"connections twice", Shape{9, 9, 3}, []Layer{with(func(c *Conv) { c.Connections = [][]int{{0, 2, 1}, {}, {}, {}} })}, 1, `filter 0 is connected to channel 1`},
		{"too many weights", Shape{1, 1, 16384}, []Layer{Dense{Units: 16384}}, 1, `the network would have more than 8388608 weights`},
		{"too many values", Shape{1000, 1000, 100}, flat, 1, `would need more than 67108864 values`},
		{"ends in an image", images, []Layer{conv}, 1, `network "n" ends in 28×28×4: its last layer must be flat`},
		{"one class", images, []Layer{Flatten{}, Dense{Units: 1}}, 1, `a unit for each of 2 classes or more`},
		{"no layers", images, nil, 1, `network "n" has 0 layers`},
		{"nil layer", images, []Layer{nil}, 1, `layer 1 of 1 is nil`},
		{"no input", Shape{28, 0, 1}, flat, 1, `takes images of 28×0×1`},
		{"no batch", images, flat, 0, `a batch of 0 images: it must have from 1 to 4096`},
		{"a batch too large", images, flat, 5000, `a batch of 5000 images: it must have from 1 to 4096`},
	} {
		_, err := Compile(Network{"n", c.input, c.layers}, c.batch)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
}

func TestLayersAndParametersAreNamedAsInTheGoldenRuns(t *testing.T) {
	m, err := Compile(Strides(Shape{28, 28, 1}, 10), 2)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range m.Parameters() {
		names = append(names, p.Name)
	}
	if got, want := strings.Join(names, " "), "conv1/weights conv1/biases conv2/weights conv2/biases dense1/weights dense1/biases dense2/weights dense2/biases"; got != want {
		t.Errorf("parameters %s, want %s", got, want)
	}
	for _, want := range []LayerInfo{
		{"conv1", "convolution 5×5, stride 2, SAME, 16 filters", Shape{14, 14, 16}, 400},
		{"flatten1", "flatten", Shape{1, 1, 784}, 0},
		{"dense2", "dense, 10 units", Shape{1, 1, 10}, 640},
	} {
		found := false
		for _, l := range m.Layers() {
			found = found || l == want
		}
		if !found {
			t.Errorf("no layer %v among %v", want, m.Layers())
		}
	}
}

func TestModelsOfTwoBatchesShareTheirWeights(t *testing.T) {
	m, err := Compile(LeNet5(Shape{28, 28, 1}, 10, 0.5), 16)
	if err != nil {
		t.Fatal(err)
	}
	one, err := m.WithBatch(1)
	if err != nil {
		t.Fatal(err)
	}
	m.Initialize(3)
	if m.SHA256() != one.SHA256() {
		t.Error("their weights differ")
	}
	images := drawn(16)
	for i := range 16 {
		if err := m.SetImage(i, images.pixels[i*784:][:784]); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Forward(16); err != nil {
		t.Fatal(err)
	}
	for i := range 16 {
		if err := one.SetImage(0, images.pixels[i*784:][:784]); err != nil {
			t.Fatal(err)
		}
		if err := one.Forward(1); err != nil {
			t.Fatal(err)
		}
		for j, z := range one.Logits() {
			if z != m.Logits()[i*10+j] {
				t.Fatalf("image %d has logit %v alone and %v in a batch", i, z, m.Logits()[i*10+j])
			}
		}
	}
	if got, want := len(one.Layers()), len(m.Layers()); got != want {
		t.Errorf("%d layers, want %d", got, want)
	}
	for i, l := range one.Layers() {
		if l != m.Layers()[i] {
			t.Errorf("layer %d is %v, want %v", i, l, m.Layers()[i])
		}
	}
}
