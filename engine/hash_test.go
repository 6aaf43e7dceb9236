package engine

import (
	"encoding/hex"
	"fmt"
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
		{"nesterov", 80, "baa73a82cbb437047de46f018ebb535f35eec949d321ee1893c633ac9217a393"},
		{"adamw", 80, "1e6c3c87d0d646be69b9cffee66b7e4e6871b00fe86cd06379caa9aad8addacc"},
		{"residual", 200, "5e7c82623bb815a3907040373928be816ff78f1d23cb48d67563b91313cff987"},
		{"augmented", 200, "7d6650e0b5b870213cfb89d142f712bf56574c56cc617d2c6f08bc93962b6a8a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			checkHash(t, c.name, CrossEntropy{}, images, c.steps, c.sha256)
		})
	}
}

// Beside Adam, clipping and the average that the training has, these have every
// loss.
func TestLossesHaveTheSameBitsOnEveryBuild(t *testing.T) {
	images := drawn(1000)
	for _, c := range []struct {
		loss   Loss
		steps  int
		sha256 string
	}{
		{CrossEntropy{0.1}, 200, "a4d76f09164fd8f52ce51829dac8f191afa02fbd12e436d1cedf2f7ae4c6cda0"},
		{GeneralizedCrossEntropy{0.7}, 40, "9a55734736e21b11a9f885abc32eb0c7ec8006e713119275307f13e7931b421f"},
		{Bootstrap{}, 40, "1fb83d44580c163a89a96baf29a5f9df74b8580de38277310787556620cb810f"},
	} {
		t.Run(fmt.Sprintf("%T", c.loss), func(t *testing.T) {
			checkHash(t, "adam", c.loss, images, c.steps, c.sha256)
		})
	}
}

// checkHash checks the weights to evaluate with, which are their average if the
// training keeps one.
func checkHash(t *testing.T, name string, loss Loss, images Images, steps int, want string) {
	t.Helper()
	for _, training := range trainings(images.Len()) {
		if training.name != name {
			continue
		}
		m := mustCompile(t, training.network, training.batch)
		if err := m.SetLoss(loss); err != nil {
			t.Fatal(err)
		}
		trainer := mustTrain(t, m, training.config, images)
		last := mustStep(t, trainer, steps)
		copy(m.Weights(), trainer.Averaged())
		hash := m.SHA256()
		if got := hex.EncodeToString(hash[:]); got != want {
			t.Errorf("after %d steps of %s by %s the weights' SHA-256 is %s, want %s (last loss %v)", steps, name, kernel.Name(), got, want, last.Loss)
		}
		return
	}
	t.Fatal("there is no such training")
}
