package run

import "strconv"

// State is where a run stands.
type State string

// The states of a run.
const (
	Idle     State = "idle"     // ready to train
	Loading  State = "loading"  // waiting for images
	Training State = "training" //
	Paused   State = "paused"   // between two steps, ready to go on
	Done     State = "done"     // all steps taken and the test set evaluated
	Failed   State = "failed"   // see Record.Error
)

// Point is an accuracy on the validation set, measured after step Step.
type Point struct {
	Step     int     `json:"step"`
	Accuracy float64 `json:"accuracy"` // in %
}

// Record is a run as plain JSON: what window.glyphlab.run holds, and the last
// line that glyphlab train -json prints.
type Record struct {
	Settings   Settings `json:"settings"`
	State      State    `json:"state"`
	Step       int      `json:"step"` // steps taken
	Validation []Point  `json:"validation"`
	Test       *float64 `json:"test"`    // accuracy in %, null before the run is done
	SHA256     string   `json:"sha256"`  // of the weights after Step steps, lower-case hex; empty while they move
	Seconds    float64  `json:"seconds"` // spent training, pauses left out
	Error      string   `json:"error"`   // empty unless State is failed
}

// MinibatchLines returns the two lines that the assignment prints of a step's
// minibatch. The accuracy is in %.
func MinibatchLines(step int, loss, accuracy float64) [2]string {
	return [2]string{
		"Minibatch loss at step " + strconv.Itoa(step) + ": " + strconv.FormatFloat(loss, 'f', 6, 64),
		"Minibatch accuracy: " + percent(accuracy),
	}
}

// ValidationLine returns the assignment's line of an accuracy in %.
func ValidationLine(accuracy float64) string {
	return "Validation accuracy: " + percent(accuracy)
}

// TestLine returns the assignment's last line.
func TestLine(accuracy float64) string {
	return "Test accuracy: " + percent(accuracy)
}

func percent(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) + "%" }
