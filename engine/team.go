package engine

// A Team computes parts of a step's gradient beside the trainer, at the same
// time. It changes how long a step takes and none of its bits: whatever its
// members do not deliver, the trainer computes itself.
//
// A step is shared by images: one exchange of weights and gradients. It could be
// shared by the outputs of each layer instead, so that no sum is cut; that takes
// an exchange after each product, eight a step with the strides. Measured
// between two workers of a browser on two cores these alone take 0.06 to 0.08 ms
// of a step of 0.77 (BenchmarkExchange in ui/browser), as much as handing out
// and collecting by images. But half of 16 filters are too few for the native
// vectors, which then reach 62 instead of 115 GFLOP/s (BenchmarkProduct in
// package kernel), an eighth of them for any; and a worker that is lost would be
// lost in the middle of a layer.
type Team interface {
	// Size returns how many members could take part in a step now, from 0 on.
	Size() int
	// Begin hands out a step. Of so many workers (2 or more) the trainer is
	// number 0 and the members are 1 and on; each computes its share (see
	// [AppendShare]) of the batch, with the weights as they stand. Neither
	// changes until every node has been collected.
	Begin(b *Batch, weights []float32, workers int)
	// Collect waits for what a worker found for the given node, number i of
	// its share. The slices are the caller's until the next call of a method.
	// It reports false if the result will not come; the worker's other nodes
	// are asked for all the same.
	Collect(worker, i int, n Node) (Part, bool)
}

// A Batch is what a step trains on.
type Batch struct {
	Step   int    // with the seed it determines what dropout leaves out
	Seed   uint64 //
	Pixels []byte // of the images, 8 bits each, image after image
	Labels []int  // the images' classes
}

// A Part is what there is to know of a node.
type Part struct {
	Gradient []float32 // of the batch's mean loss, as far as the node's images make it up; in the order of [Model.Weights]
	Losses   []float64 // the loss of each image
	Correct  int       // how many are classified as they are labelled
}
