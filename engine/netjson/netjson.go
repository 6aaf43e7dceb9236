// Package netjson writes networks as JSON and reads them back:
//
//	{
//	  "name": "small",
//	  "input": {"height": 28, "width": 28, "channels": 1},
//	  "layers": [
//	    {"kind": "conv", "kernel": 5, "stride": 2, "padding": "SAME", "filters": 16,
//	     "init": {"distribution": "truncated normal", "value": 0.1}},
//	    {"kind": "relu"},
//	    {"kind": "flatten"},
//	    {"kind": "dense", "units": 10, "init": {"distribution": "he"}}
//	  ]
//	}
//
// Besides its kind a layer has the fields of its Go type, in lower case.
//
// It is not part of package engine because encoding/json would make up a third
// of the program that a visitor's browser loads before it can train.
package netjson

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"glyphlab/engine"
)

// layerReaders has a reader of each kind of layer.
var layerReaders = map[string]func([]byte) (engine.Layer, error){
	engine.Kind(engine.Conv{}):          readLayer[engine.Conv],
	engine.Kind(engine.Dense{}):         readLayer[engine.Dense],
	engine.Kind(engine.Bias{}):          readLayer[engine.Bias],
	engine.Kind(engine.BatchNorm{}):     readLayer[engine.BatchNorm],
	engine.Kind(engine.ReLU{}):          readLayer[engine.ReLU],
	engine.Kind(engine.LeakyReLU{}):     readLayer[engine.LeakyReLU],
	engine.Kind(engine.Tanh{}):          readLayer[engine.Tanh],
	engine.Kind(engine.MaxPool{}):       readLayer[engine.MaxPool],
	engine.Kind(engine.AvgPool{}):       readLayer[engine.AvgPool],
	engine.Kind(engine.GlobalAvgPool{}): readLayer[engine.GlobalAvgPool],
	engine.Kind(engine.Subsample{}):     readLayer[engine.Subsample],
	engine.Kind(engine.Pad{}):           readLayer[engine.Pad],
	engine.Kind(engine.Flatten{}):       readLayer[engine.Flatten],
	engine.Kind(engine.Dropout{}):       readLayer[engine.Dropout],
	engine.Kind(engine.Add{}):           readLayer[engine.Add],
}

const layerKinds = "conv, dense, bias, batchnorm, relu, leakyrelu, tanh, maxpool, avgpool, globalavgpool, subsample, pad, flatten, dropout or add"

// networkFields is a network as it stands in JSON.
type networkFields struct {
	Name   string            `json:"name"`
	Input  engine.Shape      `json:"input"`
	Layers []json.RawMessage `json:"layers"`
}

// Marshal returns the network as JSON.
func Marshal(n engine.Network) ([]byte, error) {
	fields := networkFields{n.Name, n.Input, make([]json.RawMessage, len(n.Layers))}
	for i, layer := range n.Layers {
		if layer == nil {
			return nil, fmt.Errorf("layer %d of network %q is nil", i+1, n.Name)
		}
		text, err := json.Marshal(layer)
		if err != nil {
			return nil, fmt.Errorf("layer %d of network %q: %w", i+1, n.Name, err)
		}
		kind := fmt.Sprintf(`{"kind":%q`, engine.Kind(layer))
		if string(text) != "{}" {
			kind += ","
		}
		fields.Layers[i] = append([]byte(kind), text[1:]...)
	}
	return json.Marshal(fields)
}

// Unmarshal reads a network that [Marshal] wrote, or one written by hand. A
// layer or a field that is not known is an error; whether the layers fit
// together is for [engine.Compile] to say.
func Unmarshal(text []byte) (engine.Network, error) {
	var fields networkFields
	if err := readStrictly(text, &fields); err != nil {
		return engine.Network{}, fmt.Errorf("a network in JSON: %w", err)
	}
	if len(fields.Layers) > engine.MaxLayers {
		return engine.Network{}, fmt.Errorf("network %q has %d layers: it can have %d", fields.Name, len(fields.Layers), engine.MaxLayers)
	}
	n := engine.Network{Name: fields.Name, Input: fields.Input, Layers: make([]engine.Layer, len(fields.Layers))}
	for i, text := range fields.Layers {
		layer, err := readAnyLayer(text)
		if err != nil {
			return engine.Network{}, fmt.Errorf("layer %d of network %q: %w", i+1, fields.Name, err)
		}
		n.Layers[i] = layer
	}
	return n, nil
}

func readAnyLayer(text []byte) (engine.Layer, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil {
		return nil, err
	}
	var kind string
	if err := json.Unmarshal(fields["kind"], &kind); err != nil {
		return nil, fmt.Errorf(`it has no "kind": it must be %s`, layerKinds)
	}
	read, ok := layerReaders[kind]
	if !ok {
		return nil, fmt.Errorf("its kind is %q: it must be %s", kind, layerKinds)
	}
	delete(fields, "kind")
	text, err := json.Marshal(fields)
	if err != nil {
		return nil, err
	}
	layer, err := read(text)
	if err != nil {
		return nil, fmt.Errorf("a layer of kind %s: %w", kind, err)
	}
	return layer, nil
}

func readLayer[L engine.Layer](text []byte) (engine.Layer, error) {
	var layer L
	err := readStrictly(text, &layer)
	return layer, err
}

// readStrictly reads one JSON value, all of whose fields must be known.
func readStrictly(text []byte, value any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(value); err != nil {
		if _, field, found := strings.Cut(err.Error(), "unknown field "); found {
			return fmt.Errorf("the field %s is not known", field)
		}
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("something follows the end")
	}
	return nil
}
