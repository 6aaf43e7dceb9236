package experiment

// A best is the weights that were most accurate on the validation set, where
// settings have patience: a run that no longer gets better stops.
type best struct {
	weights []float32 // nil before the first validation
	correct int       // of the validation images
	waits   int       // validations since then, none of them better
	last    int       // the step before the last of them
}

// take takes what a validation after a step gave.
func (b *best) take(step, correct int, weights []float32) {
	b.last = step
	b.waits++
	if b.weights == nil || correct > b.correct {
		b.weights = append(b.weights[:0], weights...)
		b.correct, b.waits = correct, 0
	}
}
