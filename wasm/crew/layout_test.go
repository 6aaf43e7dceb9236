//go:build js

package crew

import (
	"slices"
	"syscall/js"
	"testing"

	"glyphlab/engine"
)

func TestRegionsLieWithinTheirBlockSideBySide(t *testing.T) {
	substitute(t, "SharedArrayBuffer", js.Global().Get("ArrayBuffer"))
	for _, weights := range []int{1, 7, 1000} {
		for _, batch := range []int{1, 9, 16, 256} {
			for _, pixels := range []int{1, 15, 784} {
				s := sizes{weights, batch, pixels}
				j, d := s.job(newBlock(s.jobBytes())), s.desk(newBlock(s.deskBytes()))
				check(t, s, "job", j.block, []region{j.weights, j.pixels, j.labels, j.step}, 4*weights, batch*pixels, batch, 4)
				check(t, s, "desk", d.block, append([]region{d.losses}, d.gradients[:]...),
					append([]int{8 * batch}, slices.Repeat([]int{4 * weights}, mostNodes)...)...)
			}
		}
	}
}

// check looks at regions that follow a block's integers.
func check(t *testing.T, s sizes, name string, b block, regions []region, bytes ...int) {
	t.Helper()
	free := 4 * (max(numberAt, workersAt, doneAt, workerAt, correctAt+mostNodes-1) + 1)
	for i, r := range regions {
		at, length := r.array.Get("byteOffset").Int(), r.array.Get("length").Int()
		if at < free || length != bytes[i] {
			t.Errorf("%+v: region %d of the %s has %d bytes at %d, want %d at %d or later", s, i, name, length, at, bytes[i], free)
		}
		if i == 0 && at%64 != 0 {
			t.Errorf("%+v: the %s's first region is at %d", s, name, at)
		}
		if !r.array.Get("buffer").Equal(b.buffer) {
			t.Errorf("%+v: region %d is not of the %s", s, i, name)
		}
		free = at + length
	}
	if size := b.buffer.Get("byteLength").Int(); free > size || size > free+3 {
		t.Errorf("%+v: the regions end at %d, the %s at %d", s, free, name, size)
	}
}

func TestADeskHasRoomForEveryShare(t *testing.T) {
	most := 0
	for images := 1; images <= 256; images++ {
		for workers := 2; workers <= engine.Workers(images); workers++ {
			for worker := range workers {
				most = max(most, len(engine.AppendShare(nil, images, workers, worker)))
			}
		}
	}
	if most > mostNodes {
		t.Errorf("a share has %d nodes, a desk room for %d", most, mostNodes)
	}
}
