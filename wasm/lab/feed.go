package lab

import (
	"io"
	"iter"

	"glyphlab/engine/dataset"
)

// A feed decodes a data set from chunks as they arrive. The decoder reads a
// stream; it runs as a coroutine that is resumed with every chunk and stops
// when it wants more, so nothing else ever runs while the set grows.
type feed struct {
	name  string       // as Settings.Data names it
	set   *dataset.Set // nil until the header has arrived
	whole bool         // all of it has arrived and the checksum is right
	err   error        // why it never will

	bytes int     // received
	told  float64 // when the page last heard

	pending []byte // of the last chunk, not yet decoded
	ended   bool   // no chunk comes after the pending one
	resume  func() (error, bool)
	stop    func()
}

func newFeed(name string) *feed {
	f := &feed{name: name}
	f.resume, f.stop = iter.Pull(f.decode)
	return f
}

// decode yields nil whenever it wants another chunk, and at last the error
// that ended it: io.EOF when the set is whole.
func (f *feed) decode(yield func(error) bool) {
	r, err := dataset.NewReader(&chunkReader{f, yield})
	if err != nil {
		yield(err)
		return
	}
	f.set = r.Set()
	for {
		if err := r.Next(); err != nil {
			yield(err)
			return
		}
	}
}

// add decodes what has arrived. After it, set, whole and err are current.
func (f *feed) add(chunk []byte, last bool) {
	f.bytes += len(chunk)
	f.pending, f.ended = chunk, last
	switch err, _ := f.resume(); err {
	case nil:
	case io.EOF:
		f.whole = true
		f.stop()
	default:
		f.fail(err)
	}
}

func (f *feed) fail(err error) {
	f.err = err
	f.stop()
}

// A chunkReader is the decoder's end of a feed.
type chunkReader struct {
	feed  *feed
	yield func(error) bool
}

func (r *chunkReader) Read(p []byte) (int, error) {
	for len(r.feed.pending) == 0 {
		if r.feed.ended || !r.yield(nil) {
			return 0, io.EOF
		}
	}
	n := copy(p, r.feed.pending)
	r.feed.pending = r.feed.pending[n:]
	return n, nil
}
