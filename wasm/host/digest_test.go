//go:build js

package host_test

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"syscall/js"
	"testing"

	"glyphlab/wasm/host"
)

// without hides a global of the browser from the test.
func without(t *testing.T, name string) {
	object := js.Global().Get("Object")
	hidden := object.Call("getOwnPropertyDescriptor", js.Global(), name)
	if hidden.IsUndefined() {
		t.Fatalf("the browser has no %s of its own", name)
	}
	object.Call("defineProperty", js.Global(), name, map[string]any{"value": map[string]any{}, "configurable": true})
	t.Cleanup(func() { object.Call("defineProperty", js.Global(), name, hidden) })
}

func TestSHA256(t *testing.T) {
	h := host.New(js.Global().Get("MessageChannel").New().Get("port1"))
	for _, n := range []int{0, 1, 15, 16, 17, 100_000} {
		weights, bytes := make([]float32, n), []byte{}
		for i := range weights {
			weights[i] = float32(i)*0.37 - 1
			bytes = binary.LittleEndian.AppendUint32(bytes, math.Float32bits(weights[i]))
		}
		want := sha256.Sum256(bytes)
		if got := h.SHA256(weights); got != want {
			t.Errorf("%d weights: got %x, want %x", n, got, want)
		}
		t.Run("without the browser's own", func(t *testing.T) {
			without(t, "crypto")
			if got := h.SHA256(weights); got != want {
				t.Errorf("%d weights: got %x, want %x", n, got, want)
			}
		})
	}
}
