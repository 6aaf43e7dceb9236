package engine

import (
	"slices"
	"strings"
	"testing"
)

func pick(b *batches, step int) []int {
	places := make([]int, b.size)
	b.pick(places, step)
	return places
}

func TestSequentialBatchesAreTheAssignments(t *testing.T) {
	const n, size = 50, 16
	b, err := newBatches(Sequential, n, size, 1)
	if err != nil {
		t.Fatal(err)
	}
	for step := range 100 {
		offset := (step * size) % (n - size)
		places := pick(b, step)
		for i, place := range places {
			if place != offset+i {
				t.Fatalf("step %d takes %v, want from %d on", step, places, offset)
			}
		}
		if need := b.need(step); need != offset+size {
			t.Errorf("step %d needs %d images, want %d", step, need, offset+size)
		}
	}
}

func TestShuffledEpochsTakeEachImageOnceInAnOrderOfTheirOwn(t *testing.T) {
	const n, size = 50, 16 // 3 batches an epoch, 2 images left out
	b, err := newBatches(Shuffled, n, size, 1)
	if err != nil {
		t.Fatal(err)
	}
	if b.need(0) != n {
		t.Errorf("the first step needs %d images, want all %d", b.need(0), n)
	}
	var epochs [][]int
	for epoch := range 4 {
		var all []int
		for i := range 3 {
			all = append(all, pick(b, 3*epoch+i)...)
		}
		epochs = append(epochs, slices.Clone(all))
		slices.Sort(all)
		if all = slices.Compact(all); len(all) != 48 || all[0] < 0 || all[47] >= n {
			t.Errorf("epoch %d takes %v", epoch, all)
		}
	}
	if slices.Equal(epochs[0], epochs[1]) {
		t.Error("two epochs have the same order")
	}
	// Any step can be picked first.
	again, _ := newBatches(Shuffled, n, size, 1)
	if got := pick(again, 7); !slices.Equal(got, epochs[2][16:32]) {
		t.Errorf("step 7 alone takes %v, want %v", got, epochs[2][16:32])
	}
	other, _ := newBatches(Shuffled, n, size, 2)
	if got := pick(other, 0); slices.Equal(got, epochs[0][:16]) {
		t.Error("another seed has the same order")
	}
}

func TestBatchesThatCannotBeFilledAreRefused(t *testing.T) {
	for _, c := range []struct {
		order  Order
		images int
		want   string
	}{
		{Sequential, 16, "16 training images for batches of 16: there must be more images"},
		{Sequential, 0, "0 training images"},
		{Shuffled, 15, "15 training images for batches of 16: there must be as many"},
		{Shuffled + 1, 100, "order 2: it can be Sequential or Shuffled"},
	} {
		if _, err := newBatches(c.order, c.images, 16, 0); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%d images in order %d: error %v, want %q", c.images, c.order, err, c.want)
		}
	}
	if _, err := newBatches(Shuffled, 16, 16, 0); err != nil {
		t.Error(err)
	}
}

func TestNoImageComesTwiceInAnEpoch(t *testing.T) {
	for _, order := range []Order{Sequential, Shuffled} {
		b, err := newBatches(order, 103, 8, 1)
		if err != nil {
			t.Fatal(err)
		}
		places := make([]int, 8)
		seen := map[[2]int]bool{}
		last := 0
		for step := range 200 {
			epoch := b.epochOf(step)
			if epoch != last && epoch != last+1 {
				t.Fatalf("order %d: epoch %d follows %d", order, epoch, last)
			}
			last = epoch
			b.pick(places, step)
			for _, place := range places {
				if seen[[2]int{epoch, place}] {
					t.Fatalf("order %d: image %d comes twice in epoch %d", order, place, epoch)
				}
				seen[[2]int{epoch, place}] = true
			}
		}
	}
}
