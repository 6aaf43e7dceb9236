package augment_test

import (
	"fmt"

	"glyphlab/engine/augment"
)

// What becomes of an image depends on the seed, the epoch and the image's place
// alone, not on what was asked for before.
func Example() {
	mild := augment.Augmentation{Shift: 1, Rotation: 10, Thickness: 0.5}
	augmenter, err := augment.New(mild, 28, 28, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	letter := make([]byte, 28*28) // an I
	for y := 4; y < 24; y++ {
		copy(letter[y*28+12:], []byte{255, 255, 255, 255})
	}
	first, other, again := make([]byte, 28*28), make([]byte, 28*28), make([]byte, 28*28)
	augmenter.Apply(first, letter, 0, 7)
	augmenter.Apply(other, letter, 1, 7)
	augmenter.Apply(again, letter, 0, 7)
	fmt.Println("the next epoch is the same:", string(other) == string(first))
	fmt.Println("the same epoch is the same:", string(again) == string(first))

	_, err = augment.New(augment.Augmentation{Rotation: 270}, 28, 28, 1)
	fmt.Println(err)
	// Output:
	// the next epoch is the same: false
	// the same epoch is the same: true
	// augmentation: rotation is 270: it must be from 0 to 180
}
