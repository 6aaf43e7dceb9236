package lab

import (
	"io"
	"iter"

	"glyphlab/engine/dataset"
)

// A decoder decodes a .glyphs file from chunks as they arrive. The reader wants a
// stream; it runs as a coroutine that is resumed with every chunk and stops
// when it wants more, so nothing else ever runs while its set grows.
type decoder struct {
	reader *dataset.Reader // nil until the header has arrived
	whole  bool            // all of it has arrived and the checksum is right
	err    error           // why it is not what it should be

	bytes   int    // received
	pending []byte // of the last chunk, not yet decoded
	ended   bool   // no chunk comes after the pending one
	resume  func() (error, bool)
	stop    func()
}

func newDecoder() *decoder {
	d := &decoder{}
	d.resume, d.stop = iter.Pull(d.decode)
	return d
}

// decode yields nil whenever it wants another chunk, and at last the error
// that ended it: io.EOF when the set is whole.
func (d *decoder) decode(yield func(error) bool) {
	r, err := dataset.NewReader(&chunkReader{d, yield})
	if err != nil {
		yield(err)
		return
	}
	d.reader = r
	for {
		if err := r.Next(); err != nil {
			yield(err)
			return
		}
	}
}

// add decodes what has arrived. After it, reader, whole and err are current.
func (d *decoder) add(chunk []byte, last bool) {
	d.bytes += len(chunk)
	d.pending, d.ended = chunk, last
	switch err, _ := d.resume(); err {
	case nil:
	case io.EOF:
		d.whole = true
		d.stop()
	default:
		d.err = err
		d.stop()
	}
}

// A chunkReader is the reader's end of a decoder.
type chunkReader struct {
	decoder *decoder
	yield   func(error) bool
}

func (r *chunkReader) Read(p []byte) (int, error) {
	for len(r.decoder.pending) == 0 {
		if r.decoder.ended || !r.yield(nil) {
			return 0, io.EOF
		}
	}
	n := copy(p, r.decoder.pending)
	r.decoder.pending = r.decoder.pending[n:]
	return n, nil
}
