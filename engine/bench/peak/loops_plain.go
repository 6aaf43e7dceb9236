//go:build !js && !(goexperiment.simd && amd64)

package peak

// Loops returns the loops of this machine.
func Loops() []Loop { return plain }
