//go:build js

package host

import (
	"syscall/js"
	"unsafe"

	"glyphlab/engine/sha256"
)

// SHA256 returns the hash of weights: see [lab.Host]. The browser's own code
// has processor instructions for it, and works on another thread; only a page
// that came over a network unencrypted does not get at it.
func (h *Host) SHA256(weights []float32) (sum [sha256.Size]byte) {
	// WebAssembly is little-endian everywhere.
	bytes := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(weights))), 4*len(weights))
	subtle := js.Global().Get("crypto").Get("subtle")
	if !subtle.Truthy() {
		own := sha256.New()
		own.Write(bytes)
		return own.Sum()
	}
	array := js.Global().Get("Uint8Array")
	message := array.New(len(bytes))
	js.CopyBytesToJS(message, bytes)
	done := make(chan struct{})
	hashed := js.FuncOf(func(_ js.Value, args []js.Value) any {
		js.CopyBytesToGo(sum[:], array.New(args[0]))
		close(done)
		return nil
	})
	defer hashed.Release()
	subtle.Call("digest", "SHA-256", message).Call("then", hashed)
	<-done
	return sum
}
