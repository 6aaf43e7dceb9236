// Package weights holds the weights of a trained network and reads and writes
// them as .weights files, with what it takes to use them and to train them
// again.
//
// # The format
//
// A .weights file is a header in text, an empty line, the values, and a
// checksum. The header is UTF-8, of at most 16 KiB; each of its lines ends with
// a line feed. The first one names the format and its version, the others are
// name=value:
//
//	glyphlab weights 1
//	preset=maxpool      the run's settings: preset first, then the others of
//	data=open           run.Fields in any order; one that is missing is as the
//	steps=1001          preset has it
//	…
//	height=28           of an image in pixels, 1 to 256
//	width=28            likewise
//	class=A             a class's name, 2 to 62 lines, in the order of the logits
//	…
//	state=done          or stopped: the run came not to its end
//	taken=1001          training steps that the run had taken
//	test=1876/2000      test images that these values classify as they are
//	                    labelled, of how many; missing if it was not measured
//	sha256=06a3…        of the weights as they were trained: little-endian
//	                    float32s, as a run's record has it
//	type=float16        of the values; or float32
//	count=69306         how many values follow, 1 to 2^26
//
// The values are little-endian IEEE 754, in the order of
// [engine.Model.Weights], and finite. The last 4 bytes are the CRC-32C of
// everything before them, little-endian, and nothing follows.
//
// As float32 the values are those that the run was evaluated with: see
// [experiment.Experiment.Weights]. As float16 each is the nearest one, with an
// even last bit if two are as near, and the file has half the bytes.
package weights

import (
	"math"

	"glyphlab/engine/dataset"
	"glyphlab/engine/problem"
	"glyphlab/engine/run"
	"glyphlab/engine/sha256"
)

// MaxValues is the most values that a file can hold.
const MaxValues = 1 << 26

// Weights are a network's, and where they come from.
type Weights struct {
	Settings      run.Settings // of the run
	Height, Width int          // of an image, in pixels
	Classes       []string     // in the order of the logits
	Done          bool         // the run came to its end
	Taken         int          // training steps that it had taken
	Correct       int          // of the test images, by Values
	Tested        int          // test images that were classified; 0 if none was
	SHA256        string       // of the weights as they were trained, lower-case hex
	Half          bool         // a file has them as float16
	Values        []float32    // in the order of engine.Model.Weights
}

// Check returns an error that names the first thing that a file cannot hold,
// and nil if there is none.
func (w *Weights) Check() error {
	if err := w.check(len(w.Values)); err != nil {
		return err
	}
	return w.checkValues()
}

// check checks all but the values, of which there are so many.
func (w *Weights) check(count int) error {
	if err := w.Settings.Check(); err != nil {
		return err
	}
	images := dataset.Info{
		Name: w.Settings.Data, Title: w.Settings.Data, Height: w.Height, Width: w.Width, Bits: 8,
		Classes: w.Classes, Counts: [3]int{1},
	}
	if err := images.Check(); err != nil {
		return err
	}
	switch {
	case w.Taken < 0 || w.Taken > w.Settings.Steps:
		return problem.New("a run of ", w.Settings.Steps, " steps has taken from 0 to ", w.Settings.Steps, " of them, not ", w.Taken)
	case w.Tested < 0 || w.Correct < 0 || w.Correct > w.Tested:
		return problem.New("from 0 to all of the test images are classified as they are labelled, not ", w.Correct, " of ", w.Tested)
	case !isHash(w.SHA256):
		return problem.New("a SHA-256 is ", 2*sha256.Size, " digits in lower-case hex, not “", w.SHA256, "”")
	case count < 1 || count > MaxValues:
		return problem.New("a network has from 1 to ", MaxValues, " weights, not ", count)
	}
	return nil
}

func isHash(s string) bool {
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return len(s) == 2*sha256.Size
}

func (w *Weights) checkValues() error {
	for i, v := range w.Values {
		if v-v != 0 {
			return problem.New("weight ", i, " is ", float64(v), ": it must be finite")
		}
	}
	return nil
}

// Halve rounds the values to float16, as which a file then has them. It is an
// error if one of them is beyond what float16 can hold, ±65504.
func (w *Weights) Halve() error {
	halves := make([]float32, len(w.Values))
	for i, v := range w.Values {
		h, ok := toHalf(v)
		if !ok {
			return tooLarge(i, v)
		}
		halves[i] = fromHalf(h)
	}
	w.Half, w.Values = true, halves
	return nil
}

// Accuracy returns the share of the test images that Values classify as they
// are labelled, in %; NaN if it was not measured.
func (w *Weights) Accuracy() float64 {
	if w.Tested == 0 {
		return math.NaN()
	}
	return 100 * float64(w.Correct) / float64(w.Tested)
}
