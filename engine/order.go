package engine

import (
	"math/rand/v2"

	"glyphlab/engine/problem"
)

// Order says which images make up a step's batch.
type Order int

// The orders.
const (
	// Sequential takes the images as they come, from (step·batch) mod
	// (n-batch) on, as the assignment does.
	Sequential Order = iota
	// Shuffled goes through all images in an order of each epoch's own, which
	// depends on the seed and the epoch alone. What is left at an epoch's end
	// and fills no batch is left out of it. See also [Config]'s Window.
	Shuffled
)

// batches picks the images of a step's batch.
//
// Shuffled images are shuffled in windows, each on its own, so that what a step
// costs does not depend on how many images there are, and so that the first
// epoch, which takes the windows as they come, can begin with the first. Later
// epochs take the full windows in an order that is drawn; a last one with fewer
// images stays last, so that where a window begins in an epoch is plain.
type batches struct {
	order        Order
	images, size int
	window       int // images shuffled together
	seed         uint64
	random       rand.PCG

	windows     []int32 // the order of the full windows in an epoch
	epoch       int     // of windows
	permutation []int32 // of the images of one window
	shuffled    turn    // whose permutation that is; epoch -1 before the first
}

// A turn is a window's in an epoch.
type turn struct{ epoch, window int }

func newBatches(c Config, size int) (*batches, error) {
	switch c.Order {
	case Sequential:
		if c.Images <= size {
			return nil, problem.New(c.Images, " training images for batches of ", size, ": there must be more images than one batch takes")
		}
	case Shuffled:
		if c.Images < size {
			return nil, problem.New(c.Images, " training images for batches of ", size, ": there must be as many images as one batch takes")
		}
	default:
		return nil, problem.New("order ", int(c.Order), ": it can be Sequential or Shuffled")
	}
	if c.Window < 0 {
		return nil, problem.New(c.Window, " images to shuffle together: there must be 1 or more, or 0 for all")
	}
	b := &batches{order: c.Order, images: c.Images, size: size, window: c.Window, seed: c.Seed, shuffled: turn{epoch: -1}}
	if b.window == 0 || b.window > b.images {
		b.window = b.images
	}
	if b.order == Shuffled {
		b.permutation = make([]int32, b.window)
		b.windows = make([]int32, b.images/b.window)
		b.arrange(0)
	}
	return b, nil
}

// need returns how many of the images must be there for a step.
func (b *batches) need(step int) int {
	last := b.offset(step) + b.size
	if b.order == Sequential {
		return last
	}
	if b.epochOf(step) > 0 {
		return b.images
	}
	return min(b.images, (last-1)/b.window*b.window+b.window)
}

func (b *batches) offset(step int) int {
	if b.order == Sequential {
		return step * b.size % (b.images - b.size)
	}
	return step % (b.images / b.size) * b.size
}

// epochOf returns the epoch that a step is part of, counted from 0: how often
// the batches have begun anew. Within one, no image comes twice.
func (b *batches) epochOf(step int) int {
	if b.order == Sequential {
		return step * b.size / (b.images - b.size)
	}
	return step / (b.images / b.size)
}

// pick writes the places of the images of a step's batch.
func (b *batches) pick(places []int, step int) {
	offset := b.offset(step)
	if b.order == Sequential {
		for i := range places {
			places[i] = offset + i
		}
		return
	}
	epoch := b.epochOf(step)
	for i := range places {
		at := offset + i
		window := b.windowAt(epoch, at/b.window)
		b.shuffle(epoch, window)
		places[i] = window*b.window + int(b.permutation[at%b.window])
	}
}

// windowAt returns the window that comes at that place in an epoch.
func (b *batches) windowAt(epoch, place int) int {
	if place == len(b.windows) {
		return place // the one with fewer images
	}
	if epoch != b.epoch {
		b.arrange(epoch)
	}
	return int(b.windows[place])
}

// arrange draws the order of an epoch's full windows. That of the first epoch
// is not drawn: it is the one in which images arrive.
func (b *batches) arrange(epoch int) {
	b.epoch = epoch
	if epoch > 0 {
		seed(&b.random, b.seed, forWindows, uint64(epoch))
		permute(b.windows, &b.random)
		return
	}
	for i := range b.windows {
		b.windows[i] = int32(i)
	}
}

// shuffle draws the order of a window's images in an epoch.
func (b *batches) shuffle(epoch, window int) {
	if b.shuffled == (turn{epoch, window}) {
		return
	}
	seed(&b.random, b.seed, forOrder, uint64(epoch)|uint64(window)<<32)
	permute(b.permutation[:min(b.window, b.images-window*b.window)], &b.random)
	b.shuffled = turn{epoch, window}
}

// permute draws an order of the numbers from 0 on (Fisher and Yates).
func permute(order []int32, random *rand.PCG) {
	for i := range order {
		j := below(random, i+1)
		order[i] = order[j]
		order[j] = int32(i)
	}
}
