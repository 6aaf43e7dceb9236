//go:build !goexperiment.simd || !(amd64 || arm64 || wasm)

package kernel

func add(y, x []float32)                   { plainAdd(y, x) }
func descend(w, g []float32, rate float32) { plainDescend(w, g, rate) }
func descendKeeping(w, kept, g []float32, rate float32) bool {
	return plainDescendKeeping(w, kept, g, rate)
}
func accelerate(v, g []float32, momentum float32) { plainAccelerate(v, g, momentum) }
func scale(x []float32, factor float32)           { plainScale(x, factor) }
func approach(y, x []float32, share float32)      { plainApproach(y, x, share) }
func rectify(y, x []float32)                      { plainRectify(y, x) }
func rectifyBack(dx, dy, y []float32)             { plainRectifyBack(dx, dy, y) }
func leak(y, x []float32, slope float32)          { plainLeak(y, x, slope) }
func leakBack(dx, dy, y []float32, slope float32) { plainLeakBack(dx, dy, y, slope) }
func addToRows(y, x, row []float32)               { plainAddToRows(y, x, row) }
func sumRows(sum, x []float32)                    { plainSumRows(sum, x) }
func finite(x []float32) bool                     { return plainFinite(x) }
