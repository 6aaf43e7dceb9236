package twins

import (
	"bytes"
	"cmp"
	"context"
	"math/bits"
	"runtime"
	"slices"
	"sync"
)

// Radius is in how many of their 64 bits the hashes of twins differ at most.
const Radius = 3

// The bits of a hash are dealt out to parts, so that each part sees the whole
// image. Hashes that differ in at most Radius bits agree in at least two of
// five parts, so that twins stand side by side in at least one of the ten
// orders that two parts make.
const parts = Radius + 2

// masks are the bits of every two parts.
var masks = func() (masks []uint64) {
	part := func(i int) (bits uint64) {
		for ; i < 64; i += parts {
			bits |= 1 << i
		}
		return bits
	}
	for i := range parts {
		for j := range i {
			masks = append(masks, part(i)|part(j))
		}
	}
	return masks
}()

// mostCompared bounds with how many of a group an image is compared in one
// order. Only where tens of thousands of images agree in a third of their hash
// without being twins does it keep one from being found.
const mostCompared = 1 << 14

// groups is how many groups there can be.
const groups = 8

// A Search finds each image's twins among those before it.
type Search struct {
	Images int
	Print  func(i int) *Print
	// Group says what an image belongs to, 0 to 7. Images of a smaller group
	// come before those of a larger one, and within a group by their number.
	Group func(i int) int
	// Compared says whether images of these groups are compared, first ≤ second.
	Compared func(first, second int) bool
	// Pixels reads an image into dst, which has Size bytes.
	Pixels func(dst []byte, i int) error
	Size   int
}

// Run returns for each image the groups, as bits, in which an image that comes
// before it is its twin, but not its copy pixel for pixel. Each of the ten
// orders takes a sort, and comparisons within runs of one key; all cores share
// them. Run calls the search's functions from several goroutines.
func (s *Search) Run(ctx context.Context) ([]uint8, error) {
	order := make([]int32, s.Images)
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(s.Group(int(a)), s.Group(int(b))), cmp.Compare(a, b))
	})
	found := make([]uint8, s.Images)
	todo := make(chan int, len(masks))
	for m := range masks {
		todo <- m
	}
	close(todo)
	var mu sync.Mutex
	var first error
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(masks)) {
		workers.Go(func() {
			w := s.newWorker(ctx, order)
			var err error
			for m := range todo {
				if err = w.look(m); err != nil {
					break
				}
			}
			mu.Lock()
			defer mu.Unlock()
			if first == nil {
				first = err
			}
			for place, groups := range w.found {
				found[order[place]] |= groups
			}
		})
	}
	workers.Wait()
	return found, first
}

// A worker looks through some of the orders. It knows an image by its place
// among all: group after group.
type worker struct {
	*Search
	ctx      context.Context
	image    []int32 // by place
	found    []uint8 // by place
	entries  []entry
	hashes   []uint64    // of a run
	last     int32       // whose pixels are in a, or -1
	a, b     []byte      // pixels
	compared [groups]int // by group, the groups it is compared with, as bits
}

// An entry of an order.
type entry struct {
	key   uint64
	place int32
}

func (s *Search) newWorker(ctx context.Context, order []int32) *worker {
	w := &worker{
		Search: s, ctx: ctx, image: order, found: make([]uint8, len(order)), entries: make([]entry, len(order)),
		last: -1, a: make([]byte, s.Size), b: make([]byte, s.Size),
	}
	for second := range groups {
		for first := range second + 1 {
			if s.Compared(first, second) {
				w.compared[second] |= 1 << first
			}
		}
	}
	return w
}

// look makes one of the orders and compares within its runs.
func (w *worker) look(m int) error {
	for place, i := range w.image {
		w.entries[place] = entry{w.Print(int(i)).Hash & masks[m], int32(place)}
	}
	slices.SortFunc(w.entries, func(a, b entry) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.place, b.place)) })
	for begin := 0; begin < len(w.entries); {
		end := begin + 1
		for end < len(w.entries) && w.entries[end].key == w.entries[begin].key {
			end++
		}
		if end > begin+1 {
			if err := w.run(w.entries[begin:end], masks[:m]); err != nil {
				return err
			}
		}
		begin = end
	}
	return nil
}

// run compares images that agree in one mask. They stand group after group.
func (w *worker) run(run []entry, earlier []uint64) error {
	w.hashes = w.hashes[:0]
	var ends [groups]int // where each group ends that has begun
	for at, e := range run {
		i := int(w.image[e.place])
		w.hashes = append(w.hashes, w.Print(i).Hash)
		group := w.Group(i)
		begin := 0
		for other := range group + 1 {
			end := max(begin, ends[other])
			if w.compared[group]&(1<<other) != 0 && w.found[e.place]&(1<<other) == 0 {
				twin, err := w.compare(run, at, max(begin, end-mostCompared), end, earlier)
				if err != nil {
					return err
				}
				if twin {
					w.found[e.place] |= 1 << other
				}
			}
			begin = end
		}
		ends[group] = at + 1
	}
	return w.ctx.Err()
}

// compare says whether one of a run has a twin among those from begin to end,
// but for pairs that agree in an earlier mask and are compared there.
func (w *worker) compare(run []entry, at, begin, end int, earlier []uint64) (bool, error) {
	hash := w.hashes[at]
	var print *Print
	for j, other := range w.hashes[begin:end] {
		x := hash ^ other
		if bits.OnesCount64(x) > Radius || slices.ContainsFunc(earlier, func(mask uint64) bool { return x&mask == 0 }) {
			continue
		}
		if print == nil {
			print = w.Print(int(w.image[run[at].place]))
		}
		second := w.image[run[begin+j].place]
		if !mayBeAlike(&print.Means, &w.Print(int(second)).Means) {
			continue
		}
		if first := w.image[run[at].place]; w.last != first {
			if err := w.Pixels(w.a, int(first)); err != nil {
				return false, err
			}
			w.last = first
		}
		if err := w.Pixels(w.b, int(second)); err != nil {
			return false, err
		}
		if Alike(w.a, w.b) && !bytes.Equal(w.a, w.b) {
			return true, nil
		}
	}
	return false, nil
}
