// Package peak has the loops that a machine's multiply-add peak is measured
// with: as many multiplications and additions as fit, on numbers that stay in
// registers. Nothing that multiplies and adds can be faster.
//
// A loop keeps several chains x = x·m + a going, as an operation waits some
// cycles for the one before it in its chain and none for those of the others.
// How many are best depends on the machine, so there are several loops. A
// product is rounded before it is added, as in all that the engine computes.
package peak

// Loop is one of the loops.
type Loop struct {
	Chains int     // independent of each other
	FLOPs  float64 // of one turn; a multiplication and an addition are two

	// Run takes from 0 to 1<<31-1 turns. What it returns is of no use, but a
	// compiler may leave out what nobody could ask for.
	Run func(turns int) float32
}

// Each x = x·factor + addend goes towards 2: numbers stay finite and far from
// the very small ones, which some machines are slow with.
const start, factor, addend = 0.125, 0.5, 1
