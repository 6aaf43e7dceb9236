//go:build js

package crew

import (
	"syscall/js"
	"unsafe"
)

var (
	uint8Array = js.Global().Get("Uint8Array")
	int32Array = js.Global().Get("Int32Array")
	sleepOn    = js.Global().Get("sleepOn") // see worker.js

	// Called by themselves, they need not be looked up by name at every step.
	atomics = js.Global().Get("Atomics")
	load    = atomics.Get("load")
	store   = atomics.Get("store")
	notify  = atomics.Get("notify")
)

// A block is a SharedArrayBuffer. It begins with integers that are read and
// written as atoms.
type block struct {
	buffer js.Value
	ints   js.Value // an Int32Array over all of it that is a multiple of 4 bytes
}

// newBlock returns a block of at least so many bytes, all zero.
func newBlock(bytes int) block {
	return blockOf(js.Global().Get("SharedArrayBuffer").New((bytes + 3) &^ 3))
}

// blockOf is the block that another worker has made.
func blockOf(buffer js.Value) block { return block{buffer, int32Array.New(buffer)} }

func (b block) load(i int) int { return load.Invoke(b.ints, i).Int() }

func (b block) store(i, value int) { store.Invoke(b.ints, i, value) }

// announce stores a value and wakes who waits for it.
func (b block) announce(i, value int) {
	b.store(i, value)
	notify.Invoke(b.ints, i)
}

// wait returns when the integer is no longer the value, or after so many
// milliseconds.
func (b block) wait(i, value int, milliseconds int) {
	sleepOn.Invoke(b.ints, i, value, milliseconds)
}

// A region is some bytes of a block.
type region struct{ array js.Value }

// region returns the region at a place, and the place after it.
func (b block) region(at, bytes int) (region, int) {
	return region{uint8Array.New(b.buffer, at, bytes)}, at + bytes
}

func (r region) read(to []byte)    { js.CopyBytesToGo(to, r.array) }
func (r region) write(from []byte) { js.CopyBytesToJS(r.array, from) }

// bytesOf returns numbers as they lie in memory; WebAssembly is little-endian
// everywhere.
func bytesOf[T float32 | float64](numbers []T) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(numbers))), len(numbers)*int(unsafe.Sizeof(T(0))))
}

// transferable returns a Uint8Array with a copy of the bytes.
func transferable(b []byte) js.Value {
	array := uint8Array.New(len(b))
	js.CopyBytesToJS(array, b)
	return array
}
