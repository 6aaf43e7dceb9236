package engine

import (
	"slices"
	"testing"
)

func TestSharesCoverABatchOnceInOrder(t *testing.T) {
	for images := 1; images <= 100; images++ {
		for workers := 1; workers <= Workers(images); workers++ {
			next := 0
			for worker := range workers {
				share := AppendShare(nil, images, workers, worker)
				if len(share) == 0 {
					t.Errorf("%d images: worker %d of %d has nothing to do", images, worker, workers)
				}
				for _, n := range share {
					if n.First != next || n.Images < 1 || n.leaf%n.span != 0 {
						t.Fatalf("%d images: worker %d of %d has %+v after %d images", images, worker, workers, n, next)
					}
					next += n.Images
				}
			}
			if next != images {
				t.Errorf("%d workers cover %d of %d images", workers, next, images)
			}
		}
	}
	for images, want := range map[int]int{1: 1, 7: 7, 8: 8, 9: 5, 16: 8, 18: 6, 64: 8, 4096: 8} {
		if got := Workers(images); got != want {
			t.Errorf("%d images have %d leaves, want %d", images, got, want)
		}
	}
}

// Numbers this large and small add up to another sum in any other order.
func TestSumsHaveTheTreesOrderForAnyNumberOfWorkers(t *testing.T) {
	leaf := []float32{1e8, 1, -1e8, 3, 7e7, -5, 2e8, 0.5}
	canonical := map[int]func(l []float32) float32{
		8: func(l []float32) float32 {
			return ((l[0] + l[1]) + (l[2] + l[3])) + ((l[4] + l[5]) + (l[6] + l[7]))
		},
		7: func(l []float32) float32 { return ((l[0] + l[1]) + (l[2] + l[3])) + ((l[4] + l[5]) + l[6]) },
		6: func(l []float32) float32 { return ((l[0] + l[1]) + (l[2] + l[3])) + (l[4] + l[5]) },
		5: func(l []float32) float32 { return ((l[0] + l[1]) + (l[2] + l[3])) + l[4] },
		3: func(l []float32) float32 { return (l[0] + l[1]) + l[2] },
		1: func(l []float32) float32 { return l[0] },
	}
	for images, tree := range canonical { // of leaves of one image
		for workers := 1; workers <= images; workers++ {
			all, part, mine := newSum(), newSum(), slices.Clone(leaf)
			for worker := range workers {
				for _, n := range AppendShare(nil, images, workers, worker) {
					for i := range n.Images {
						part.add(newNode(images, n.leaf+i, 1), mine[n.leaf+i:][:1])
					}
					var node [1]float32
					part.take(node[:])
					all.add(n, node[:])
				}
			}
			var total [1]float32
			all.take(total[:])
			if want := tree(leaf); total[0] != want {
				t.Errorf("%d workers add %d leaves up to %v, want %v", workers, images, total[0], want)
			}
		}
	}
	if !slices.Equal(AppendShare(nil, 16, 1, 0), []Node{{0, 16, 0, 8}}) {
		t.Error("a worker alone does not take the batch in one piece")
	}
}
