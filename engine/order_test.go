package engine

import (
	"fmt"
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
	b, err := newBatches(Config{Order: Sequential, Images: n, Seed: 1}, size)
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
	b, err := newBatches(Config{Order: Shuffled, Images: n, Seed: 1}, size)
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
	again, _ := newBatches(Config{Order: Shuffled, Images: n, Seed: 1}, size)
	if got := pick(again, 7); !slices.Equal(got, epochs[2][16:32]) {
		t.Errorf("step 7 alone takes %v, want %v", got, epochs[2][16:32])
	}
	other, _ := newBatches(Config{Order: Shuffled, Images: n, Seed: 2}, size)
	if got := pick(other, 0); slices.Equal(got, epochs[0][:16]) {
		t.Error("another seed has the same order")
	}
}

func TestBatchesThatCannotBeFilledAreRefused(t *testing.T) {
	for _, c := range []struct {
		order  Order
		images int
		window int
		want   string
	}{
		{Sequential, 16, 0, "16 training images for batches of 16: there must be more images"},
		{Sequential, 0, 0, "0 training images"},
		{Shuffled, 15, 0, "15 training images for batches of 16: there must be as many"},
		{Shuffled + 1, 100, 0, "order 2: it can be Sequential or Shuffled"},
		{Shuffled, 100, -1, "-1 images to shuffle together: there must be 1 or more, or 0"},
	} {
		if _, err := newBatches(Config{Order: c.order, Images: c.images, Window: c.window}, 16); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%d images in order %d: error %v, want %q", c.images, c.order, err, c.want)
		}
	}
	if _, err := newBatches(Config{Order: Shuffled, Images: 16}, 16); err != nil {
		t.Error(err)
	}
}

func TestNoImageComesTwiceInAnEpoch(t *testing.T) {
	for _, c := range []Config{{Order: Sequential}, {Order: Shuffled}, {Order: Shuffled, Window: 20}, {Order: Shuffled, Window: 5}, {Order: Shuffled, Window: 1}} {
		c.Images, c.Seed = 103, 1
		b, err := newBatches(c, 8)
		if err != nil {
			t.Fatal(err)
		}
		places := make([]int, 8)
		seen := map[[2]int]bool{}
		last := 0
		for step := range 200 {
			epoch := b.epochOf(step)
			if epoch != last && epoch != last+1 {
				t.Fatalf("%+v: epoch %d follows %d", c, epoch, last)
			}
			last = epoch
			b.pick(places, step)
			for _, place := range places {
				if place < 0 || place >= c.Images || seen[[2]int{epoch, place}] {
					t.Fatalf("%+v: image %d comes twice in epoch %d, or there is none", c, place, epoch)
				}
				seen[[2]int{epoch, place}] = true
			}
		}
	}
}

// epochs returns the places that whole epochs take, in order.
func epochs(t *testing.T, c Config, size, count int) (all [][]int) {
	t.Helper()
	b, err := newBatches(c, size)
	if err != nil {
		t.Fatal(err)
	}
	each := c.Images / size
	for epoch := range count {
		var places []int
		for i := range each {
			places = append(places, pick(b, epoch*each+i)...)
		}
		all = append(all, places)
	}
	return all
}

func TestOneWindowIsShuffledAsWithoutWindows(t *testing.T) {
	without := epochs(t, Config{Order: Shuffled, Images: 50, Seed: 7}, 8, 3)
	for _, window := range []int{50, 51, 1000} {
		got := epochs(t, Config{Order: Shuffled, Images: 50, Window: window, Seed: 7}, 8, 3)
		for epoch := range got {
			if !slices.Equal(got[epoch], without[epoch]) {
				t.Errorf("a window of %d images: epoch %d takes %v, without windows %v", window, epoch, got[epoch], without[epoch])
			}
		}
	}
}

func TestWindowsFollowEachOtherWholeTheFirstEpochInOrder(t *testing.T) {
	const n, window = 107, 20 // five windows and one of 7 images; a batch spans two or three
	c := Config{Order: Shuffled, Images: n, Window: window, Seed: 3}
	orders := map[string]bool{}
	for _, size := range []int{1, 16, 50} {
		for epoch, places := range epochs(t, c, size, 6) {
			var order []int
			for i, place := range places {
				if w := place / window; len(order) == 0 || order[len(order)-1] != w {
					if i%window != 0 {
						t.Fatalf("batches of %d, epoch %d: window %d begins at place %d", size, epoch, w, i)
					}
					order = append(order, w)
				}
			}
			if epoch == 0 && !slices.IsSorted(order) {
				t.Errorf("the first epoch takes the windows in the order %v", order)
			}
			if len(order) > 5 && order[5] != 5 {
				t.Errorf("batches of %d, epoch %d: the short window is not the last of %v", size, epoch, order)
			}
			if size == 1 {
				orders[fmt.Sprint(order)] = true
				if first := places[:window]; slices.IsSorted(first) {
					t.Errorf("epoch %d does not shuffle its first window: %v", epoch, first)
				}
			}
		}
	}
	if len(orders) < 4 {
		t.Errorf("six epochs have the orders of windows %v, want ones of their own", orders)
	}
}

func TestTheFirstEpochNeedsOnlyTheWindowsOfItsBatch(t *testing.T) {
	b, err := newBatches(Config{Order: Shuffled, Images: 107, Window: 20, Seed: 3}, 16)
	if err != nil {
		t.Fatal(err)
	}
	for step, want := range []int{20, 40, 60, 80, 80, 100, 107, 107} { // an epoch has 6 steps
		if got := b.need(step); got != want {
			t.Errorf("step %d needs %d images, want %d", step, got, want)
		}
		if most := slices.Max(pick(b, step)); most >= b.need(step) {
			t.Errorf("step %d takes image %d and needs only %d", step, most, b.need(step))
		}
	}
}

func TestAnyStepCanBeTheFirstWithWindowsToo(t *testing.T) {
	c := Config{Order: Shuffled, Images: 107, Window: 20, Seed: 3}
	all := epochs(t, c, 16, 3)
	for step := range 18 {
		b, err := newBatches(c, 16)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := pick(b, step), all[step/6][step%6*16:][:16]; !slices.Equal(got, want) {
			t.Errorf("step %d alone takes %v, after the others %v", step, got, want)
		}
	}
}
