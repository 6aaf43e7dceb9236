//go:build js

package crew

import (
	"glyphlab/engine"
	"glyphlab/engine/experiment"
	"glyphlab/engine/run"
)

// A network is what a run's model is compiled from.
type network struct {
	settings               run.Settings
	height, width, classes int
}

// models are those of the last few networks. Where runs take turns, as they do
// when speed is measured, none is compiled twice.
type models []known

type known struct {
	network
	model *engine.Model
}

const mostKnown = 4

// of returns the model of a network, and the seed of its run. The error is that
// of the network's description.
func (m *models) of(n network) (*engine.Model, uint64, error) {
	for _, k := range *m {
		if k.network == n {
			return k.model, n.settings.Seed, nil
		}
	}
	model, err := experiment.Compile(n.settings, n.height, n.width, n.classes)
	if err != nil {
		return nil, 0, err
	}
	if len(*m) == mostKnown {
		*m = (*m)[1:]
	}
	*m = append(*m, known{n, model})
	return model, n.settings.Seed, nil
}
