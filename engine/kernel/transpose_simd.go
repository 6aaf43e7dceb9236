//go:build goexperiment.simd && (amd64 || wasm)

package kernel

import "unsafe"

// transpose goes through the matrix in squares of four by four.
func transpose(y []float32, yStep int, x []float32, xStep, rows, columns int) {
	wholeRows, wholeColumns := rows&^3, columns&^3
	down, across := uintptr(4*xStep), uintptr(4*yStep)
	for i := 0; i < wholeRows; i += 4 {
		from, to := unsafe.Add(start(x), 4*i*xStep), unsafe.Add(start(y), 4*i)
		at := uintptr(0)
		for j := uintptr(0); j < 4*uintptr(wholeColumns); j += quad {
			a, b, c, d := turned(load4(from, j), load4(from, down+j), load4(from, 2*down+j), load4(from, 3*down+j))
			store4(to, at, a)
			store4(to, at+across, b)
			store4(to, at+2*across, c)
			store4(to, at+3*across, d)
			at += 4 * across
		}
	}
	if wholeColumns < columns {
		plainTranspose(y[wholeColumns*yStep:], yStep, x[wholeColumns:], xStep, wholeRows, columns-wholeColumns)
	}
	if wholeRows < rows {
		plainTranspose(y[wholeRows:], yStep, x[wholeRows*xStep:], xStep, rows-wholeRows, columns)
	}
}
