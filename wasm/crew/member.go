//go:build js

package crew

import (
	"glyphlab/engine"
	"glyphlab/engine/endian"
)

// idle is how long, in milliseconds, a member waits at a time for the next job.
const idle = 60_000

// work computes a member's shares of a run's steps, until the member is told to
// leave. It says so when it is ready for the first one.
func work(model *engine.Model, seed uint64, jobs, results block, ready func()) {
	sizes := sizesOf(model)
	job, desk := sizes.job(jobs), sizes.desk(results)
	batch := &engine.Batch{Seed: seed, Pixels: make([]byte, sizes.batch*sizes.pixels), Labels: make([]int, sizes.batch)}
	labels := make([]byte, sizes.batch)
	losses := make([]float64, sizes.batch)
	var share []engine.Node
	var step [4]byte

	last := job.load(numberAt)
	if last == leave {
		return // another run has begun before this one could
	}
	ready()
	for {
		for job.load(numberAt) == last {
			job.wait(numberAt, last, idle)
		}
		if last = job.load(numberAt); last == leave {
			return
		}
		worker := desk.load(workerAt)
		if worker == 0 {
			continue // more members than the batch has leaves
		}
		job.weights.read(bytesOf(model.Weights()))
		job.pixels.read(batch.Pixels)
		job.labels.read(labels)
		for i, label := range labels {
			batch.Labels[i] = int(label)
		}
		job.step.read(step[:])
		batch.Step = int(endian.Uint32(step[:]))
		share = engine.AppendShare(share[:0], sizes.batch, job.load(workersAt), worker)
		for i, n := range share {
			part := model.Part(batch, n)
			copy(losses[n.First:], part.Losses)
			desk.store(correctAt+i, part.Correct)
			desk.gradients[i].write(bytesOf(part.Gradient))
		}
		desk.losses.write(bytesOf(losses))
		desk.announce(doneAt, last)
	}
}
