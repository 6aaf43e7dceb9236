package intake

import "io"

// windows reads a blob in large pieces, however small those are that are asked
// for: asking the browser for a piece takes as long as reading many kilobytes.
// Archives are read at two places in turn, their list and what it lists, so the
// last few pieces are kept. It is not safe for concurrent use.
type windows struct {
	blob Blob
	kept [3]window // the last used first
}

type window struct {
	offset int64
	bytes  []byte
}

// windowBytes is the size of a piece.
const windowBytes = 1 << 20

// ReadAt fills b, all of which lies within the blob.
func (w *windows) ReadAt(b []byte, offset int64) (n int, err error) {
	for n < len(b) {
		rest, at := b[n:], offset+int64(n)
		if piece := w.find(at); piece != nil {
			n += copy(rest, piece)
			continue
		}
		if len(rest) >= windowBytes || int64(len(rest)) == w.blob.Size() {
			m, err := w.blob.ReadAt(rest, at)
			if n += m; n == len(b) || err != nil && err != io.EOF {
				return n, err
			}
			return n, io.ErrUnexpectedEOF
		}
		if err := w.load(at); err != nil {
			return n, err
		}
	}
	return n, nil
}

// find returns what is kept from a place on, or nil.
func (w *windows) find(at int64) []byte {
	for i, k := range w.kept {
		if from := at - k.offset; from >= 0 && from < int64(len(k.bytes)) {
			copy(w.kept[1:i+1], w.kept[:i])
			w.kept[0] = k
			return k.bytes[from:]
		}
	}
	return nil
}

// load reads the piece that begins at a place.
func (w *windows) load(at int64) error {
	last := len(w.kept) - 1
	bytes := w.kept[last].bytes
	size := int(min(windowBytes, w.blob.Size()-at))
	if cap(bytes) < size {
		bytes = make([]byte, size)
	}
	bytes = bytes[:size]
	copy(w.kept[1:], w.kept[:last])
	w.kept[0] = window{}
	n, err := w.blob.ReadAt(bytes, at)
	if n < size {
		if err == nil || err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return err
	}
	w.kept[0] = window{at, bytes}
	return nil
}
