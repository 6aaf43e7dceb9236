// Package team lets several goroutines share the steps of one training run.
// The run's bits are those of a trainer alone.
package team

import "glyphlab/engine"

// A Team is goroutines that each compute a share of every step. It implements
// [engine.Team].
type Team struct {
	members []*member
	batch   *engine.Batch
	workers int
}

// A member has gradients of its own, and the weights in common with the others.
type member struct {
	model *engine.Model
	begin chan struct{} // closed when the team is
	done  chan struct{}
	share []engine.Node
	parts []engine.Part // of the share; the slices are the member's own
}

// New starts as many members as are asked for, beside the trainer of the model
// itself. They share the model's weights. Close ends them.
func New(m *engine.Model, members int) (*Team, error) {
	t := &Team{}
	for i := range members {
		model, err := m.Twin()
		if err != nil {
			t.Close()
			return nil, err
		}
		member := &member{model: model, begin: make(chan struct{}), done: make(chan struct{}, 1)}
		t.members = append(t.members, member)
		go t.serve(member, i+1)
	}
	return t, nil
}

// Close ends the members. No step may be under way.
func (t *Team) Close() {
	for _, m := range t.members {
		close(m.begin)
	}
	t.members = nil
}

// Size returns the number of members.
func (t *Team) Size() int { return len(t.members) }

// Begin hands out a step: see [engine.Team].
func (t *Team) Begin(b *engine.Batch, _ []float32, workers int) {
	t.batch, t.workers = b, workers
	for _, m := range t.members[:workers-1] {
		m.begin <- struct{}{}
	}
}

// Collect returns what a member found: see [engine.Team].
func (t *Team) Collect(worker, i int, _ engine.Node) (engine.Part, bool) {
	m := t.members[worker-1]
	if i == 0 {
		<-m.done
	}
	return m.parts[i], true
}

// serve computes the share of one member, step after step.
func (t *Team) serve(m *member, worker int) {
	for range m.begin {
		images := len(t.batch.Labels)
		m.share = engine.AppendShare(m.share[:0], images, t.workers, worker)
		for i, n := range m.share {
			if i == len(m.parts) {
				m.parts = append(m.parts, engine.Part{})
			}
			part := m.model.Part(t.batch, n)
			kept := &m.parts[i]
			kept.Gradient = append(kept.Gradient[:0], part.Gradient...)
			kept.Losses = append(kept.Losses[:0], part.Losses...)
			kept.Correct = part.Correct
		}
		m.done <- struct{}{}
	}
}
