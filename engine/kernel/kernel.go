// Package kernel holds the few loops in which a training step spends its
// time: the matrix product and some passes over vectors.
//
// Every function has a plain version, which is its specification, and where
// GOEXPERIMENT=simd is set a vectorised one that gives the same bits. In the
// browser a [Product] writes WebAssembly for its very shape and runs that (see
// emit.go), where it can. Three rules keep them all the same:
//
//   - Vectors run over outputs, never over the terms of a sum. The terms of
//     every sum are taken in the order that the function's comment states,
//     whatever the width of a vector.
//   - A product is rounded before it is added: float32(x*y) + z, which Go may
//     not fuse.
//   - A sum begins at zero.
//
// The functions trust the lengths of their arguments as documented; those
// whose vectors reach into memory that Go would not check verify them once, at
// the start, and panic.
package kernel

// Margin is how many floats beyond the end of a slice a vector may reach when
// it reads a matrix's last row. What stands there is never used.
const Margin = 15

// Make returns n zeros whose capacity has room for [Margin] more, as the right
// operand of [Product] needs it. Parts of the slice keep the margin as long as
// their capacity is not cut.
func Make(n int) []float32 { return make([]float32, n, n+Margin) }

// Offsets says where the rows, or the columns, of a matrix begin in a slice.
// The matrix whose rows are at r and whose columns are at c has its element
// (i, j) at r[i]+c[j]; swapping the two transposes it. So a matrix need not lie
// in one piece: the patches of an image that a convolution multiplies are such
// a matrix, and nothing is copied to form it.
type Offsets struct {
	at  []int32
	end int // one more than the largest of at; 0 if there are none
}

// NewOffsets returns the given offsets, none of which may be negative. It
// keeps the slice, which must not change any more.
func NewOffsets(at []int32) Offsets {
	o := Offsets{at: at}
	for _, a := range at {
		if a < 0 {
			panic("kernel: an offset is negative")
		}
		o.end = max(o.end, int(a)+1)
	}
	return o
}

// Steps returns the n offsets 0, step, 2·step, …
func Steps(n, step int) Offsets {
	at := make([]int32, n)
	for i := range at {
		at[i] = int32(i * step)
	}
	return NewOffsets(at)
}

// Len returns the number of offsets.
func (o Offsets) Len() int { return len(o.at) }

// First returns the first n offsets.
func (o Offsets) First(n int) Offsets { return NewOffsets(o.at[:n]) }
