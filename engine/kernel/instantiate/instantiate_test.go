//go:build js

package instantiate

import (
	"strings"
	"syscall/js"
	"testing"

	"glyphlab/engine/kernel"
)

func TestUseMakesProductsOfEmittedCode(t *testing.T) {
	defer func() { kernel.Instantiate = nil }()
	if !Use() || !strings.HasPrefix(kernel.Name(), "emitted") {
		t.Errorf("there is no emitted code; products are computed by %s", kernel.Name())
	}
}

// replace puts something else in the place of a property until the test ends.
func replace(t *testing.T, object js.Value, property string, by any) {
	real := object.Get(property)
	object.Set(property, by)
	t.Cleanup(func() { object.Set(property, real) })
}

func TestAPolicyThatForbidsModulesLeavesProductsToTheirLoops(t *testing.T) {
	refuse := js.Global().Get("Function").New("throw new EvalError('blocked by a policy')")
	replace(t, js.Global().Get("WebAssembly"), "Module", refuse)
	if Use() || kernel.Instantiate != nil || strings.HasPrefix(kernel.Name(), "emitted") {
		t.Errorf("modules are refused, and products are computed by %s", kernel.Name())
	}
}

func TestAnotherLoaderLeavesProductsToTheirLoops(t *testing.T) {
	replace(t, js.Global(), "Go", js.Null())
	if Use() || kernel.Instantiate != nil {
		t.Error("the program's memory has been found where it is not")
	}
}
