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
	Workers int      // that train together, from 1 to [MaxWorkers]
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

// MaxWorkers is the most workers that train together.
const MaxWorkers = 8

// ParseBench reads presets such as "stride,maxpool", all of them if the text
// is empty, and a number of workers such as "2", one if it is empty. The error
// says what was expected.
func ParseBench(presets, workers string) (Bench, error) {
	b := Bench{Presets: BenchPresets, Workers: 1}
	if presets != "" {
		b.Presets = strings.Split(presets, ",")
	}
	if workers != "" {
		n, err := strconv.Atoi(workers)
		if err != nil {
			return b, workersExpected(workers)
		}
		b.Workers = n
	}
	return b, b.Check()
}

// Check returns an error unless there is something to measure, and all of it
// can be.
func (b Bench) Check() error {
	if len(b.Presets) == 0 {
		return errors.New("no preset is named to measure: name some of " + strings.Join(BenchPresets, ", "))
	}
	for i, name := range b.Presets {
		if !slices.Contains(BenchPresets, name) {
			return errors.New("speed is measured with some of " + strings.Join(BenchPresets, ", ") + ", not " + strconv.Quote(name))
		}
		if slices.Contains(b.Presets[:i], name) {
			return errors.New("the presets to measure name " + name + " twice: name it once")
		}
	}
	if b.Workers < 1 || b.Workers > MaxWorkers {
		return workersExpected(strconv.Itoa(b.Workers))
	}
	return nil
}

func workersExpected(got string) error {
	return errors.New("the number of workers is a whole number from 1 to " + strconv.Itoa(MaxWorkers) + ", not " + strconv.Quote(got))
}

// Speeds is how fast this machine trains and evaluates, as plain JSON: what
// window.glyphlab.bench holds, and what glyphlab bench -json prints.
type Speeds struct {
	PeakGflops float64          `json:"peakGflops"` // most multiplications and additions, in 10⁹ a second
	Workers    int              `json:"workers"`    // that were at work
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
	Share       float64 `json:"share"`       // of the peak in training, from 0 to 1
	EvalShare   float64 `json:"evalShare"`   // of the peak in evaluation
	Bytes       float64 `json:"bytes"`       // allocated a step
	Allocs      float64 `json:"allocs"`      // allocations a step
}
