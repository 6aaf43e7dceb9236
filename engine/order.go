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
	// and fills no batch is left out of it.
	Shuffled
)

// batches picks the images of a step's batch.
type batches struct {
	order        Order
	images, size int
	seed         uint64
	epoch        int // of permutation; -1 before the first
	permutation  []int32
	random       rand.PCG
}

func newBatches(order Order, images, size int, seed uint64) (*batches, error) {
	switch order {
	case Sequential:
		if images <= size {
			return nil, problem.New(images, " training images for batches of ", size, ": there must be more images than one batch takes")
		}
	case Shuffled:
		if images < size {
			return nil, problem.New(images, " training images for batches of ", size, ": there must be as many images as one batch takes")
		}
	default:
		return nil, problem.New("order ", int(order), ": it can be Sequential or Shuffled")
	}
	b := &batches{order: order, images: images, size: size, seed: seed, epoch: -1}
	if order == Shuffled {
		b.permutation = make([]int32, images)
	}
	return b, nil
}

// need returns how many of the images must be there for a step.
func (b *batches) need(step int) int {
	if b.order == Sequential {
		return b.offset(step) + b.size
	}
	return b.images
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
	if epoch := b.epochOf(step); epoch != b.epoch {
		b.shuffle(epoch)
	}
	for i := range places {
		places[i] = int(b.permutation[offset+i])
	}
}

// shuffle draws the order of an epoch (Fisher and Yates).
func (b *batches) shuffle(epoch int) {
	seed(&b.random, b.seed, forOrder, uint64(epoch))
	for i := range b.permutation {
		j := below(&b.random, i+1)
		b.permutation[i] = b.permutation[j]
		b.permutation[j] = int32(i)
	}
	b.epoch = epoch
}
