package engine

import "glyphlab/engine/cosine"

// Schedule says how the learning rate goes: the rate of a step, steps counted
// from 0. [ConstantRate], [Exponential], [Staircase], [Cosine] and [OneCycle]
// are schedules, and each of them with a [Warmup].
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

// OneCycle rises to Rate along half a wave in the first part of a run and falls
// almost to zero in the rest, which trains in few steps at rates that would be
// too high to begin with (Smith 2018, as PyTorch shapes it): from rate/25 to
// rate at step rise·steps, then down to rate/250,000 after the last step.
// Beyond it stays there.
type OneCycle struct {
	Rate  float64 // the highest
	Steps int     // of the whole run, at least 1
	Rise  float64 // the share of them in which the rate rises, from 0 to 1
}

// At returns the rate of a step.
func (s OneCycle) At(step int) float64 {
	const begin, end = 1. / 25, 1. / 250_000
	all := float64(s.Steps)
	rise, at := float64(s.Rise*all), min(float64(step), all)
	if at < rise {
		return s.Rate * wave(begin, 1, at/rise)
	}
	if rise == all {
		return s.Rate
	}
	return s.Rate * wave(1, end, (at-rise)/(all-rise))
}

// wave goes along half a cosine wave from one value to another while t goes
// from 0 to 1.
func wave(from, to, t float64) float64 {
	return to + float64((from-to)*(1+cosine.Pi(t))/2)
}

// Warmup lets the rate of another schedule rise to its own in the first Steps
// steps, in even stairs: (step+1)/(steps+1) of it (Goyal et al. 2017). While
// means are still forming and weights are far from any minimum, large steps do
// harm.
type Warmup struct {
	Steps int // from 0, none
	Then  Schedule
}

// At returns the rate of a step.
func (s Warmup) At(step int) float64 {
	rate := s.Then.At(step)
	if step < s.Steps {
		rate *= float64(step+1) / float64(s.Steps+1)
	}
	return rate
}
