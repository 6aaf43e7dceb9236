//go:build js

// Package emittedtest lets a package's tests run in the browser with emitted
// code, as programs do there. Only tests import it: it brings package testing.
package emittedtest

import (
	"os"
	"testing"

	"glyphlab/engine/kernel/instantiate"
)

// Main is to be called by a test program's TestMain.
func Main(m *testing.M) {
	if !instantiate.Use() {
		panic("there is no emitted code in this browser")
	}
	os.Exit(m.Run())
}
