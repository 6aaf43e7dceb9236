package main

import (
	"fmt"
	"strconv"

	"glyphlab/engine"
	"glyphlab/engine/augment"
	"glyphlab/engine/dataset"
)

// mostVariants is the most variants of an image that are looked at.
const mostVariants = 100

// variation is how strongly the variants of an image are changed.
var variation = augment.Augmentation{Shift: 1, Rotation: 5, Scale: 0.05}

const variationWords = `The first is the
               image itself; the others are shifted by up to 1 pixel, turned by
               up to 5° and scaled by up to 5 %, each image in the same ways`

func parseVariants(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > mostVariants {
		return 0, fmt.Errorf("there are from 1 to %d variants", mostVariants)
	}
	return n, nil
}

// variantsOf returns n variants of each image: the image, and others that are
// the same changes of place for every image, on every machine.
func variantsOf(images dataset.Info, n int) (engine.Variants, error) {
	const seed = 1
	augmenter, err := augment.New(variation, images.Height, images.Width, seed)
	if err != nil {
		return engine.Variants{}, err
	}
	return engine.Variants{Count: n, Vary: func(pixels []byte, _, v int) {
		if v > 0 {
			augmenter.Apply(pixels, pixels, v, 0)
		}
	}}, nil
}
