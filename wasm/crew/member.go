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
	m := newMember(model, seed, jobs, results)
	last := m.job.load(numberAt)
	if last == leave {
		return // another run has begun before this one could
	}
	ready()
	for {
		for m.job.load(numberAt) == last {
			m.job.wait(numberAt, last, idle)
		}
		if last = m.job.load(numberAt); last == leave {
			return
		}
		m.do(last)
	}
}

// A member is what a worker needs for its share of a run's steps.
type member struct {
	model  *engine.Model
	sizes  sizes
	job    job
	desk   desk
	batch  engine.Batch
	labels []byte
	losses []float64
	share  []engine.Node
	step   [4]byte
}

func newMember(model *engine.Model, seed uint64, jobs, results block) *member {
	sizes := sizesOf(model)
	return &member{
		model: model, sizes: sizes, job: sizes.job(jobs), desk: sizes.desk(results),
		batch:  engine.Batch{Seed: seed, Pixels: make([]byte, sizes.batch*sizes.pixels), Labels: make([]int, sizes.batch)},
		labels: make([]byte, sizes.batch),
		losses: make([]float64, sizes.batch),
	}
}

// do computes the member's share of the job of that number, if it has one.
func (m *member) do(number int) {
	worker := m.desk.load(workerAt)
	if worker == 0 {
		return // more members than the batch has leaves
	}
	m.job.weights.read(bytesOf(m.model.Weights()))
	m.job.pixels.read(m.batch.Pixels)
	m.job.labels.read(m.labels)
	for i, label := range m.labels {
		m.batch.Labels[i] = int(label)
	}
	m.job.step.read(m.step[:])
	m.batch.Step = int(endian.Uint32(m.step[:]))
	m.share = engine.AppendShare(m.share[:0], m.sizes.batch, m.job.load(workersAt), worker)
	for i, n := range m.share {
		part := m.model.Part(&m.batch, n)
		copy(m.losses[n.First:], part.Losses)
		m.desk.store(correctAt+i, part.Correct)
		m.desk.gradients[i].write(bytesOf(part.Gradient))
	}
	m.desk.losses.write(bytesOf(m.losses))
	m.desk.announce(doneAt, number)
}
