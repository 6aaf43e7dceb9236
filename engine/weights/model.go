package weights

import (
	"slices"

	"glyphlab/engine"
	"glyphlab/engine/experiment"
	"glyphlab/engine/problem"
)

// Of returns the weights that a run is evaluated with, as it stands now. They
// have not been tested, and do not say that the run is done.
func Of(e *experiment.Experiment) *Weights {
	images := e.Data().Info
	return &Weights{
		Settings: e.Settings,
		Height:   images.Height,
		Width:    images.Width,
		Classes:  slices.Clone(images.Classes),
		Taken:    e.Taken(),
		SHA256:   e.SHA256(),
		Values:   slices.Clone(e.Weights()),
	}
}

// Model returns the network with these weights, for batches of so many images.
// It is an error if the network has another number of weights: then it has
// changed since they were trained.
func (w *Weights) Model(batch int) (*engine.Model, error) {
	settings := w.Settings
	settings.Batch = batch
	model, err := experiment.Compile(settings, w.Height, w.Width, len(w.Classes))
	if err != nil {
		return nil, err
	}
	if want := len(model.Weights()); len(w.Values) != want {
		return nil, problem.New("the file has ", len(w.Values), " weights, and the network “", settings.Preset, "” has ", want,
			": it was another network when they were trained; train it again")
	}
	copy(model.Weights(), w.Values)
	return model, nil
}
