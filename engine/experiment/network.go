package experiment

import (
	"glyphlab/engine"
	"glyphlab/engine/problem"
	"glyphlab/engine/run"
)

// Network returns the network that the settings name or, of a stack, describe.
func Network(s run.Settings, images engine.Shape, classes int) (engine.Network, error) {
	preset, err := run.FindPreset(s.Preset)
	if err != nil {
		return engine.Network{}, err
	}
	if !preset.Stack {
		return engine.Preset(s.Preset, images, classes, s.Dropout)
	}
	blocks, ok := run.ParseBlocks(s.Blocks)
	if !ok {
		return engine.Network{}, problem.New("the blocks ", s.Blocks, " cannot be read")
	}
	return engine.Stack{
		Name: s.Preset, Blocks: blocks, BatchNorm: s.Norm == run.BatchNorm,
		Hidden: s.Hidden, Dropout: s.Dropout, Activation: engine.ReLU{},
	}.Network(images, classes), nil
}
