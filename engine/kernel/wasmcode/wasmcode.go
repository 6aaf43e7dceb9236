// Package wasmcode writes WebAssembly modules: one function without parameters
// and results, exported as "f", over a memory that is imported as "m" "m". It
// knows the instructions that numerical kernels need, no more. The binary
// format and the instructions' numbers are those of the WebAssembly Core
// Specification 2.0 (https://www.w3.org/TR/wasm-core-2/#binary-format).
package wasmcode

// A Kind is the type of a local variable.
type Kind byte

// The kinds of locals.
const (
	I32  Kind = 0x7f
	V128 Kind = 0x7b
)

// A Local is a local variable of a function.
type Local uint32

// A Func is a function under construction. Its methods append instructions,
// which take their operands from WebAssembly's stack.
type Func struct {
	code   []byte
	locals []Kind
}

// Local declares a variable, which begins at zero.
func (f *Func) Local(k Kind) Local {
	f.locals = append(f.locals, k)
	return Local(len(f.locals) - 1)
}

// Locals declares n variables of one kind.
func (f *Func) Locals(k Kind, n int) []Local {
	list := make([]Local, n)
	for i := range list {
		list[i] = f.Local(k)
	}
	return list
}

func (f *Func) op(bytes ...byte) { f.code = append(f.code, bytes...) }

// simd appends an instruction of the vector extension.
func (f *Func) simd(number uint32) {
	f.op(0xfd)
	f.code = appendUnsigned(f.code, number)
}

// Get pushes a local, Set pops into it, Tee copies the top into it.
func (f *Func) Get(l Local) { f.op(0x20); f.code = appendUnsigned(f.code, uint32(l)) }

// Set pops the top of the stack into a local.
func (f *Func) Set(l Local) { f.op(0x21); f.code = appendUnsigned(f.code, uint32(l)) }

// Tee copies the top of the stack into a local.
func (f *Func) Tee(l Local) { f.op(0x22); f.code = appendUnsigned(f.code, uint32(l)) }

// Const pushes an i32.
func (f *Func) Const(v int32) { f.op(0x41); f.code = appendSigned(f.code, int64(v)) }

// Add, Sub, Mul, And, ShiftLeft and ShiftRight are arithmetic on i32.
func (f *Func) Add() { f.op(0x6a) }

// Sub subtracts the top from what is below it.
func (f *Func) Sub() { f.op(0x6b) }

// Mul multiplies two i32.
func (f *Func) Mul() { f.op(0x6c) }

// And is the bitwise and of two i32.
func (f *Func) And() { f.op(0x71) }

// ShiftLeft shifts an i32 by the bits on top.
func (f *Func) ShiftLeft() { f.op(0x74) }

// ShiftRight shifts an unsigned i32 by the bits on top.
func (f *Func) ShiftRight() { f.op(0x76) }

// Less compares two signed i32.
func (f *Func) Less() { f.op(0x48) }

// Select pops a condition and two values, and pushes the first if it holds.
func (f *Func) Select() { f.op(0x1b) }

// Step adds a constant to an i32 local.
func (f *Func) Step(l Local, by int32) {
	if by == 0 {
		return
	}
	f.Get(l)
	f.Const(by)
	f.Add()
	f.Set(l)
}

// Min makes an i32 local the smaller of itself and another.
func (f *Func) Min(l, other Local) {
	f.Get(l)
	f.Get(other)
	f.Get(l)
	f.Get(other)
	f.Less()
	f.Select()
	f.Set(l)
}

// Loop repeats what body appends as long as body leaves a condition on the
// stack that is not zero. It runs at least once.
func (f *Func) Loop(body func()) {
	f.op(0x03, 0x40)
	body()
	f.op(0x0d, 0x00, 0x0b)
}

// If runs what body appends if the i32 on the stack is not zero.
func (f *Func) If(body func()) {
	f.op(0x04, 0x40)
	body()
	f.op(0x0b)
}

// Repeat runs body n times, n at least 1, counting in the local.
func (f *Func) Repeat(counter Local, n int32, body func()) {
	if n == 1 {
		body()
		return
	}
	f.Const(n)
	f.Set(counter)
	f.Loop(func() {
		body()
		f.Get(counter)
		f.Const(1)
		f.Sub()
		f.Tee(counter)
	})
}

// memory appends the operand of a load or store: an alignment of four bytes,
// and a constant that is added to the address.
func (f *Func) memory(offset uint32) {
	f.code = append(f.code, 2)
	f.code = appendUnsigned(f.code, offset)
}

// Load pushes the i32 at the address on the stack, plus offset.
func (f *Func) Load(offset uint32) { f.op(0x28); f.memory(offset) }

// LoadVector pushes four floats.
func (f *Func) LoadVector(offset uint32) { f.simd(0); f.memory(offset) }

// LoadSplat pushes one float in all four lanes.
func (f *Func) LoadSplat(offset uint32) { f.simd(9); f.memory(offset) }

// StoreVector pops four floats and the address below them.
func (f *Func) StoreVector(offset uint32) { f.simd(11); f.memory(offset) }

// Splat pushes a vector of four equal floats.
func (f *Func) Splat(bits uint32) {
	f.simd(12)
	for range 4 {
		f.op(byte(bits), byte(bits>>8), byte(bits>>16), byte(bits>>24))
	}
}

// AddVector adds four floats, lane by lane.
func (f *Func) AddVector() { f.simd(228) }

// MulVector multiplies four floats, lane by lane.
func (f *Func) MulVector() { f.simd(230) }

// LessVector gives a mask of ones where the lower is less than the top.
func (f *Func) LessVector() { f.simd(67) }

// AndNotVector keeps the bits of the lower vector that the top has not set.
func (f *Func) AndNotVector() { f.simd(79) }

// Module returns the module's bytes. The memory it imports may have any size.
func (f *Func) Module() []byte {
	m := []byte("\x00asm\x01\x00\x00\x00")
	m = section(m, 1, []byte{1, 0x60, 0, 0})                       // type 0: no parameters, no results
	m = section(m, 2, []byte{1, 1, 'm', 1, 'm', 0x02, 0x00, 0x00}) // import the memory m.m
	m = section(m, 3, []byte{1, 0})                                // function 0 has type 0
	m = section(m, 7, []byte{1, 1, 'f', 0x00, 0})                  // export it as f
	body := appendUnsigned(nil, uint32(len(f.locals)))
	for _, k := range f.locals {
		body = append(body, 1, byte(k))
	}
	body = append(append(body, f.code...), 0x0b)
	code := appendUnsigned([]byte{1}, uint32(len(body)))
	return section(m, 10, append(code, body...))
}

func section(m []byte, id byte, content []byte) []byte {
	m = appendUnsigned(append(m, id), uint32(len(content)))
	return append(m, content...)
}

// appendUnsigned and appendSigned write LEB128.
func appendUnsigned(b []byte, v uint32) []byte {
	for v >= 0x80 {
		b = append(b, byte(v)|0x80)
		v >>= 7
	}
	return append(b, byte(v))
}

func appendSigned(b []byte, v int64) []byte {
	for v < -64 || v >= 64 {
		b = append(b, byte(v)|0x80)
		v >>= 7
	}
	return append(b, byte(v)&0x7f)
}
