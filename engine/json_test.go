package engine

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// presets are all networks that have a name.
func presets() []Network {
	images := Shape{28, 28, 1}
	return []Network{Strides(images, 10), MaxPooling(images, 10), LeNet5(images, 10, 0.25), LeNet5Momentum(images, 10)}
}

func TestNetworksGoToJSONAndBack(t *testing.T) {
	every := Network{"every layer", Shape{9, 8, 3}, []Layer{
		Conv{3, 2, Valid, 4, He()}, Bias{Constant(-1.5)}, Tanh{}, MaxPool{2, 1, Same}, ReLU{}, Flatten{}, Dropout{0.5}, Dense{2, Truncated(0.01)},
	}}
	for _, want := range append(presets(), every) {
		text, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got Network
		if err := json.Unmarshal(text, &got); err != nil {
			t.Fatalf("%s: %v\n%s", want.Name, err, text)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s came back as %v, from %s", want.Name, got, text)
		}
	}
}

func TestNetworksThatCannotBeReadSayWhy(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`{"layers": [{"kind": "attention"}]}`, `layer 1 of network "": its kind is "attention": it must be conv,`},
		{`{"layers": [{"kind": "relu"}, {"units": 10}]}`, `layer 2 of network "": it has no "kind"`},
		{`{"layers": [{"kind": "dense", "unit": 10}]}`, `a layer of kind dense: the field "unit" is not known`},
		{`{"layers": [{"kind": "dense", "units": "ten"}]}`, `cannot unmarshal string`},
		{`{"layers": [null]}`, `it has no "kind"`},
		{`{"layers": [7]}`, `cannot unmarshal number`},
		{`{"layer": []}`, `the field "layer" is not known`},
		{`[]`, `cannot unmarshal array`},
		{`{"layers": [` + strings.Repeat(`{"kind":"relu"},`, maxLayers) + `{"kind":"relu"}]}`, `has 257 layers: it can have 256`},
	} {
		n := Network{Name: "before"}
		err := json.Unmarshal([]byte(c.text), &n)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.80s: error %v, want %q", c.text, err, c.want)
		}
		if n.Name != "before" || n.Layers != nil {
			t.Errorf("%.80s: the network has changed to %v", c.text, n)
		}
	}
}

// Whatever can be read either compiles, and then computes an image, or is
// refused; and it can be written again.
func FuzzNetworkJSON(f *testing.F) {
	for _, n := range presets() {
		text, err := json.Marshal(n)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`{"name":"x","input":{"height":3,"width":5,"channels":2},"layers":[{"kind":"conv","kernel":7,"stride":9,"padding":"SAME","filters":3},{"kind":"tanh"},{"kind":"maxpool","size":9,"stride":1,"padding":"SAME"},{"kind":"flatten"},{"kind":"dropout","rate":0.1},{"kind":"dense","units":3}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var n, again Network
		if json.Unmarshal(text, &n) != nil {
			return
		}
		written, err := json.Marshal(n)
		if err != nil {
			t.Fatalf("%v cannot be written: %v", n, err)
		}
		if err := json.Unmarshal(written, &again); err != nil || !reflect.DeepEqual(again, n) {
			t.Fatalf("%v came back as %v: %v", n, again, err)
		}
		m, err := Compile(n, 1)
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
		if err := m.Forward(1); err != nil {
			t.Fatal(err)
		}
		m.allocateGradients()
		m.pass.leaf = 1
		m.backward()
	})
}
