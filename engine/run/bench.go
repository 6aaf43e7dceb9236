package run

import (
	"errors"
	"slices"
	"strconv"
	"strings"
)

// Bench says what is to be measured of this machine's speed.
type Bench struct {
	Presets []string // some of [BenchPresets], each once
	Workers int      // that share each training step, from 1 to [MostWorkers]
}

// BenchPresets lists the presets that speed is measured with, in the order in
// which they are shown.
var BenchPresets = []string{"stride", "maxpool", "lenet5", "wide"}

// BenchBatch returns the images of a training step of a preset of
// [BenchPresets].
func BenchBatch(preset string) int {
	if preset == "wide" {
		return 64
	}
	return 16
}

// ParseBench reads presets such as "stride,maxpool"; an empty text is all of
// [BenchPresets]. The error says what was expected.
func ParseBench(text string) ([]string, error) {
	presets := BenchPresets
	if text != "" {
		presets = strings.Split(text, ",")
	}
	if err := checkBenchPresets(presets); err != nil {
		return nil, err
	}
	return presets, nil
}

// Check returns an error unless there is something to measure, and all of it
// can be.
func (b Bench) Check() error {
	if _, err := ParseWorkers(strconv.Itoa(b.Workers)); err != nil {
		return err
	}
	return checkBenchPresets(b.Presets)
}

func checkBenchPresets(presets []string) error {
	if len(presets) == 0 {
		return errors.New("no preset is named to measure: name some of " + strings.Join(BenchPresets, ", "))
	}
	for i, name := range presets {
		if !slices.Contains(BenchPresets, name) {
			return errors.New("speed is measured with some of " + strings.Join(BenchPresets, ", ") + ", not " + strconv.Quote(name))
		}
		if slices.Contains(presets[:i], name) {
			return errors.New("the presets to measure name " + name + " twice: name it once")
		}
	}
	return nil
}

// Speeds is how fast this machine trains and evaluates, as plain JSON: what
// window.glyphlab.bench holds, and what glyphlab bench -json prints.
type Speeds struct {
	PeakGflops float64          `json:"peakGflops"` // most multiplications and additions of one worker, in 10⁹ a second
	Workers    int              `json:"workers"`    // that shared each training step
	Kernel     string           `json:"kernel"`     // the arithmetic that ran
	Presets    map[string]Speed `json:"presets"`
}

// Speed is how fast one preset is.
type Speed struct {
	MS          float64 `json:"ms"`          // a training step takes, the median of some measurements
	MSMin       float64 `json:"msMin"`       // their least
	MSMax       float64 `json:"msMax"`       // and their most
	TrainImages float64 `json:"trainImages"` // a second
	EvalImages  float64 `json:"evalImages"`  // a second
	GFLOPS      float64 `json:"gflops"`      // in training, 10⁹ operations a second
	Share       float64 `json:"share"`       // of all workers' peak in training, from 0 to 1
	EvalShare   float64 `json:"evalShare"`   // of one worker's peak in evaluation, which one worker does
	Bytes       float64 `json:"bytes"`       // allocated a step
	Allocs      float64 `json:"allocs"`      // allocations a step
}
