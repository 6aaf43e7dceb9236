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
// before it is its twin, but not its copy pixel for pixel.
//
// Each of the ten orders takes a sort, by the bits of two parts of the hash,
// then by the image's mean; twins agree in those bits, and their means are
// near. So an image is compared with a window of its run. All cores share the
// orders: Run calls the search's functions from several goroutines.
func (s *Search) Run(ctx context.Context) ([]uint8, error) {
	places := s.places()
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
			w := s.newWorker(ctx, places)
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
			for at, groups := range w.found {
				found[places[at].image] |= groups
			}
		})
	}
	workers.Wait()
	return found, first
}

// A place is an image among all of them: group after group.
type place struct {
	image int32
	group uint8
	sum   uint16 // of its blocks' means
}

func (s *Search) places() []place {
	places := make([]place, s.Images)
	for i := range places {
		p := place{image: int32(i), group: uint8(s.Group(i))}
		for _, mean := range s.Print(i).Means {
			p.sum += uint16(mean)
		}
		places[i] = p
	}
	slices.SortStableFunc(places, func(a, b place) int { return cmp.Compare(a.group, b.group) })
	return places
}

// A worker looks through some of the orders.
type worker struct {
	*Search
	ctx      context.Context
	places   []place
	found    []uint8 // by place
	entries  []entry
	hashes   []uint64      // of a run
	last     int32         // whose pixels are in a, or -1
	a, b     []byte        // pixels
	compared [groups]uint8 // by group, the groups it is compared with, as bits
}

// An entry of an order: the bits that the order goes by, and then the group,
// the sum and the place in one.
type entry struct{ key, rest uint64 }

func (e entry) place() int { return int(uint32(e.rest)) }
func (e entry) sum() int   { return int(uint16(e.rest >> 32)) }
func (e entry) group() int { return int(e.rest >> 48) }

func (s *Search) newWorker(ctx context.Context, places []place) *worker {
	w := &worker{
		Search: s, ctx: ctx, places: places, found: make([]uint8, len(places)), entries: make([]entry, len(places)),
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
	for at, p := range w.places {
		w.entries[at] = entry{w.Print(int(p.image)).Hash & masks[m], uint64(p.group)<<48 | uint64(p.sum)<<32 | uint64(at)}
	}
	slices.SortFunc(w.entries, func(a, b entry) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.rest, b.rest)) })
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

// run compares images that agree in one mask.
func (w *worker) run(run []entry, earlier []uint64) error {
	w.hashes = w.hashes[:0]
	var begins [groups + 1]int // of each group in the run
	for at, e := range run {
		w.hashes = append(w.hashes, w.Print(int(w.places[e.place()].image)).Hash)
		for g := e.group() + 1; g <= groups; g++ {
			begins[g] = at + 1
		}
	}
	for at, e := range run {
		for other := range e.group() + 1 {
			bit := uint8(1) << other
			if w.compared[e.group()]&bit == 0 || w.found[e.place()]&bit != 0 {
				continue
			}
			begin, end := begins[other], begins[other+1]
			low, _ := slices.BinarySearchFunc(run[begin:end], e.sum()-mostApart, func(e entry, sum int) int { return cmp.Compare(e.sum(), sum) })
			twin, err := w.compare(run, at, begin+low, end, earlier)
			if err != nil {
				return err
			}
			if twin {
				w.found[e.place()] |= bit
			}
		}
	}
	return w.ctx.Err()
}

// compare says whether one of a run has a twin that comes before it, among
// those from begin to end; their sums rise. Pairs that agree in an earlier
// mask are compared there.
func (w *worker) compare(run []entry, at, begin, end int, earlier []uint64) (bool, error) {
	e, hash := run[at], w.hashes[at]
	first := w.places[e.place()].image
	for j := begin; j < min(end, begin+mostCompared) && run[j].sum() <= e.sum()+mostApart; j++ {
		x := hash ^ w.hashes[j]
		if bits.OnesCount64(x) > Radius || run[j].place() >= e.place() ||
			slices.ContainsFunc(earlier, func(mask uint64) bool { return x&mask == 0 }) {
			continue
		}
		second := w.places[run[j].place()].image
		if !mayBeAlike(&w.Print(int(first)).Means, &w.Print(int(second)).Means) {
			continue
		}
		if w.last != first {
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
