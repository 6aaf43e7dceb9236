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
		{"stride", 200, "82ac0b31999b1fb119db802313e74d80f40caf4df5ead64bcddc23054046b044"},
		{"maxpool", 40, "bc02fcd9e873251eaf32e3f241bbe6487c120a8340d335230df66879a95666f8"},
		{"lenet5", 80, "7f24cddffa09153f35a8cfc69afa7c4d4ba4ff31c7de80e218f7a99c0340f9fe"},
		{"tanh", 80, "8dc632e46dc7cffbf3274919855cd07e2c2e72d2d4bbe79af5f5ecb8df684598"},
		{"augmented", 200, "7d6650e0b5b870213cfb89d142f712bf56574c56cc617d2c6f08bc93962b6a8a"},
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
