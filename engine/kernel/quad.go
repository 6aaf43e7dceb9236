//go:build goexperiment.simd && (amd64 || wasm)

package kernel

import (
	"simd/archsimd"
	"unsafe"
)

// quad is how many bytes a vector of four floats has.
const quad = 16

func start(x []float32) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(x)) }

func load4(p unsafe.Pointer, offset uintptr) archsimd.Float32x4 {
	return archsimd.LoadFloat32x4Array((*[4]float32)(unsafe.Add(p, offset)))
}

func store4(p unsafe.Pointer, offset uintptr, v archsimd.Float32x4) {
	v.StoreArray((*[4]float32)(unsafe.Add(p, offset)))
}
