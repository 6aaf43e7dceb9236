package engine

import "glyphlab/engine/cosine"

// Schedule says how the learning rate goes: the rate of a step, steps counted
// from 0. [ConstantRate], [Exponential], [Staircase] and [Cosine] are schedules.
type Schedule interface{ At(step int) float64 }

// ConstantRate is the same rate at every step.
type ConstantRate struct{ Rate float64 }

// At returns the rate.
func (s ConstantRate) At(int) float64 { return s.Rate }

// Exponential falls smoothly, by the factor Decay in every Every steps:
// rate·decay^(step/every).
type Exponential struct {
	Rate, Decay float64 // Decay above 0
	Every       int     // at least 1
}

// At returns the rate of a step.
func (s Exponential) At(step int) float64 {
	return s.Rate * exp(float64(step)/float64(s.Every)*log(s.Decay))
}

// Staircase falls by the factor Decay at once, every Every steps:
// rate·decay^⌊step/every⌋.
type Staircase struct {
	Rate, Decay float64 // Decay above 0
	Every       int     // at least 1
}

// At returns the rate of a step.
func (s Staircase) At(step int) float64 {
	return s.Rate * exp(float64(step/s.Every)*log(s.Decay))
}

// Cosine falls along half a wave, slowly at first and at last, to zero after
// the last of Steps steps (Loshchilov and Hutter 2017):
// rate·(1+cos(π·step/steps))/2. Beyond them it stays zero.
type Cosine struct {
	Rate  float64
	Steps int // at least 1
}

// At returns the rate of a step.
func (s Cosine) At(step int) float64 {
	return s.Rate * (1 + cosine.Pi(float64(min(step, s.Steps))/float64(s.Steps))) / 2
}
