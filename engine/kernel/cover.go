//go:build goexperiment.simd && (amd64 || wasm)

package kernel

import "unsafe"

// The largest tile that any machine here uses.
const (
	maxTileRows    = 8
	maxTileColumns = 16
)

// pointers are where the rows of a tile begin, in A or in C.
type pointers [maxTileRows]unsafe.Pointer

// cover computes a product (see [Product]) by covering C with tiles of the
// given size. A tile that C cuts at the right is computed whole, beside C: what
// B has to the right of its last column are other floats of its slice or its
// margin. One that C cuts at the bottom repeats A's last row.
func cover(c []float32, at []int32, a []float32, rows, columns []int32, b []float32, n, group, tileRows, tileColumns int) {
	var cp, ap pointers
	var beside [maxTileRows * maxTileColumns]float32
	first := unsafe.Pointer(&columns[0])
	for j := 0; j < n; j += tileColumns {
		bj := unsafe.Pointer(&b[j])
		width := min(n-j, tileColumns)
		for i := 0; i < len(rows); i += tileRows {
			height := min(len(rows)-i, tileRows)
			for r := range height {
				ap[r] = unsafe.Pointer(&a[rows[i+r]])
				cp[r] = unsafe.Pointer(&c[int(at[i+r])+j])
			}
			for r := height; r < tileRows; r++ {
				ap[r] = ap[height-1]
				cp[r] = unsafe.Pointer(&beside[r*tileColumns])
			}
			if width == tileColumns {
				tile(&cp, &ap, first, len(columns), group, bj, uintptr(n)*4, tileRows)
				continue
			}
			for r := range height {
				cr := c[int(at[i+r])+j:][:width]
				copy(beside[r*tileColumns:], cr)
				cp[r] = unsafe.Pointer(&beside[r*tileColumns])
			}
			tile(&cp, &ap, first, len(columns), group, bj, uintptr(n)*4, tileRows)
			for r := range height {
				copy(c[int(at[i+r])+j:][:width], beside[r*tileColumns:])
			}
		}
	}
}
