// Package run describes a training run in plain values: the [Settings] that
// determine it and the [Record] of what happened. It knows nothing of the
// engine's inside, so the page, the worker and the command line share it.
//
// A run is a pure function of its settings and its data: the same settings
// give the same weights, bit for bit, on every machine. That is what makes an
// address such as /?preset=stride&seed=3 worth sharing.
package run

import (
	"errors"
	"strconv"

	"glyphlab/engine/augment"
	"glyphlab/engine/problem"
)

// Settings are everything that determines a run besides the images.
// [Fields] describes each of them once, for the form, the address and the
// command line.
type Settings struct {
	Data     string  `json:"data"`     // the data set's name in the server's manifest
	Preset   string  `json:"preset"`   // the network, one of [Presets]
	Seed     uint64  `json:"seed"`     // of the initial weights, dropout, the order of images and their augmentation
	Steps    int     `json:"steps"`    // training steps until the run is done
	Batch    int     `json:"batch"`    // images a step
	Rate     float64 `json:"rate"`     // learning rate at step 0
	Schedule string  `json:"schedule"` // how the rate goes: constant, exponential, step, cosine or one-cycle
	Decay    float64 `json:"decay"`    // exponential and step: the factor every Every steps
	Every    int     `json:"every"`    // exponential and step: the steps that one factor takes
	Momentum float64 `json:"momentum"` // of SGD, with Nesterov's or without; 0 is plain SGD
	Dropout  float64 `json:"dropout"`  // share of hidden units dropped, where the network has dropout
	Blocks   string  `json:"blocks"`   // of a stack: see ParseBlocks
	Norm     string  `json:"norm"`     // of a stack: none or batch
	Hidden   int     `json:"hidden"`   // of a stack: units of the hidden layer; 0 for none
	Order    string  `json:"order"`    // the assignment's sequential batches or shuffled ones

	Optimizer   string  `json:"optimizer"`    // sgd, nesterov, adam or adamw
	WeightDecay float64 `json:"weight-decay"` // of AdamW
	L2          float64 `json:"l2"`           // penalty on the squares of weights; 0 is none
	Clip        float64 `json:"clip"`         // the longest gradient; 0 is any
	Warmup      int     `json:"warmup"`       // steps in which the rate rises to that of the schedule; not of one-cycle
	Rise        float64 `json:"rise"`         // one-cycle: the share of the steps in which the rate rises
	Loss        string  `json:"loss"`         // cross-entropy, generalized or bootstrap
	Smoothing   float64 `json:"smoothing"`    // cross-entropy: the share of a label that all classes have in common
	Q           float64 `json:"q"`            // generalized: from 0, cross-entropy, to 1, mean absolute error
	Average     float64 `json:"average"`      // what the average of the weights keeps of itself a step; 0 evaluates the weights themselves
	Patience    int     `json:"patience"`     // validations without a better accuracy until the run stops; 0 never stops it

	augment.Augmentation // of the training images
}

// The names that settings take.
const (
	Constant    = "constant"
	Exponential = "exponential"
	Staircase   = "step"
	Cosine      = "cosine"
	OneCycle    = "one-cycle"

	Sequential = "sequential"
	Shuffled   = "shuffled"

	NoNorm    = "none"
	BatchNorm = "batch"

	SGD      = "sgd"
	Nesterov = "nesterov"
	Adam     = "adam"
	AdamW    = "adamw"

	CrossEntropy = "cross-entropy"
	Generalized  = "generalized"
	Bootstrap    = "bootstrap"
)

// Preset is a network with the settings that it is usually trained with.
type Preset struct {
	Name     string // in the address and on the command line
	Title    string // as a person reads it
	About    string // one sentence
	Dropout  bool   // whether the network has dropout layers
	Stack    bool   // whether Blocks, Norm and Hidden describe the network
	Defaults Settings
}

// Bundled is the name of the data set that comes with Glyphlab.
const Bundled = "open"

// assignment are the settings of the assignment's own run: 1001 steps of 16
// images, plain SGD at 0.05.
var assignment = Settings{
	Data: Bundled, Preset: "stride", Seed: 1, Steps: 1001, Batch: 16,
	Rate: 0.05, Schedule: Constant, Decay: 0.9, Every: 100, Order: Sequential,
	Blocks: "32-32/64-64/128", Norm: BatchNorm, Hidden: 128,
	Optimizer: SGD, WeightDecay: 0.01, Rise: 0.3, Loss: CrossEntropy, Q: 0.3,
}

