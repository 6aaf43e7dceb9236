//go:build goexperiment.simd && amd64

package peak

import "simd/archsimd"

// Loops returns the loops of this machine, in vectors as wide as it has.
func Loops() []Loop {
	switch {
	case archsimd.X86.AVX512():
		return []Loop{
			{Chains: 8, FLOPs: 2 * 8 * 16, Run: eight16},
			{Chains: 10, FLOPs: 2 * 10 * 16, Run: ten16},
			{Chains: 12, FLOPs: 2 * 12 * 16, Run: twelve16},
			{Chains: 14, FLOPs: 2 * 14 * 16, Run: fourteen16},
		}
	case archsimd.X86.AVX2():
		return []Loop{
			{Chains: 8, FLOPs: 2 * 8 * 8, Run: eight8},
			{Chains: 10, FLOPs: 2 * 10 * 8, Run: ten8},
			{Chains: 12, FLOPs: 2 * 12 * 8, Run: twelve8},
			{Chains: 14, FLOPs: 2 * 14 * 8, Run: fourteen8},
		}
	}
	return plain
}

// The vectors of a loop are variables, each of its own, as an array would be in
// memory. They begin with different numbers, or the compiler would see that
// one chain does for all.

func eight16(turns int) float32 {
	m, a, x := archsimd.BroadcastFloat32x16(factor), archsimd.BroadcastFloat32x16(addend), archsimd.BroadcastFloat32x16(start)
	x0 := x
	x1 := x0.Add(x)
	x2 := x1.Add(x)
	x3 := x2.Add(x)
	x4 := x3.Add(x)
	x5 := x4.Add(x)
	x6 := x5.Add(x)
	x7 := x6.Add(x)
	for range turns {
		x0, x1, x2, x3 = x0.Mul(m).Add(a), x1.Mul(m).Add(a), x2.Mul(m).Add(a), x3.Mul(m).Add(a)
		x4, x5, x6, x7 = x4.Mul(m).Add(a), x5.Mul(m).Add(a), x6.Mul(m).Add(a), x7.Mul(m).Add(a)
	}
	return lane16(x0.Add(x1).Add(x2).Add(x3).Add(x4).Add(x5).Add(x6).Add(x7))
}

func ten16(turns int) float32 {
	m, a, x := archsimd.BroadcastFloat32x16(factor), archsimd.BroadcastFloat32x16(addend), archsimd.BroadcastFloat32x16(start)
	x0 := x
	x1 := x0.Add(x)
	x2 := x1.Add(x)
	x3 := x2.Add(x)
	x4 := x3.Add(x)
	x5 := x4.Add(x)
	x6 := x5.Add(x)
	x7 := x6.Add(x)
	x8 := x7.Add(x)
	x9 := x8.Add(x)
	for range turns {
		x0, x1, x2, x3 = x0.Mul(m).Add(a), x1.Mul(m).Add(a), x2.Mul(m).Add(a), x3.Mul(m).Add(a)
		x4, x5, x6, x7 = x4.Mul(m).Add(a), x5.Mul(m).Add(a), x6.Mul(m).Add(a), x7.Mul(m).Add(a)
		x8, x9 = x8.Mul(m).Add(a), x9.Mul(m).Add(a)
	}
	return lane16(x0.Add(x1).Add(x2).Add(x3).Add(x4).Add(x5).Add(x6).Add(x7).Add(x8).Add(x9))
}

