package peak

// plain are the loops in plain Go, which runs everywhere.
var plain = []Loop{{Chains: 8, FLOPs: 2 * 8, Run: plain8}}

func plain8(turns int) float32 {
	const m, a = float32(factor), float32(addend)
	var x0, x1, x2, x3 float32 = 0, 1, 2, 3
	var x4, x5, x6, x7 float32 = 4, 5, 6, 7
	for range turns {
		x0, x1, x2, x3 = float32(x0*m)+a, float32(x1*m)+a, float32(x2*m)+a, float32(x3*m)+a
		x4, x5, x6, x7 = float32(x4*m)+a, float32(x5*m)+a, float32(x6*m)+a, float32(x7*m)+a
	}
	return x0 + x1 + x2 + x3 + x4 + x5 + x6 + x7
}
