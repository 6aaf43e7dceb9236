// Package crc32c computes CRC-32C, the checksum by Castagnoli's polynomial, as
// hash/crc32 does, without the larger tables and other ways that the worker
// would have to carry.
package crc32c

import "glyphlab/engine/endian"

// castagnoli has the polynomial 0x1EDC6F41 with its bits reversed.
const castagnoli = 0x82f63b78

// tables[k][b] is the checksum of byte b with k zeros behind it.
var tables = func() (tables [4][256]uint32) {
	for b := range uint32(256) {
		crc := b
		for range 8 {
			crc = crc>>1 ^ crc&1*castagnoli
		}
		tables[0][b] = crc
	}
	for b := range 256 {
		for k := 1; k < 4; k++ {
			crc := tables[k-1][b]
			tables[k][b] = crc>>8 ^ tables[0][byte(crc)]
		}
	}
	return tables
}()

// Update returns the CRC-32C of what has the given one so far, 0 of nothing,
// with more bytes behind it. It takes four at a time (Kounavis and Berry,
// "slicing-by-4", 2005).
func Update(crc uint32, more []byte) uint32 {
	t := &tables
	crc = ^crc
	for ; len(more) >= 4; more = more[4:] {
		crc ^= endian.Uint32(more)
		crc = t[3][byte(crc)] ^ t[2][byte(crc>>8)] ^ t[1][byte(crc>>16)] ^ t[0][crc>>24]
	}
	for _, b := range more {
		crc = crc>>8 ^ t[0][byte(crc)^b]
	}
	return ^crc
}
