package engine

import "glyphlab/engine/kernel"

// MostWorkers is the largest number of workers that can share a step: a batch
// has at most so many leaves.
const MostWorkers = 8

// leafSize returns how many images a leaf has. The gradient of a batch is a
// sum of sums: the batch is cut into at most [MostWorkers] leaves of as many
// images each (the last may have fewer), and the leaves' gradients are added in
// a binary tree,
//
//	((0+1) + (2+3)) + ((4+5) + (6+7))
//
// in which a sum without a right neighbour moves up unchanged. The tree depends
// on the size of the batch alone, so the gradient has the same bits whoever
// computes its nodes. Inside a leaf the order is the layers' (see shard).
func leafSize(images int) int { return (images + MostWorkers - 1) / MostWorkers }

// leaves returns how many leaves a batch has.
func leaves(images int) int {
	size := leafSize(images)
	return (images + size - 1) / size
}

// A Node is one of the tree's sums: the images of the batch from First on.
type Node struct {
	First, Images int

	leaf int // the first of its leaves
	span int // how many it has, were the tree complete: a power of two that divides leaf
}

// newNode returns a node of a batch of so many images.
func newNode(images, leaf, span int) Node {
	first := leaf * leafSize(images)
	return Node{first, min(span*leafSize(images), images-first), leaf, span}
}

// AppendShare appends to nodes, in order, those that make up the share of one
// of several workers in a batch of so many images: as few as cover its leaves.
// The workers are counted from 0; together they have every image once. There
// are from 1 to [Workers] of them.
func AppendShare(nodes []Node, images, workers, worker int) []Node {
	n := leaves(images)
	from, to := n*worker/workers, n*(worker+1)/workers
	for from < to {
		span := 1
		for from%(2*span) == 0 && (from+2*span <= to || to == n && from+span < n) {
			span *= 2
		}
		nodes = append(nodes, newNode(images, from, span))
		from += span
	}
	return nodes
}

// Workers returns how many workers at most can share a batch of so many images.
func Workers(images int) int { return leaves(images) }

// sum adds up the gradients of nodes as the tree has them. They come in the
// order of their images. It adds where they lie, and copies what must move out
// of the way only.
type sum struct {
	waiting []waiting   // for their right neighbour
	spare   [][]float32 // memory for those that were in the way, one for each that can wait
}

// waiting is a node whose gradient the sum has.
type waiting struct {
	Node
	gradient []float32
}

func newSum() *sum {
	const depth = 4 // spans of 8, 4, 2 and 1
	return &sum{waiting: make([]waiting, 0, depth), spare: make([][]float32, depth)}
}

// add takes the gradient of the next node, and its memory until that is freed.
func (s *sum) add(n Node, gradient []float32) {
	for last := len(s.waiting) - 1; last >= 0; last-- {
		left := s.waiting[last]
		if left.span != n.span || left.leaf%(2*n.span) != 0 {
			break
		}
		kernel.Add(left.gradient, gradient)
		s.waiting = s.waiting[:last]
		n, gradient = Node{left.First, left.Images + n.Images, left.leaf, 2 * left.span}, left.gradient
	}
	s.waiting = append(s.waiting, waiting{n, gradient})
}

// free lets somebody else write where a gradient lies that may have been added.
func (s *sum) free(gradient []float32) {
	for i, w := range s.waiting {
		if len(gradient) > 0 && &w.gradient[0] == &gradient[0] {
			s.spare[i] = append(s.spare[i][:0], gradient...)
			s.waiting[i].gradient = s.spare[i]
		}
	}
}

// take writes the sum of all nodes to total and forgets them.
func (s *sum) take(total []float32) {
	for last := len(s.waiting) - 1; last > 0; last-- {
		kernel.Add(s.waiting[last-1].gradient, s.waiting[last].gradient)
	}
	if all := s.waiting[0].gradient; &all[0] != &total[0] {
		copy(total, all)
	}
	s.waiting = s.waiting[:0]
}
