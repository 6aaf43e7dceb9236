package peak

import (
	"encoding/binary"
	"math"
)

// unrolled is how often a module's loop multiplies and adds in each chain
// before it jumps back.
const unrolled = 4

// The parts of WebAssembly that module writes; names as the specification has
// them.
const (
	typeI32, typeF32, typeV128, typeFunc, typeNone = 0x7f, 0x7d, 0x7b, 0x60, 0x40

	opIf, opLoop, opEnd, opBrIf     = 0x04, 0x03, 0x0b, 0x0d
	opGet, opSet, opTee             = 0x20, 0x21, 0x22
	opI32Const, opI32Sub            = 0x41, 0x6b
	vector                          = 0xfd // before the operations below
	opV128Const, opF32x4ExtractLane = 0x0c, 0x1f
)

// These two take two bytes.
var opF32x4Add, opF32x4Mul = []byte{vector, 0xe4, 0x01}, []byte{vector, 0xe6, 0x01}

// module returns a WebAssembly module whose function run(turns i32) → f32 is a
// loop of so many chains of vectors, at most 64.
func module(chains int) []byte {
	// Locals: turns, factor, addend, and a vector for each chain.
	const turns, m, a, first = 0, 1, 2, 3
	var body []byte
	emit := func(code ...byte) { body = append(body, code...) }
	constant := func(local byte, x float32) {
		emit(vector, opV128Const)
		for range 4 {
			body = binary.LittleEndian.AppendUint32(body, math.Float32bits(x))
		}
		emit(opSet, local)
	}
	emit(1, byte(2+chains), typeV128)
	constant(m, factor)
	constant(a, addend)
	for i := range chains {
		constant(first+byte(i), float32(i))
	}
	emit(opGet, turns, opIf, typeNone, opLoop, typeNone)
	for range unrolled {
		for i := range chains {
			x := first + byte(i)
			emit(opGet, x, opGet, m)
			emit(opF32x4Mul...)
			emit(opGet, a)
			emit(opF32x4Add...)
			emit(opSet, x)
		}
	}
	emit(opGet, turns, opI32Const, 1, opI32Sub, opTee, turns, opBrIf, 0, opEnd, opEnd)
	emit(opGet, first)
	for i := 1; i < chains; i++ {
		emit(opGet, first+byte(i))
		emit(opF32x4Add...)
	}
	emit(vector, opF32x4ExtractLane, 0, opEnd)

	const sectionType, sectionFunction, sectionExport, sectionCode = 1, 3, 7, 10
	out := []byte("\x00asm\x01\x00\x00\x00")
	section := func(id byte, content []byte) {
		out = append(append(out, id), sized(content)...)
	}
	section(sectionType, []byte{1, typeFunc, 1, typeI32, 1, typeF32})
	section(sectionFunction, []byte{1, 0})
	section(sectionExport, []byte{1, 3, 'r', 'u', 'n', 0, 0})
	section(sectionCode, append([]byte{1}, sized(body)...))
	return out
}

// sized returns content with its length before it.
func sized(content []byte) []byte {
	return append(binary.AppendUvarint(nil, uint64(len(content))), content...)
}
