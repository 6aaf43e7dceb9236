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
	// what is [Stored], or what happened to the [Crew]. With wait it waits for
	// one, without it may return nil.
	Next(wait bool) any
	// Breathe lets what has arrived outside reach Next.
	Breathe()
	// Fetch starts to load a file: what was kept of an earlier visit, else from
	// the network, where it goes on by itself when the connection breaks. Its
	// bytes arrive as Chunks with that ID, until the Last.
	Fetch(id int, f File)
	// Keep keeps a file whose Last chunk has come for later visits, if it has a
	// shelf. Drop gives a file up, whether it has come or not: chunks of it that
	// are under way may still arrive. Each file that has a shelf and came whole
	// is owed one of the two.
	Keep(id int)
	Drop(id int)
	// Tidy removes what a shelf has of other files than those, and tells what
	// is Stored.
	Tidy(shelf string, urls []string)
	// EmptyStore removes all that was kept, and tells what is Stored. Of files
	// that are on their way nothing is kept.
	EmptyStore()
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

// A File is one to be loaded.
type File struct {
	URL   string
	Bytes int    // its length, 0 if that is not known
	Shelf string // what it is kept with for later visits; it is not if this is empty, or if the URL names no content
	Fresh bool   // take it from the server alone: what was kept of it is damaged
}

// A Chunk is what has arrived of a file that Fetch asked for.
type Chunk struct {
	ID      int
	Bytes   []byte
	Last    bool   // the file is complete, or failed with Err
	Err     error  // in words for a person
	Waiting string // in a few words, why nothing comes now; the host tries again
}

// Stored is what the browser keeps for later visits.
type Stored struct {
	Bytes   int
	Trouble string // in words, why it keeps no more; empty if it does
}
