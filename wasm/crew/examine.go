//go:build js

package crew

import (
	"syscall/js"

	"glyphlab/engine"
	"glyphlab/engine/experiment"
)

var performance = js.Global().Get("performance")

// examining is what an examiner knows: the network, and the images of the
// splits that it has been given.
type examining struct {
	model *engine.Model // for as many images as are evaluated at a time
	sets  [3]images
}

// begin takes the network of another run.
func (e *examining) begin(training *engine.Model, _ uint64) {
	model, err := training.WithBatch(experiment.EvaluationBatch)
	if err != nil {
		panic(err)
	}
	e.model = model
}

// images are those of a split. They implement [engine.Images].
type images struct {
	pixels, labels []byte
}

func (im *images) Len() int                 { return len(im.labels) }
func (im *images) Label(i int) int          { return int(im.labels[i]) }
func (im *images) Pixels(dst []byte, i int) { copy(dst, im.pixels[i*len(dst):]) }

func received(array js.Value) []byte {
	b := make([]byte, array.Length())
	js.CopyBytesToGo(b, array)
	return b
}

// take keeps the images of a split.
func (e *examining) take(data js.Value) {
	e.sets[data.Get("split").Int()] = images{received(data.Get("images")), received(data.Get("labels"))}
}

// answer evaluates a split with the weights in the question. While it takes
// longer than a second it says that it is at work.
func (e *examining) answer(question js.Value, say func(map[string]any)) {
	js.CopyBytesToGo(bytesOf(e.model.Weights()), question.Get("weights"))
	said := performance.Call("now").Float()
	score, err := engine.Evaluate(e.model, &e.sets[question.Get("split").Int()], func() bool {
		if now := performance.Call("now").Float(); now-said > 1000 {
			said = now
			say(map[string]any{"busy": true})
		}
		return true
	})
	if err != nil {
		panic(err)
	}
	confusion := make([]any, len(score.Confusion))
	for i, n := range score.Confusion {
		confusion[i] = n
	}
	say(map[string]any{"ticket": question.Get("ticket"), "correct": score.Correct, "confusion": confusion})
}
