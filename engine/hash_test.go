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
		{"stride", 200, "934de3ad22a09efae69b9025f627bab0094ae82a2c0416e14ce26115c3b77858"},
		{"maxpool", 40, "a2ee4d57f46bbb5890448e5a702247c83d3efee3fbff8193b3070a60428c07fe"},
		{"lenet5", 80, "45814ff371601c6330887a38847450b5424c6eb27b2bf6a10fb184fc1b6add33"},
		{"tanh", 80, "5389805f233750617219140e4429e3f85a715853226f880206cdd9f9809d3e07"},
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
