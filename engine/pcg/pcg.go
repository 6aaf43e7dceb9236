// Package pcg seeds the generators of math/rand/v2 by what their numbers are
// for, so that no draw depends on how many were made before it, and none on
// the machine.
package pcg

import "math/rand/v2"

// Seed starts a generator at the place that the run's seed and a path of
// numbers give. Paths that differ give unrelated generators.
func Seed(random *rand.PCG, run uint64, path ...uint64) {
	a, b := mix(run), mix(^run)
	for _, p := range path {
		a, b = mix(a^p), mix(b+p)
	}
	random.Seed(a, b)
}

// mix is SplitMix64's output function (Steele, Lea and Flood 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
