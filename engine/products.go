package engine

import "glyphlab/engine/kernel"

// products are products that differ in how many images a leaf has. There are
// two at most: the last leaf of a batch may be smaller than the others.
type products []leafProduct

type leafProduct struct {
	images int
	*kernel.Product
}

// of returns the product for leaves of so many images, made at first use.
func (p *products) of(images int, make func(images int) *kernel.Product) *kernel.Product {
	for _, known := range *p {
		if known.images == images {
			return known.Product
		}
	}
	product := make(images)
	*p = append(*p, leafProduct{images, product})
	return product
}

// biased is part of an operation that adds the biases of the layer after it,
// and rectifies for the layer after that, while the sums are at hand.
type biased struct{ biases *Parameter }

// addsBias takes the biases over.
func (b *biased) addsBias(biases *Parameter) { b.biases = biases }

// bias returns the biases, or nil.
func (b *biased) bias() []float32 {
	if b.biases == nil {
		return nil
	}
	return b.biases.Values
}
