//go:build js

package message

import (
	"errors"
	"syscall/js"
)

var uint8Array = js.Global().Get("Uint8Array")

// Post sends a message to a Worker, a worker's own scope or a MessagePort. The
// bytes are transferred, so the receiver does not pay for a second copy.
func Post(to js.Value, m Message) {
	data := Encode(m)
	array := uint8Array.New(len(data))
	js.CopyBytesToJS(array, data)
	to.Call("postMessage", array, []any{array.Get("buffer")})
}

// Received reads the message that arrived as the data of a MessageEvent.
func Received(data js.Value) (Message, error) {
	if !data.InstanceOf(uint8Array) {
		return nil, errors.New("message: expected a Uint8Array, got " + data.Type().String())
	}
	b := make([]byte, data.Length())
	js.CopyBytesToGo(b, data)
	return Decode(b)
}
