package netjson_test

import (
	"fmt"

	"glyphlab/engine"
	"glyphlab/engine/netjson"
)

func ExampleMarshal() {
	text, err := netjson.Marshal(engine.Network{
		Name:  "tiny",
		Input: engine.Shape{Height: 2, Width: 2, Channels: 1},
		Layers: []engine.Layer{
			engine.Flatten{},
			engine.Dense{Units: 10, Init: engine.Truncated(0.1)},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(text))
	// Output:
	// {"name":"tiny","input":{"height":2,"width":2,"channels":1},"layers":[{"kind":"flatten"},{"kind":"dense","units":10,"init":{"distribution":"truncated normal","value":0.1}}]}
}

func ExampleUnmarshal() {
	network, err := netjson.Unmarshal([]byte(`{
		"name": "linear",
		"input": {"height": 28, "width": 28, "channels": 1},
		"layers": [
			{"kind": "flatten"},
			{"kind": "dense", "units": 10, "init": {"distribution": "he"}},
			{"kind": "bias"}
		]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	model, err := engine.Compile(network, 16)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, layer := range model.Layers() {
		fmt.Println(layer.Name, layer.Weights)
	}
	// Output:
	// flatten1 0
	// dense1 7840
	// bias1 10
}
