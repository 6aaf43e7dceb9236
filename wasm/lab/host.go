// Package lab is the laboratory that the worker runs: it takes the page's
// commands, loads images, trains, and reports. It knows the browser only as a
// [Host], so that it is tested natively too.
//
// Everything happens on one goroutine, in one loop: take a command, or train
// one step. A step, or an evaluation, that takes longer than a few
// milliseconds pauses between two layers, lets the browser deliver what has
// arrived, and answers it there; the weights do not move meanwhile. Other
// workers, where there are any, do a share of each step and the evaluations
// (see [Crew]); they change how long a run takes, and nothing else of it.
package lab

import (
	"glyphlab/engine/sha256"
	"glyphlab/wasm/message"
)

// A Host is the world outside the laboratory.
type Host interface {
	// Send gives an event to the page.
	Send(message.Message)
	// Next returns the next thing that arrived: a [message.Message] from the
	// page, an error for a message that could not be read, a [Chunk] of a file,
	// or what happened to the [Crew]. With wait it waits for one, without it may return nil.
	Next(wait bool) any
	// Breathe lets what has arrived outside reach Next.
	Breathe()
	// Fetch starts to load a file. Its bytes arrive as Chunks with that ID.
	Fetch(id int, url string)
	// Crew returns the other workers, none of which has started yet, and how
	// many in all can share a step, from 1 to [run.MostWorkers]. Where the
	// laboratory is all there can be, the crew is nil and the words say why.
	Crew() (crew Crew, cores int, alone string)
	// SHA256 returns the hash of the weights, as engine.Model.SHA256 does. What
	// arrives meanwhile waits for Next.
	SHA256(weights []float32) [sha256.Size]byte
	// Now returns the seconds since some moment in the past.
	Now() float64
}

// A Chunk is what has arrived of a file that Fetch asked for.
type Chunk struct {
	ID    int
	Bytes []byte
	Last  bool  // the file is complete, or failed with Err
	Err   error // in words for a person
}
