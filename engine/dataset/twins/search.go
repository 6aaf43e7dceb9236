package twins

import (
	"cmp"
	"math/bits"
	"slices"
)

// Radius is in how many of their 64 bits the hashes of twins differ at most.
const Radius = 3

// The bits of a hash are cut into parts. Hashes that differ in at most Radius
// bits agree in at least two of five parts, so that twins stand side by side
// in at least one of the ten orders that two parts make.
const parts = Radius + 2

// masks are the bits of every two parts.
var masks = func() (masks []uint64) {
	part := func(i int) uint64 { return 1<<(64*(i+1)/parts) - 1<<(64*i/parts) }
	for i := range parts {
		for j := range i {
			masks = append(masks, part(i)|part(j))
		}
	}
	return masks
}()

// mostCompared bounds how many an image is compared with in one order. Only
// where tens of thousands of images agree in a third of their hash without
// being twins does it keep one from being found.
const mostCompared = 1 << 14

// A Search finds each image's twins among those before it.
type Search struct {
	Images int
	Print  func(i int) *Print
	// Group says what an image belongs to, 0 to 7. Images of a smaller group
	// come before those of a larger one, and within a group by their number.
	Group func(i int) int
	// Compared says whether images of these groups are compared, first ≤ second.
	Compared func(first, second int) bool
	// Alike compares the pixels of two images.
	Alike func(i, j int) (bool, error)
}

// Run returns for each image the groups, as bits, in which an image that comes
// before it is its twin. Each of the ten orders takes a sort and comparisons
// within runs: time grows with the images and the length of the runs, and the
// memory for an image is nine bytes.
func (s *Search) Run() ([]uint8, error) {
	found := make([]uint8, s.Images)
	order := make([]int32, s.Images)
	for i := range order {
		order[i] = int32(i)
	}
	for m, mask := range masks {
		slices.SortFunc(order, func(a, b int32) int {
			return cmp.Or(cmp.Compare(s.Print(int(a)).Hash&mask, s.Print(int(b)).Hash&mask),
				cmp.Compare(s.Group(int(a)), s.Group(int(b))), cmp.Compare(a, b))
		})
		for begin := 0; begin < len(order); {
			key := s.Print(int(order[begin])).Hash & mask
			end := begin + 1
			for end < len(order) && s.Print(int(order[end])).Hash&mask == key {
				end++
			}
			if err := s.run(order[begin:end], masks[:m], found); err != nil {
				return nil, err
			}
			begin = end
		}
	}
	return found, nil
}

// run compares images that agree in one mask, but for pairs that agree in an
// earlier one and have been compared.
func (s *Search) run(run []int32, earlier []uint64, found []uint8) error {
	for at, i := range run {
		p, group := s.Print(int(i)), s.Group(int(i))
		for _, j := range run[:min(at, mostCompared)] {
			other := s.Group(int(j))
			if found[i]&(1<<other) != 0 || !s.Compared(other, group) {
				continue
			}
			q := s.Print(int(j))
			x := p.Hash ^ q.Hash
			if bits.OnesCount64(x) > Radius || slices.ContainsFunc(earlier, func(mask uint64) bool { return x&mask == 0 }) ||
				!mayBeAlike(&p.Means, &q.Means) {
				continue
			}
			alike, err := s.Alike(int(i), int(j))
			if err != nil {
				return err
			}
			if alike {
				found[i] |= 1 << other
			}
		}
	}
	return nil
}
