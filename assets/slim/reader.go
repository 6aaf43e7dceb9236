package main

import (
	"encoding/binary"
	"errors"
)

var errShort = errors.New("it ends too early")

// A reader reads WebAssembly's numbers and byte strings one after another.
// After an error it reads only zeros.
type reader struct {
	rest []byte
	err  error
}

func (r *reader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
	r.rest = nil
}

func (r *reader) byte() byte {
	if len(r.rest) == 0 {
		r.fail(errShort)
		return 0
	}
	b := r.rest[0]
	r.rest = r.rest[1:]
	return b
}

// uint reads an unsigned LEB128 number.
func (r *reader) uint() uint32 {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 || v > 1<<32-1 {
		r.fail(errors.New("it has a damaged number"))
		return 0
	}
	r.rest = r.rest[n:]
	return uint32(v)
}

// int reads a signed LEB128 number.
func (r *reader) int() int32 {
	var v int64
	for shift := 0; shift < 35 && r.err == nil; shift += 7 {
		b := r.byte()
		v |= int64(b&0x7f) << shift
		if b&0x80 != 0 {
			continue
		}
		if b&0x40 != 0 {
			v |= -1 << (shift + 7)
		}
		if r.err != nil || v != int64(int32(v)) {
			break
		}
		return int32(v)
	}
	r.fail(errors.New("it has a damaged number"))
	return 0
}

func (r *reader) bytes(n uint32) []byte {
	if uint64(n) > uint64(len(r.rest)) {
		r.fail(errShort)
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}
