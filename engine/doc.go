// Package engine trains convolutional networks. It knows nothing of files,
// clocks, HTTP or browsers.
//
// A [Network] describes layers as values. [Compile] checks their shapes and
// gives a [Model]: weights, and buffers for a batch of images that every step
// uses again. A [Trainer] moves the weights, one minibatch a [Trainer.Step]:
//
//	batch → forward → loss → backward → update → report
//
// Training is a pure function of the network, the configuration, the seed and
// the images: the weights after a number of steps are equal bit for bit in
// native Go and in WebAssembly, with and without SIMD. What it takes:
//
//   - every sum is taken in a fixed order, and a product is rounded before it
//     is added, as float32(x*y) + z says and Go may not fuse;
//   - exp, log, cos and tanh are Glyphlab's own, as package math has
//     assembly on some machines; of package math only what is exact or
//     correctly rounded is used;
//   - random numbers come from PCG generators, seeded by the run's seed and
//     their purpose (see [Model.Initialize], [Dropout], [Shuffled]), so that no
//     draw depends on how many were made before it; what becomes of an image
//     that is augmented depends on the seed, the epoch and its place (see
//     package augment);
//   - the gradient of a batch is summed over at most eight leaves of as many
//     images each, in a binary tree that the size of the batch determines (see
//     leafSize). So the nodes of the tree can be computed by several workers
//     at a time (see [Team]), and how many there are changes no bit. For the
//     same reason [BatchNorm] measures each leaf by itself.
//
// Activations are laid out [batch, height, width, channel], the weights of a
// convolution [height, width, in, out] and dense ones [in, out]: TensorFlow's
// NHWC and HWIO.
package engine
