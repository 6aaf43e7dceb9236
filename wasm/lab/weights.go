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
	l.fetch(url, func(c Chunk) {
		file = append(file, c.Bytes...)
		if c.Err == nil && c.Last {
			c.Err = l.takeWeights(file)
		}
		if c.Err != nil {
			l.refuse("weights", c.Err)
		}
	})
}

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
