//go:build !js

package kernel

import (
	"math"
	"testing"

	"github.com/tetratelabs/wazero"
)

// onlyMemory is a module that exports a memory of 64 MB as "m".
var onlyMemory = []byte("\x00asm\x01\x00\x00\x00" + "\x05\x04\x01\x00\x80\x08" + "\x07\x05\x01\x01m\x02\x00")

// The modules that a browser is given run here in another WebAssembly runtime,
// over a memory that holds the operands.
func TestEmittedProductHasThePlainProductsBits(t *testing.T) {
	ctx := t.Context()
	runtime := wazero.NewRuntime(ctx)
	defer runtime.Close(ctx)
	m, err := runtime.InstantiateWithConfig(ctx, onlyMemory, wazero.NewModuleConfig().WithName("m"))
	if err != nil {
		t.Fatal(err)
	}
	memory := m.Memory()
	trials(func(x trial) {
		if x.columns < 4 {
			return // these are not emitted
		}
		next := uint32(64)
		put := func(values []float32) uint32 {
			at := next
			for i, v := range values {
				memory.WriteFloat32Le(at+4*uint32(i), v)
			}
			next += 4*uint32(len(values)+Margin) + 4
			return at
		}
		table := func(values []int32) uint32 {
			at := next
			for i, v := range values {
				memory.WriteUint32Le(at+4*uint32(i), uint32(v))
			}
			next += 4 * uint32(len(values))
			return at
		}
		x.check(t, func(c []float32) {
			const arguments = 16
			to, bias := put(c), uint32(0)
			if x.bias != nil {
				bias = put(x.bias)
			}
			for i, v := range []uint32{to, put(x.a), put(x.b), bias, table(x.Product.rows.at), table(x.out.at), uint32(x.rows), uint32(x.leaves)} {
				memory.WriteUint32Le(arguments+4*uint32(i), v)
			}
			s := x.Product.shape()
			module := s.module(arguments, next)
			if next+4*uint32(s.scratch()) > memory.Size() {
				t.Fatal("the test's memory is too small")
			}
			emitted, err := runtime.InstantiateWithConfig(ctx, module, wazero.NewModuleConfig().WithName(""))
			if err != nil {
				t.Fatalf("%s: %v", x.name, err)
			}
			defer emitted.Close(ctx)
			if _, err := emitted.ExportedFunction("f").Call(ctx); err != nil {
				t.Fatalf("%s: %v", x.name, err)
			}
			for i := range c {
				v, _ := memory.ReadFloat32Le(to + 4*uint32(i))
				c[i] = v
			}
		})
	})
}

func TestRectifyKeepsWhatIsNotANumber(t *testing.T) {
	a, b, c := []float32{float32(math.NaN()), -1}, Make(4), make([]float32, 8)
	for i := range b {
		b[i] = 1
	}
	NewProduct(ProductShape{Rows: Steps(2, 1), Out: Steps(2, 4), Terms: Row(1), Columns: 4, Rectify: true}).Run(c, a, b, nil, 2, 1)
	if c[0] == c[0] || c[4] != 0 {
		t.Errorf("rows %v", c)
	}
}