func twelve16(turns int) float32 {
	m, a, x := archsimd.BroadcastFloat32x16(factor), archsimd.BroadcastFloat32x16(addend), archsimd.BroadcastFloat32x16(start)
	x0 := x
	x1 := x0.Add(x)
	x2 := x1.Add(x)
	x3 := x2.Add(x)
	x4 := x3.Add(x)
	x5 := x4.Add(x)
	x6 := x5.Add(x)
	x7 := x6.Add(x)
	x8 := x7.Add(x)
	x9 := x8.Add(x)
	x10 := x9.Add(x)
	x11 := x10.Add(x)
	for range turns {
		x0, x1, x2, x3 = x0.Mul(m).Add(a), x1.Mul(m).Add(a), x2.Mul(m).Add(a), x3.Mul(m).Add(a)
		x4, x5, x6, x7 = x4.Mul(m).Add(a), x5.Mul(m).Add(a), x6.Mul(m).Add(a), x7.Mul(m).Add(a)
		x8, x9, x10, x11 = x8.Mul(m).Add(a), x9.Mul(m).Add(a), x10.Mul(m).Add(a), x11.Mul(m).Add(a)
	}
	return lane16(x0.Add(x1).Add(x2).Add(x3).Add(x4).Add(x5).Add(x6).Add(x7).Add(x8).Add(x9).Add(x10).Add(x11))
}

func fourteen16(turns int) float32 {
	m, a, x := archsimd.BroadcastFloat32x16(factor), archsimd.BroadcastFloat32x16(addend), archsimd.BroadcastFloat32x16(start)
	x0 := x
	x1 := x0.Add(x)
	x2 := x1.Add(x)
	x3 := x2.Add(x)
	x4 := x3.Add(x)
	x5 := x4.Add(x)
	x6 := x5.Add(x)
	x7 := x6.Add(x)
	x8 := x7.Add(x)
	x9 := x8.Add(x)
	x10 := x9.Add(x)
	x11 := x10.Add(x)
	x12 := x11.Add(x)
	x13 := x12.Add(x)
	for range turns {
		x0, x1, x2, x3 = x0.Mul(m).Add(a), x1.Mul(m).Add(a), x2.Mul(m).Add(a), x3.Mul(m).Add(a)
		x4, x5, x6, x7 = x4.Mul(m).Add(a), x5.Mul(m).Add(a), x6.Mul(m).Add(a), x7.Mul(m).Add(a)
		x8, x9, x10, x11 = x8.Mul(m).Add(a), x9.Mul(m).Add(a), x10.Mul(m).Add(a), x11.Mul(m).Add(a)
		x12, x13 = x12.Mul(m).Add(a), x13.Mul(m).Add(a)
	}
	return lane16(x0.Add(x1).Add(x2).Add(x3).Add(x4).Add(x5).Add(x6).Add(x7).Add(x8).Add(x9).Add(x10).Add(x11).Add(x12).Add(x13))
}

func eight8(turns int) float32 {
	m, a, x := archsimd.BroadcastFloat32x8(factor), archsimd.BroadcastFloat32x8(addend), archsimd.BroadcastFloat32x8(start)
	x0 := x
	x1 := x0.Add(x)
	x2 := x1.Add(x)
	x3 := x2.Add(x)
	x4 := x3.Add(x)
	x5 := x4.Add(x)
	x6 := x5.Add(x)
	x7 := x6.Add(x)
	for range turns {
		x0, x1, x2, x3 = x0.Mul(m).Add(a), x1.Mul(m).Add(a), x2.Mul(m).Add(a), x3.Mul(m).Add(a)
		x4, x5, x6, x7 = x4.Mul(m).Add(a), x5.Mul(m).Add(a), x6.Mul(m).Add(a), x7.Mul(m).Add(a)
	}
	return lane8(x0.Add(x1).Add(x2).Add(x3).Add(x4).Add(x5).Add(x6).Add(x7))
}

