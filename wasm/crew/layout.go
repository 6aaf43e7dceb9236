//go:build js

// Package crew is the laboratory's other workers: how they are started, what
// they are told, and the program that they run.
//
// Go's own memory in WebAssembly cannot be shared. So a step is handed out in a
// SharedArrayBuffer, the job, which the members read: the weights and the
// batch, images and labels. What a member finds it leaves in another one of its
// own, its desk: a member that was given up may still write there, and nobody
// reads it any more. Members wait for the next job, and the laboratory for a
// member, in Atomics.wait. Everything else goes by message: the run they are to
// work on, and the examiner's questions and answers.
package crew

import "glyphlab/engine"

// The job: integers, then the weights, the batch's pixels and labels, and the
// number of the step.
const (
	numberAt  = iota // of the job; leave tells the members to hear their messages
	workersAt        // how many workers share it
)

// The desk: integers, then the losses of the batch's images and the gradients
// of the share's nodes.
const (
	doneAt    = iota // the number of the last job that is done
	workerAt         // which of the workers its member is in the job; 0 for none
	correctAt        // of each node, mostNodes in all
)

// header is the bytes that the integers have. What follows them begins at a
// multiple of 64: browsers copy shared memory byte by byte unless both ends are
// aligned.
const header = 64

// Jobs are counted from 1 to lastNumber, and again from 1; leave is the number
// of a job that is none. Go passes numbers up to 255 to JavaScript without
// allocating.
const (
	lastNumber = 254
	leave      = 255
)

// mostNodes is how many nodes a share has at most, of any batch among any
// workers: a test counts them.
const mostNodes = 2

// sizes are what the two layouts depend on.
type sizes struct {
	weights int // floats
	batch   int // images
	pixels  int // in an image
}

func sizesOf(m *engine.Model) sizes {
	return sizes{len(m.Weights()), m.Batch(), len(m.Input()) / m.Batch()}
}

// A job is the memory that every worker of a run reads.
type job struct {
	block
	weights, pixels, labels, step region
}

func (s sizes) jobBytes() int {
	return header + 4*s.weights + s.batch*s.pixels + s.batch + 4
}

func (s sizes) job(b block) job {
	at := header
	j := job{block: b}
	j.weights, at = b.region(at, 4*s.weights)
	j.pixels, at = b.region(at, s.batch*s.pixels)
	j.labels, at = b.region(at, s.batch)
	j.step, _ = b.region(at, 4)
	return j
}

// A desk is the memory that one member writes.
type desk struct {
	block
	losses    region
	gradients [mostNodes]region
}

func (s sizes) deskBytes() int { return header + 8*s.batch + mostNodes*4*s.weights }

func (s sizes) desk(b block) desk {
	d := desk{block: b}
	at := header
	d.losses, at = b.region(at, 8*s.batch)
	for i := range d.gradients {
		d.gradients[i], at = b.region(at, 4*s.weights)
	}
	return d
}
