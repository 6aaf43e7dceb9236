//go:build js

package experiment_test

import (
	"testing"

	"glyphlab/engine/kernel/emittedtest"
)

func TestMain(m *testing.M) { emittedtest.Main(m) }
