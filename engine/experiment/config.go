package experiment

import (
	"glyphlab/engine"
	"glyphlab/engine/augment"
	"glyphlab/engine/dataset"
	"glyphlab/engine/run"
)

// config is how settings that have been checked train a model.
func config(s run.Settings, data *dataset.Set) (engine.Config, error) {
	augmenter, err := newAugmenter(s, data.Info)
	return engine.Config{
		Images:    data.Info.Counts[dataset.Training],
		Order:     order(s),
		Window:    data.Window,
		Optimizer: optimizer(s),
		Schedule:  schedule(s),
		L2:        s.L2,
		Clip:      s.Clip,
		Average:   s.Average,
		Seed:      s.Seed,
		Augment:   augmenter,
	}, err
}

// newAugmenter returns what the training images go through, nil if they stay as
// they are.
func newAugmenter(s run.Settings, images dataset.Info) (engine.Augmenter, error) {
	if s.Augmentation == (augment.Augmentation{}) {
		return nil, nil
	}
	return augment.New(s.Augmentation, images.Height, images.Width, s.Seed)
}

func order(s run.Settings) engine.Order {
	if s.Order == run.Shuffled {
		return engine.Shuffled
	}
	return engine.Sequential
}

func optimizer(s run.Settings) engine.Optimizer {
	switch s.Optimizer {
	case run.Nesterov:
		return engine.Nesterov{Momentum: s.Momentum}
	case run.Adam:
		return engine.Adam{}
	case run.AdamW:
		return engine.AdamW{Decay: s.WeightDecay}
	}
	return engine.SGD{Momentum: s.Momentum}
}

func schedule(s run.Settings) engine.Schedule {
	if s.Schedule == run.OneCycle {
		return engine.OneCycle{Rate: s.Rate, Steps: s.Steps, Rise: s.Rise}
	}
	return engine.Warmup{Steps: s.Warmup, Then: fall(s)}
}

func fall(s run.Settings) engine.Schedule {
	switch s.Schedule {
	case run.Exponential:
		return engine.Exponential{Rate: s.Rate, Decay: s.Decay, Every: s.Every}
	case run.Staircase:
		return engine.Staircase{Rate: s.Rate, Decay: s.Decay, Every: s.Every}
	case run.Cosine:
		return engine.Cosine{Rate: s.Rate, Steps: s.Steps}
	}
	return engine.ConstantRate{Rate: s.Rate}
}

func loss(s run.Settings) engine.Loss {
	switch s.Loss {
	case run.Generalized:
		return engine.GeneralizedCrossEntropy{Q: s.Q}
	case run.Bootstrap:
		return engine.Bootstrap{}
	}
	return engine.CrossEntropy{Smoothing: s.Smoothing}
}
