package main

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// A memory is what a program's data section puts into memory before it
// starts, from address 0 on.
type memory []byte

// A span is a part of it.
type span struct{ from, to int }

func (m memory) in(s span) []byte { return m[s.from:s.to:s.to] }

// largestMemory is far more than a program's data.
const largestMemory = 16 << 20

// What stands around an address in the data section.
const (
	i32Const = 0x41
	end      = 0x0b
)

// readMemory reads a data section.
func readMemory(contents []byte) (memory, error) {
	var m memory
	r := reader{rest: contents}
	for n := r.uint(); n > 0 && r.err == nil; n-- {
		index, opcode, address, last := r.uint(), r.byte(), r.int(), r.byte()
		data := r.bytes(r.uint())
		switch beyond := int(address) + len(data); {
		case r.err != nil:
		case index != 0 || opcode != i32Const || last != end || address < 0:
			r.fail(errors.New("it has a segment that is not at a fixed address"))
		case beyond > largestMemory:
			r.fail(fmt.Errorf("it has a segment at %#x, too far for a program like this", address))
		default:
			m = append(m, make([]byte, max(0, beyond-len(m)))...)
			copy(m[address:], data)
		}
	}
	if r.err == nil && len(r.rest) > 0 {
		r.fail(errors.New("it goes on after its last segment"))
	}
	if r.err != nil {
		return nil, fmt.Errorf("read the data section: %w", r.err)
	}
	return m, nil
}

// format makes a data section of one segment. The linker makes thousands, to
// leave out every short run of zeros between them; a run compresses to less
// than a segment's address does.
func (m memory) format() []byte {
	address := 0
	for address < len(m) && m[address] == 0 {
		address++
	}
	contents := []byte{1, 0, i32Const}
	contents = appendInt(contents, int32(address))
	contents = append(contents, end)
	contents = binary.AppendUvarint(contents, uint64(len(m)-address))
	return append(contents, m[address:]...)
}

// appendInt appends a signed LEB128 number.
func appendInt(to []byte, v int32) []byte {
	for v < -0x40 || v >= 0x40 {
		to = append(to, byte(v)|0x80)
		v >>= 7
	}
	return append(to, byte(v)&0x7f)
}
