package run

import (
	"strconv"
	"strings"
)

// The limits of a stack of blocks. Five poolings leave one pixel of 28.
const (
	mostBlocks  = 5
	mostConvs   = 8 // in a block
	mostFilters = 256
)

// blocksForm says in words how [Settings.Blocks] is written.
const blocksForm = "up to 5 blocks as 32-32/64-64/128: the filters of each 3×3 convolution, from 1 to 256, and a pooling after each block"

// ParseBlocks reads the filters of each convolution of each block, as in
// 32-32/64-64/128. It reports false if they are not written so, or are too
// many.
func ParseBlocks(text string) (blocks [][]int, ok bool) {
	for block := range strings.SplitSeq(text, "/") {
		var filters []int
		for number := range strings.SplitSeq(block, "-") {
			n, err := strconv.Atoi(number)
			if err != nil || n < 1 || n > mostFilters {
				return nil, false
			}
			filters = append(filters, n)
		}
		if len(filters) > mostConvs {
			return nil, false
		}
		blocks = append(blocks, filters)
	}
	return blocks, len(blocks) <= mostBlocks
}
