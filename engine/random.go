package engine

import (
	"math"
	"math/bits"
	"math/rand/v2"

	"glyphlab/engine/pcg"
)

// The purposes that random numbers are drawn for. Each draws from generators
// of its own.
const (
	forWeights = 1 + iota // then the parameter's place
	forDropout            // then the layer's place, the step, the image's place in the batch
	forOrder              // then the epoch and the window
	forWindows            // then the epoch
)

// seed starts a generator at the place that the run's seed and a path of
// numbers give. Paths that differ give unrelated generators.
func seed(random *rand.PCG, run uint64, path ...uint64) { pcg.Seed(random, run, path...) }

// uniform returns a number from 0 to below 1.
func uniform(random *rand.PCG) float64 { return float64(random.Uint64()>>11) * 0x1p-53 }

// below returns a number from 0 to below n.
func below(random *rand.PCG, n int) int {
	hi, _ := bits.Mul64(random.Uint64(), uint64(n))
	return int(hi)
}

// normal returns a number of the standard normal distribution, by Marsaglia's
// polar method. (The one of math/rand uses package math's exp and log, whose
// bits depend on the machine.)
func normal(random *rand.PCG) float64 {
	for {
		u := float64(2*uniform(random)) - 1
		v := float64(2*uniform(random)) - 1
		s := float64(u*u) + float64(v*v)
		if 0 < s && s < 1 {
			return u * math.Sqrt(-2*log(s)/s)
		}
	}
}
