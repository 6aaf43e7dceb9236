//go:build js

package lab_test

import (
	"os"
	"testing"

	"glyphlab/engine/kernel/instantiate"
)

// In the browser the tests run with emitted code.
func TestMain(m *testing.M) {
	if !instantiate.Use() {
		panic("there is no emitted code in this browser")
	}
	os.Exit(m.Run())
}
