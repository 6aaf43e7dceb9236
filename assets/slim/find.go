package main

import "fmt"

// The runtime looks a PC up in buckets, each of bucketPCs: the number of the
// first function in it, and for each of its 16 parts what to add to that. From
// there it goes on to the function itself, so a smaller number does as well
// (findfunc in runtime/symtab.go, findfunctab in cmd/link/internal/ld/pcln.go).
const (
	bucketPCs   = 4096
	partPCs     = bucketPCs / 16
	bucketBytes = 4 + bucketPCs/partPCs
)

// searched functions in a row share what the table says. More of them would
// make the table little smaller, and stacks slower to walk.
const searched = 16

// coarsenFind makes the table of buckets repeat itself: in a browser every
// function has PCs for 16 buckets, nearly all of which no instruction has.
func coarsenFind(m memory, t tables) error {
	table := m.in(t.findfunc)
	for bucket := 0; len(table) >= 4; bucket++ {
		first := word(table)
		function := uint32(bucket * bucketPCs >> pcShift)
		if first.get() != function {
			return fmt.Errorf("%w: bucket %d begins with function %d, not %d", errLayout, bucket, first.get(), function)
		}
		first.set(function - function%searched)
		size := min(bucketBytes, len(table))
		for _, more := range table[4:size] {
			if more != 0 {
				return fmt.Errorf("%w: bucket %d has more than one function", errLayout, bucket)
			}
		}
		table = table[size:]
	}
	return nil
}