func ten8(turns int) float32 {
	m, a, x := archsimd.BroadcastFloat32x8(factor), archsimd.BroadcastFloat32x8(addend), archsimd.BroadcastFloat32x8(start)
	x0 := x
	x1 := x0.Add(x)
	x2 := x1.Add(x)
	x3 := x2.Add(x)
	x4 := x3.Add(x)
	x5 := x4.Add(x)
	x6 := x5.Add(x)
	x7 := x6.Add(x)
	x8 := x7.Add(x)
	x9 := x8.Add(x)
	for range turns {
		x0, x1, x2, x3 = x0.Mul(m).Add(a), x1.Mul(m).Add(a), x2.Mul(m).Add(a), x3.Mul(m).Add(a)
		x4, x5, x6, x7 = x4.Mul(m).Add(a), x5.Mul(m).Add(a), x6.Mul(m).Add(a), x7.Mul(m).Add(a)
		x8, x9 = x8.Mul(m).Add(a), x9.Mul(m).Add(a)
	}
	return lane8(x0.Add(x1).Add(x2).Add(x3).Add(x4).Add(x5).Add(x6).Add(x7).Add(x8).Add(x9))
}

func twelve8(turns int) float32 {
	m, a, x := archsimd.BroadcastFloat32x8(factor), archsimd.BroadcastFloat32x8(addend), archsimd.BroadcastFloat32x8(start)
	x0 := x
	x1 := x0.Add(x)
	x2 := x1.Add(x)
	x3 := x2.Add(x)
	x4 := x3.Add(x)
	x5 := x4.Add(x)
	x6 := x5.Add(x)
	x7 := x6.Add(x)
	x8 := x7.Add(x)
	x9 := x8.Add(x)
	x10 := x9.Add(x)
	x11 := x10.Add(x)
	for range turns {
		x0, x1, x2, x3 = x0.Mul(m).Add(a), x1.Mul(m).Add(a), x2.Mul(m).Add(a), x3.Mul(m).Add(a)
		x4, x5, x6, x7 = x4.Mul(m).Add(a), x5.Mul(m).Add(a), x6.Mul(m).Add(a), x7.Mul(m).Add(a)
		x8, x9, x10, x11 = x8.Mul(m).Add(a), x9.Mul(m).Add(a), x10.Mul(m).Add(a), x11.Mul(m).Add(a)
	}
	return lane8(x0.Add(x1).Add(x2).Add(x3).Add(x4).Add(x5).Add(x6).Add(x7).Add(x8).Add(x9).Add(x10).Add(x11))
}

func fourteen8(turns int) float32 {
	m, a, x := archsimd.BroadcastFloat32x8(factor), archsimd.BroadcastFloat32x8(addend), archsimd.BroadcastFloat32x8(start)
	x0 := x
	x1 := x0.Add(x)
	x2 := x1.Add(x)
	x3 := x2.Add(x)
	x4 := x3.Add(x)
	x5 := x4.Add(x)
	x6 := x5.Add(x)
	x7 := x6.Add(x)
	x8 := x7.Add(x)
	x9 := x8.Add(x)
	x10 := x9.Add(x)
	x11 := x10.Add(x)
	x12 := x11.Add(x)
	x13 := x12.Add(x)
	for range turns {
		x0, x1, x2, x3 = x0.Mul(m).Add(a), x1.Mul(m).Add(a), x2.Mul(m).Add(a), x3.Mul(m).Add(a)
		x4, x5, x6, x7 = x4.Mul(m).Add(a), x5.Mul(m).Add(a), x6.Mul(m).Add(a), x7.Mul(m).Add(a)
		x8, x9, x10, x11 = x8.Mul(m).Add(a), x9.Mul(m).Add(a), x10.Mul(m).Add(a), x11.Mul(m).Add(a)
		x12, x13 = x12.Mul(m).Add(a), x13.Mul(m).Add(a)
	}
	return lane8(x0.Add(x1).Add(x2).Add(x3).Add(x4).Add(x5).Add(x6).Add(x7).Add(x8).Add(x9).Add(x10).Add(x11).Add(x12).Add(x13))
}

func lane16(v archsimd.Float32x16) float32 { return lane8(v.GetLo()) }

func lane8(v archsimd.Float32x8) float32 {
	var lanes [8]float32
	v.StoreArray(&lanes)
	return lanes[0]
}
