package intake

import (
	"errors"
	"fmt"
	"io"
	"syscall/js"
)

var uint8Array = js.Global().Get("Uint8Array")

// A file is a File or another Blob of the browser's.
type file struct {
	blob js.Value
	size int64
}

func newFile(blob js.Value) file { return file{blob, int64(blob.Get("size").Float())} }

func (f file) Size() int64 { return f.size }

// ReadAt reads a part of the file, and lets the browser work meanwhile.
func (f file) ReadAt(b []byte, offset int64) (int, error) {
	if offset >= f.size {
		return 0, io.EOF
	}
	part := f.blob.Call("slice", offset, min(offset+int64(len(b)), f.size))
	bytes, err := awaited(part.Call("arrayBuffer"))
	if err != nil {
		return 0, fmt.Errorf("the browser cannot read the file, which may have been changed or removed; choose it again: %w", err)
	}
	n := js.CopyBytesToGo(b, uint8Array.New(bytes))
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

// awaited waits for a promise.
func awaited(promise js.Value) (value js.Value, err error) {
	done := make(chan struct{})
	kept := js.FuncOf(func(_ js.Value, args []js.Value) any {
		value = args[0]
		close(done)
		return nil
	})
	defer kept.Release()
	broken := js.FuncOf(func(_ js.Value, args []js.Value) any {
		err = errors.New(args[0].Call("toString").String())
		close(done)
		return nil
	})
	defer broken.Release()
	promise.Call("then", kept, broken)
	<-done
	return value, err
}

// A heap collects what is written to it outside this program's memory.
type heap struct {
	parts   js.Value // of the Blob
	pending []byte
}

// partBytes is what is handed to the browser at a time.
const partBytes = 4 << 20

func newHeap() *heap {
	return &heap{parts: js.Global().Get("Array").New(), pending: make([]byte, 0, partBytes)}
}

func (h *heap) Write(b []byte) (int, error) {
	for rest := b; len(rest) > 0; {
		n := min(len(rest), cap(h.pending)-len(h.pending))
		h.pending, rest = append(h.pending, rest[:n]...), rest[n:]
		if len(h.pending) == cap(h.pending) {
			h.flush()
		}
	}
	return len(b), nil
}

func (h *heap) flush() {
	h.parts.Call("push", copied(h.pending))
	h.pending = h.pending[:0]
}

// blob returns all that was written.
func (h *heap) blob() js.Value {
	h.flush()
	return js.Global().Get("Blob").New(h.parts, map[string]any{"type": "application/octet-stream"})
}

func copied(b []byte) js.Value {
	array := uint8Array.New(len(b))
	js.CopyBytesToJS(array, b)
	return array
}
