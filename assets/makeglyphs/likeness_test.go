package main

import (
	"math/rand/v2"
	"testing"

	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

func TestTilesBoundTheDistanceFromBelow(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var a, b Glyph
		contrast := 1 + random.IntN(255)
		for i := range a {
			a[i] = byte(random.IntN(256))
			b[i] = byte(min(255, int(a[i])+random.IntN(contrast)))
		}
		ta, tb := a.tiled(), b.tiled()
		exact := 0
		for i := range a {
			exact += max(int(a[i])-int(b[i]), int(b[i])-int(a[i]))
		}
		if d := a.distance(&b, 1<<30); d != exact {
			t.Fatalf("the distance is %d, expected %d", d, exact)
		}
		if bound := ta.bound(&tb); bound > exact {
			t.Fatalf("the bound %d is above the distance %d", bound, exact)
		}
	}
}

func TestNearDuplicatesAreLeftOutAndWeightsKept(t *testing.T) {
	regular, bold := alphabet(t, goregular.TTF), alphabet(t, gobold.TTF)
	lighter, other := regular, regular
	for c := range classes {
		for i := range area {
			lighter[c][i] -= min(lighter[c][i], nearDuplicate-1)
			if other[c][i] >= 128 {
				other[c][i] -= 4 * nearDuplicate
			} else {
				other[c][i] += 4 * nearDuplicate
			}
		}
	}
	faces := []Face{{Letters: regular}, {Letters: bold}, {Letters: regular}, {Letters: lighter}, {Letters: other}, {Letters: bold}}
	want := []int{-1, -1, 0, 0, -1, 1}
	for i, got := range duplicates(faces) {
		if got != want[i] {
			t.Errorf("face %d repeats %d, expected %d", i, got, want[i])
		}
	}
}
