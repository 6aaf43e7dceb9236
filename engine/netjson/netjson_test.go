package netjson

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"glyphlab/engine"
)

// presets are all networks that have a name.
func presets() []engine.Network {
	images := engine.Shape{Height: 28, Width: 28, Channels: 1}
	return []engine.Network{
		engine.Strides(images, 10), engine.MaxPooling(images, 10), engine.LeNet5(images, 10, 0.25), engine.LeNet5Momentum(images, 10), engine.LeNet51998(images, 10), engine.Wide(images, 10, 0.5),
	}
}

func TestNetworksGoToJSONAndBack(t *testing.T) {
	every := engine.Network{Name: "every layer", Input: engine.Shape{Height: 9, Width: 8, Channels: 3}, Layers: []engine.Layer{
		engine.Conv{Kernel: 3, Stride: 2, Padding: engine.Valid, Filters: 4, Init: engine.He()},
		engine.Bias{Init: engine.Constant(-1.5)},
		engine.Tanh{},
		engine.MaxPool{Size: 2, Stride: 1, Padding: engine.Same},
		engine.ReLU{},
		engine.Flatten{},
		engine.Dropout{Rate: 0.5},
		engine.Dense{Units: 2, Init: engine.Truncated(0.01)},
		engine.Conv{Kernel: 3, Stride: 2, Padding: engine.Valid, Filters: 3, Init: engine.LeCun(), Connections: [][]int{{0, 1}, {}, {1}}},
		engine.BatchNorm{},
		engine.LeakyReLU{Slope: 0.01},
		engine.Tanh{Scaled: true},
		engine.AvgPool{Size: 3, Stride: 2, Padding: engine.Valid},
		engine.Subsample{Size: 2, Init: engine.He()},
		engine.Pad{By: 2},
		engine.Pad{Top: 1, Bottom: 2, Left: 3, Right: 4, Value: -0.5},
		engine.Add{From: 3},
		engine.Add{From: 4, Project: true, Init: engine.He()},
		engine.GlobalAvgPool{},
	}}
	for _, want := range append(presets(), every) {
		text, err := Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Unmarshal(text)
		if err != nil {
			t.Fatalf("%s: %v\n%s", want.Name, err, text)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s came back as %v, from %s", want.Name, got, text)
		}
	}
}

func TestALayerThatIsNilCannotBeWritten(t *testing.T) {
	_, err := Marshal(engine.Network{Name: "holes", Layers: []engine.Layer{engine.ReLU{}, nil}})
	if want := `layer 2 of network "holes" is nil`; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestNetworksThatCannotBeReadSayWhy(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`{"layers": [{"kind": "attention"}]}`, `layer 1 of network "": its kind is "attention": it must be conv,`},
		{`{"layers": [{"kind": "relu"}, {"units": 10}]}`, `layer 2 of network "": it has no "kind"`},
		{`{"layers": [{"kind": "dense", "unit": 10}]}`, `a layer of kind dense: the field "unit" is not known`},
		{`{"layers": [{"kind": "dense", "units": "ten"}]}`, `cannot unmarshal string`},
		{`{"layers": [{"kind": "add", "to": 3}]}`, `a layer of kind add: the field "to" is not known`},
		{`{"layers": [{"kind": "batchnorm", "momentum": 0.9}]}`, `a layer of kind batchnorm: the field "momentum" is not known`},
		{`{"layers": [{"kind": "conv", "connections": [0, 1]}]}`, `cannot unmarshal number`},
		{`{"layers": [null]}`, `it has no "kind"`},
		{`{"layers": [7]}`, `cannot unmarshal number`},
		{`{"layer": []}`, `the field "layer" is not known`},
		{`[]`, `cannot unmarshal array`},
		{`{} {}`, `something follows the end`},
		{`{"layers": [`, `unexpected EOF`},
		{`{"layers": [` + strings.Repeat(`{"kind":"relu"},`, engine.MaxLayers) + `{"kind":"relu"}]}`, `has 257 layers: it can have 256`},
	} {
		n, err := Unmarshal([]byte(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.80s: error %v, want %q", c.text, err, c.want)
		}
		if !reflect.DeepEqual(n, engine.Network{}) {
			t.Errorf("%.80s: the network is %v, want none", c.text, n)
		}
	}
}

// Whatever can be read either compiles, and then learns from an image, or is
// refused; and it can be written again.
func FuzzUnmarshal(f *testing.F) {
	for _, n := range presets() {
		text, err := Marshal(n)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"name":"x","input":{"height":3,"width":5,"channels":2},"layers":[{"kind":"conv","kernel":7,"stride":9,"padding":"SAME","filters":3},{"kind":"tanh"},{"kind":"maxpool","size":9,"stride":1,"padding":"SAME"},{"kind":"flatten"},{"kind":"dropout","rate":0.1},{"kind":"dense","units":3}]}`))
	f.Add([]byte(`{"name":"y","input":{"height":9,"width":8,"channels":2},"layers":[{"kind":"pad","by":1,"value":-0.5},{"kind":"conv","kernel":3,"stride":1,"padding":"SAME","filters":3,"connections":[[0],[],[0,1]]},{"kind":"batchnorm"},{"kind":"leakyrelu","slope":0.1},{"kind":"avgpool","size":3,"stride":2,"padding":"SAME"},{"kind":"add","from":2,"project":true,"init":{"distribution":"he"}},{"kind":"tanh","scaled":true},{"kind":"subsample","size":2,"init":{"distribution":"lecun 1998"}},{"kind":"add","from":8},{"kind":"globalavgpool"}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		n, err := Unmarshal(text)
		if err != nil {
			return
		}
		written, err := Marshal(n)
		if err != nil {
			t.Fatalf("%v cannot be written: %v", n, err)
		}
		if again, err := Unmarshal(written); err != nil || !reflect.DeepEqual(again, n) {
			t.Fatalf("%v came back as %v: %v", n, again, err)
		}
		m, err := engine.Compile(n, 1)
		if err != nil {
			return
		}
		work := 0
		for _, l := range m.Layers() {
			work += l.Output.Height * l.Output.Width * (l.Weights + 1)
		}
		if work > 1e7 {
			return // it compiled; computing it would only take long
		}
		m.Initialize(1)
		trainer, err := engine.NewTrainer(m, engine.Config{Images: 1, Order: engine.Shuffled, Schedule: engine.ConstantRate{Rate: 0.05}}, oneBlack{})
		if err != nil {
			t.Fatal(err)
		}
		var notFinite *engine.NotFiniteError
		if _, err := trainer.Step(); err != nil && !errors.As(err, &notFinite) {
			t.Fatal(err)
		}
	})
}

// oneBlack is one black image, of whatever size, of the first class.
type oneBlack struct{}

func (oneBlack) Len() int                 { return 1 }
func (oneBlack) Label(int) int            { return 0 }
func (oneBlack) Pixels(dst []byte, _ int) { clear(dst) }
