package engine

import (
	"encoding/hex"
	"testing"

	"glyphlab/engine/kernel"
)

// The same constants hold for every build: native and WebAssembly, with and
// without SIMD, on every machine. One that changes means that runs people have
// shared no longer give what they gave; change it only with what determines a
// run's bits (see the package's comment), and say so.
func TestWeightsHaveTheSameBitsOnEveryBuild(t *testing.T) {
	images := drawn(1000)
	for _, c := range []struct {
		name   string
		steps  int
		sha256 string
	}{
		{"stride", 200, "775eed768e30d560608b440578fa077620a9f96a8a239cba875cbf2de5db6569"},
		{"maxpool", 40, "ef182a8d0573d589b9bb02ad06b20896efe3fbb10c883e38a6cd918054161456"},
		{"lenet5", 80, "9596c66945c318e868228dfb03b0971c1fde674a7fba5e4ad12595f8cf2da3ab"},
		{"tanh", 80, "8c53771607400a913bb84fcffde2c21dc9f8e83aa75588ea33e31cdce43fedd1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, training := range trainings(images.Len()) {
				if training.name != c.name {
					continue
				}
				m := mustCompile(t, training.network, training.batch)
				last := mustStep(t, mustTrain(t, m, training.config, images), c.steps)
				hash := m.SHA256()
				if got := hex.EncodeToString(hash[:]); got != c.sha256 {
					t.Errorf("after %d steps of %s by %s the weights' SHA-256 is %s, want %s (last loss %v)", c.steps, c.name, kernel.Name(), got, c.sha256, last.Loss)
				}
				return
			}
			t.Fatal("there is no such training")
		})
	}
}
