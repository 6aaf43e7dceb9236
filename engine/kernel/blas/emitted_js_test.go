//go:build js

package blas

import (
	"testing"

	"glyphlab/engine/kernel/emittedtest"
)

func TestMain(m *testing.M) { emittedtest.Main(m) }
