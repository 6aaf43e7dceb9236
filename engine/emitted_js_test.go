//go:build js

package engine_test

import (
	"testing"

	"glyphlab/engine/kernel/emittedtest"
)

func TestMain(m *testing.M) { emittedtest.Main(m) }