// Presets lists the networks in the order in which they are offered. The
// first is the one that a new visitor meets.
var Presets = []Preset{
	{
		Name: "stride", Title: "Strides",
		About:    "The assignment’s network: two 5×5 convolutions of depth 16 with stride 2, a hidden layer of 64.",
		Defaults: assignment,
	},
	{
		Name: "maxpool", Title: "Max pooling",
		About:    "Problem 1: the same network with 2×2 max pooling in place of the strides.",
		Defaults: with(assignment, func(s *Settings) { s.Preset = "maxpool" }),
	},
	{
		Name: "lenet5", Title: "LeNet-5",
		About:   "Problem 2: LeNet-5 with dropout and a learning rate that decays.",
		Dropout: true,
		Defaults: with(assignment, func(s *Settings) {
			s.Preset, s.Steps, s.Batch = "lenet5", 12001, 32
			s.Schedule, s.Rate = Cosine, 0.02
			s.Momentum, s.Dropout, s.Order = 0.9, 0.25, Shuffled
		}),
	},
	{
		Name: "lenet5-momentum", Title: "LeNet-5, momentum",
		About: "LeNet-5 without dropout, trained by SGD with momentum and a fast decay: the run that an independent implementation checks.",
		Defaults: with(assignment, func(s *Settings) {
			s.Preset = "lenet5-momentum"
			s.Schedule, s.Decay, s.Every = Exponential, 0.9, 10
			s.Momentum = 0.9
		}),
	},
	{
		Name: "lenet5-1998", Title: "LeNet-5 of 1998",
		About: "LeNet-5 as it was published: trainable sub-sampling, partly connected maps and squashing functions.",
		Defaults: with(assignment, func(s *Settings) {
			s.Preset, s.Steps, s.Rate = "lenet5-1998", 3001, 0.2
			s.Schedule, s.Decay, s.Every = Exponential, 0.5, 1000
			s.Order = Shuffled
		}),
	},
	{
		Name: "wide", Title: "Wide",
		About:   "Two convolutions of 32 and 64 filters and a hidden layer of 512: a hundred times the strides’ work a step.",
		Dropout: true,
		Defaults: with(assignment, func(s *Settings) {
			s.Preset, s.Steps, s.Batch = "wide", 501, 64
			s.Rate, s.Momentum, s.Dropout, s.Order = 0.01, 0.9, 0.5, Shuffled
		}),
	},
	{
		Name: "minute", Title: "Best in a minute",
		About:   "A stack of 3×3 convolutions that learns the most in a minute.",
		Dropout: true, Stack: true,
		Defaults: with(modern, func(s *Settings) {
			s.Preset, s.Steps, s.Average = "minute", 1501, 0.99
			s.Blocks, s.Dropout, s.Rate = "16/32-32/64-64", 0.2, 0.0083
			s.Augmentation = augment.Augmentation{Shift: 1, Rotation: 8, Scale: 0.05}
		}),
	},
	{
		Name: "best", Title: "Best",
		About:   "A stack of 3×3 convolutions with batch normalisation, trained on altered images: the most accurate one here.",
		Dropout: true, Stack: true,
		Defaults: with(modern, func(s *Settings) {
			s.Preset, s.Steps, s.Average = "best", 5881, 0.998
			s.Blocks, s.Dropout, s.Rate, s.Loss = "32/64-64/128-128", 0.3, 0.006, Bootstrap
			s.Augmentation = augment.Augmentation{Shift: 1, Rotation: 15, Scale: 0.15, Stretch: 0.05, Shear: 0.1, Elastic: 0.8, Thickness: 0.5}
		}),
	},
}

// modern is how stacks with batch normalisation are trained: AdamW, one cycle
// of the rate, smoothed labels.
var modern = with(assignment, func(s *Settings) {
	s.Batch, s.Order = 64, Shuffled
	s.Optimizer, s.WeightDecay = AdamW, 0.05
	s.Schedule, s.Rate = OneCycle, 0.003
	s.Smoothing = 0.1
})

func with(s Settings, change func(*Settings)) Settings {
	change(&s)
	return s
}

// FindPreset returns the preset of that name.
func FindPreset(name string) (Preset, error) {
	for _, p := range Presets {
		if p.Name == name {
			return p, nil
		}
	}
	return Preset{}, problem.New("preset ", strconv.Quote(name), " is not known: choose one of ", presetNames())
}

// Defaults returns the settings a new run begins with: the first preset's.
func Defaults() Settings { return Presets[0].Defaults }

// WithPreset returns the settings of another preset: its defaults, but for the
// data and the seed, which stay as they are.
func (s Settings) WithPreset(name string) (Settings, error) {
	p, err := FindPreset(name)
	if err != nil {
		return s, err
	}
	next := p.Defaults
	next.Data, next.Seed = s.Data, s.Seed
	return next, nil
}

// Check returns an error for every setting that is out of its range, joined
// (see [errors.Join]); nil if the settings describe a run.
func (s Settings) Check() error {
	var errs []error
	for _, f := range Fields {
		if err := f.Check(s); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
