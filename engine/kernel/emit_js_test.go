//go:build js

package kernel_test

import (
	"testing"

	"glyphlab/engine/kernel/emittedtest"
)

func TestMain(m *testing.M) { emittedtest.Main(m) }
