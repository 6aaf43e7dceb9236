package lab

import (
	"bytes"

	"glyphlab/engine/weights"
	"glyphlab/wasm/message"
)

// loadWeights obeys a LoadWeights: what is drawn can be read by a network that
// is trained already, whatever becomes of the run.
func (l *Lab) loadWeights(url string) {
	if url == "" {
		l.refuse("weights", errorString("loading weights takes an address"))
		return
	}
	var file []byte
	var id int
	id = l.fetch(File{URL: url, Shelf: weightsShelf}, func(c Chunk) {
		file = append(file, c.Bytes...)
		if c.Err == nil && c.Last {
			if c.Err = l.takeWeights(file); c.Err == nil {
				l.host.Keep(id)
				l.host.Tidy(weightsShelf, []string{url})
			} else {
				l.host.Drop(id)
			}
		}
		if c.Err != nil {
			l.refuse("weights", c.Err)
		}
	})
}

// weightsShelf is where the browser keeps them.
const weightsShelf = "weights"

// takeWeights makes the network of a file of weights.
func (l *Lab) takeWeights(file []byte) error {
	w, err := weights.Read(bytes.NewReader(file))
	if err != nil {
		return err
	}
	model, err := w.Model(1)
	if err != nil {
		return err
	}
	l.trained = model
	l.host.Send(&message.WeightsLoaded{
		Settings: w.Settings, Height: w.Height, Width: w.Width, Classes: w.Classes,
		Correct: w.Correct, Tested: w.Tested,
	})
	return nil
}
