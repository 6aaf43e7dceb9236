package kernel

import (
	"runtime"
	"unsafe"

	"glyphlab/engine/kernel/wasmcode"
)

// Emission: a [Product] written as WebAssembly for its very shape, which is
// WebAssembly's answer to compiling at run time. Every loop has the bounds and
// steps that the shape needs, the sums stay in registers, and no jump goes
// through a table as those of Go's WebAssembly do.

// Instantiate, if it is set before products are made, turns a module that
// imports the program's own memory as "m" "m" into a function that calls its
// export "f". Where it is not set, or returns an error, products are computed
// by the package's own loops.
var Instantiate func(module []byte) (call func(), err error)

// LeastColumns is how many columns a product needs to be emitted: one vector.
const LeastColumns = 4

// The tile: five rows of C by eight columns, ten sums, which with two vectors
// of B and one element of A leave three of the sixteen registers of a vector
// unit for what is between.
const (
	emittedRows    = 5
	emittedColumns = 8
	tileBytes      = emittedRows * emittedColumns * 4
)

// shape is what emitted code depends on.
type shape struct {
	terms             Terms
	leafStep, columns int
	rectify, packs    bool
	tiles             int // of a column of them; only where the terms have several outer blocks
}

// emittedProduct is a function of one shape and the memory that it works in.
type emittedProduct struct {
	call    func()
	scratch []float32
}

// mostEmitted bounds how many shapes are emitted, as they are kept for good: a
// network has some dozen.
const mostEmitted = 1000

var emittedProducts = map[shape]*emittedProduct{}

// emit returns the function that computes a product by emitted code, or nil
// where there is none.
func emit(p *Product) func() {
	if Instantiate == nil || p.columns < LeastColumns {
		return nil
	}
	s := p.shape()
	e := emittedProducts[s]
	if e == nil {
		if len(emittedProducts) == mostEmitted {
			return nil
		}
		if e = s.instantiate(); e == nil {
			return nil
		}
		emittedProducts[s] = e
	}
	p.scratch = append(p.scratch, e.scratch)
	return e.call
}

// instantiate returns the function of a shape, or nil if it cannot be had.
func (s shape) instantiate() *emittedProduct {
	e := &emittedProduct{scratch: make([]float32, s.scratch())}
	call, err := Instantiate(s.module(uint32(uintptr(unsafe.Pointer(&arguments))), address(e.scratch)))
	if err != nil {
		return nil
	}
	e.call = call
	return e
}

func (p *Product) shape() shape {
	// Copying columns of B side by side pays when many rows use them.
	packs := p.columns > emittedColumns && p.rows.Len() >= 8*emittedRows
	s := shape{terms: p.terms, leafStep: p.leafStep, columns: p.columns, rectify: p.rectify, packs: packs}
	if s.terms.Outer > 1 {
		s.tiles = (p.rows.Len() + emittedRows - 1) / emittedRows
	}
	return s
}

// scratch returns how many floats the emitted code works in: a leaf's sum so
// far, the sums that wait for a partner, and columns of B.
func (s shape) scratch() int {
	n := tileBytes / 4 * (5 + 4*s.tiles)
	if s.packs {
		n += s.panelRows() * emittedColumns
	}
	return n
}

// panelRows returns how many rows of B are packed at a time.
func (s shape) panelRows() int {
	if s.tiles > 0 {
		return s.terms.Runs * s.terms.Length
	}
	return s.leaves() * s.terms.Len()
}

func (s shape) leaves() int {
	if s.leafStep == 0 {
		return 1
	}
	return MaxLeaves
}

// emitter writes the function of one shape.
type emitter struct {
	wasmcode.Func
	shape
	scratch uint32 // address

	// addresses that move
	c, a, b, bias, rows, out wasmcode.Local
	column                   wasmcode.Local // of the block, in bytes
	ar, cr                   []wasmcode.Local
	bp, to                   wasmcode.Local
	image, rest, slot        wasmcode.Local // see outerBlocks

	// counts
	m, leaves, i, last, leaf, pairs, at wasmcode.Local
	total                               wasmcode.Local    // address of a tile's sums so far
	count                               [4]wasmcode.Local // of nested loops

	sums    []wasmcode.Local
	x, y, e wasmcode.Local
}

// module returns a module whose function reads its arguments (see
// [arguments]) at one address and works in scratch memory at another.
func (s shape) module(arguments, scratch uint32) []byte {
	w := &emitter{shape: s, scratch: scratch}
	var parameters [8]wasmcode.Local
	for i := range parameters {
		parameters[i] = w.Local(wasmcode.I32)
		w.Const(0)
		w.Load(arguments + 4*uint32(i))
		w.Set(parameters[i])
	}
	w.c, w.a, w.b, w.bias, w.rows, w.out = parameters[0], parameters[1], parameters[2], parameters[3], parameters[4], parameters[5]
	w.m, w.leaves = parameters[6], parameters[7]
	w.ar, w.cr = w.Locals(wasmcode.I32, emittedRows), w.Locals(wasmcode.I32, emittedRows)
	for _, l := range []*wasmcode.Local{&w.column, &w.bp, &w.to, &w.i, &w.last, &w.leaf, &w.pairs, &w.at, &w.total, &w.image, &w.rest, &w.slot, &w.count[0], &w.count[1], &w.count[2], &w.count[3]} {
		*l = w.Local(wasmcode.I32)
	}
	w.sums = w.Locals(wasmcode.V128, 2*emittedRows)
	w.x, w.y, w.e = w.Local(wasmcode.V128), w.Local(wasmcode.V128), w.Local(wasmcode.V128)
	w.blocks()
	return w.Module()
}

// second is how far the block's second vector lies after its first, in bytes:
// behind it, or, where there are fewer than eight columns, overlapping it.
func (s shape) second() uint32 { return 4 * uint32(min(4, s.columns-4)) }

// rowStep is how far one row of B's block lies after another, in bytes.
func (s shape) rowStep() int32 {
	if s.packs {
		return 4 * emittedColumns
	}
	return 4 * int32(s.columns)
}

// blocks goes through the columns, eight at a time; the last block overlaps
// the one before it where eight does not divide their number.
func (w *emitter) blocks() {
	w.Get(w.m)
	w.Const(emittedRows)
	w.Sub()
	w.Set(w.last)
	w.Const(0)
	w.Get(w.last)
	w.Get(w.last)
	w.Const(0)
	w.Less()
	w.Select()
	w.Set(w.last) // max(0, m-5)

	if w.columns <= emittedColumns {
		w.block()
		return
	}
	end := 4 * int32(w.columns)
	w.Loop(func() {
		w.Const(end - 4*emittedColumns)
		w.Set(w.at)
		w.Min(w.column, w.at)
		w.block()
		w.Step(w.column, 4*emittedColumns)
		w.Get(w.column)
		w.Const(end)
		w.Less()
	})
}

// block goes through the rows, five at a time; the last tile overlaps the one
// before it, and repeats the last row where there are fewer than five.
func (w *emitter) block() {
	if w.tiles > 0 {
		w.outerBlocks()
		return
	}
	w.Get(w.b)
	w.Get(w.column)
	w.Add()
	w.Set(w.rest)
	if w.packs {
		w.Get(w.leaves)
		w.Const(int32(w.terms.Len()))
		w.Mul()
		w.Set(w.count[0])
		w.pack()
	}
	w.eachTile(func() {
		w.rowAddresses(w.a, w.rows, w.ar)
		w.startOfB()
		w.tile()
		w.finish()
	})
}

// eachTile does something for each tile, whose first row is w.i.
func (w *emitter) eachTile(do func()) {
	w.Const(0)
	w.Set(w.i)
	w.Loop(func() {
		w.Min(w.i, w.last)
		do()
		w.Step(w.i, emittedRows)
		w.Get(w.i)
		w.Get(w.m)
		w.Less()
	})
}

// startOfB points to the block's part of B.
func (w *emitter) startOfB() {
	if w.packs {
		w.Const(int32(w.panel()))
	} else {
		w.Get(w.rest)
	}
	w.Set(w.bp)
}

// rowAddresses sets where the tile's rows begin in a matrix, given its address
// and the table of its rows.
func (w *emitter) rowAddresses(base, table wasmcode.Local, rows []wasmcode.Local) {
	w.Get(w.m)
	w.Const(1)
	w.Sub()
	w.Set(w.to) // the last row
	for r, row := range rows {
		w.Get(w.i)
		w.Const(int32(r))
		w.Add()
		w.Set(w.at)
		w.Min(w.at, w.to)
		w.Get(table)
		w.Get(w.at)
		w.Const(2)
		w.ShiftLeft()
		w.Add()
		w.Load(0)
		w.Const(2)
		w.ShiftLeft()
		w.Get(base)
		w.Add()
		w.Set(row)
	}
}

func (w *emitter) panel() uint32 { return w.scratch + uint32(tileBytes*(5+4*w.tiles)) }

// pack copies as many rows of the block's columns of B as w.count[0] says side
// by side.
func (w *emitter) pack() {
	w.Get(w.rest)
	w.Set(w.bp)
	w.Const(int32(w.panel()))
	w.Set(w.to)
	w.Loop(func() {
		for half := range uint32(2) {
			w.Get(w.to)
			w.Get(w.bp)
			w.LoadVector(16 * half)
			w.StoreVector(16 * half)
		}
		w.Step(w.to, 4*emittedColumns)
		w.Step(w.bp, 4*int32(w.columns))
		w.Get(w.count[0])
		w.Const(1)
		w.Sub()
		w.Tee(w.count[0])
	})
}

// tile leaves the tile's sums in w.sums.
func (w *emitter) tile() {
	if w.leafStep == 0 {
		w.sumLeaf()
		return
	}
	// w.to is where the next sum waits for its partner.
	waiting := int32(w.scratch + tileBytes)
	w.Const(0)
	w.Set(w.leaf)
	w.Const(waiting)
	w.Set(w.to)
	w.Loop(func() {
		w.sumLeaf()
		w.Get(w.leaf)
		w.Set(w.pairs)
		w.while(func() { w.Get(w.pairs); w.Const(1); w.And() }, func() {
			w.Step(w.to, -tileBytes)
			w.addTile(w.to)
			w.Get(w.pairs)
			w.Const(1)
			w.ShiftRight()
			w.Set(w.pairs)
		})
		w.storeTile(w.to)
		w.Step(w.to, tileBytes)
		for _, a := range w.ar {
			w.Step(a, 4*int32(w.leafStep-w.terms.Runs*w.terms.RunStep))
		}
		w.Step(w.leaf, 1)
		w.Get(w.leaf)
		w.Get(w.leaves)
		w.Less()
	})
	w.Step(w.to, -tileBytes)
	w.while(func() { w.Const(waiting); w.Get(w.to); w.Less() }, func() {
		w.Step(w.to, -tileBytes)
		w.addTile(w.to)
	})
}

// outerBlocks goes through all tiles with one outer block of the terms, whose
// part of A and of B stays in the caches, before it turns to the next. The
// tiles' sums wait in memory: in the first of some slots those of all leaves so
// far, in the others those that wait for a partner.
func (w *emitter) outerBlocks() {
	t := w.terms
	terms := int32(t.Runs * t.Length)
	first := int32(w.scratch + 5*tileBytes)
	size := int32(w.tiles) * tileBytes // of a slot
	w.Get(w.a)
	w.Set(w.image)
	w.Get(w.b)
	w.Get(w.column)
	w.Add()
	w.Set(w.rest)
	w.Const(0)
	w.Set(w.leaf)
	w.Const(first)
	w.Set(w.slot)
	w.Loop(func() {
		w.eachTileInSlot(func() {
			w.clearSums()
			w.storeTile(w.pairs)
		})
		w.Repeat(w.count[2], int32(t.Outer), func() {
			if w.packs {
				w.Const(terms)
				w.Set(w.count[0])
				w.pack()
			}
			w.Get(w.slot)
			w.Set(w.total)
			w.eachTile(func() {
				w.rowAddresses(w.image, w.rows, w.ar)
				w.startOfB()
				w.groups(true)
				w.Step(w.total, tileBytes)
			})
			w.Step(w.image, 4*int32(t.OuterStep))
			w.Step(w.rest, terms*4*int32(w.columns))
		})
		w.Step(w.image, 4*int32(w.leafStep-t.Outer*t.OuterStep))
		w.Get(w.leaf)
		w.Set(w.count[2])
		w.while(func() { w.Get(w.count[2]); w.Const(1); w.And() }, func() {
			w.mergeSlots(size)
			w.Get(w.count[2])
			w.Const(1)
			w.ShiftRight()
			w.Set(w.count[2])
		})
		w.Step(w.slot, size)
		w.Step(w.leaf, 1)
		w.Get(w.leaf)
		w.Get(w.leaves)
		w.Less()
	})
	w.Step(w.slot, -size)
	w.while(func() { w.Const(first); w.Get(w.slot); w.Less() }, func() { w.mergeSlots(size) })
	w.Const(first)
	w.Set(w.total)
	w.eachTile(func() {
		w.clearSums()
		w.addTile(w.total)
		w.finish()
		w.Step(w.total, tileBytes)
	})
}

// eachTileInSlot does something for each tile of the slot, whose address is in
// w.pairs.
func (w *emitter) eachTileInSlot(do func()) {
	w.Get(w.slot)
	w.Set(w.pairs)
	w.Repeat(w.count[0], int32(w.tiles), func() {
		do()
		w.Step(w.pairs, tileBytes)
	})
}

// mergeSlots adds the slot's tiles to those of the slot before it, and moves
// there.
func (w *emitter) mergeSlots(size int32) {
	w.Get(w.slot)
	w.Set(w.total)
	w.Step(w.slot, -size)
	w.eachTileInSlot(func() {
		w.clearSums()
		w.addTile(w.pairs)
		w.addTile(w.total)
		w.storeTile(w.pairs)
		w.Step(w.total, tileBytes)
	})
}

// while repeats body as long as the condition holds.
func (w *emitter) while(condition, body func()) {
	condition()
	w.If(func() {
		w.Loop(func() {
			body()
			condition()
		})
	})
}

// addTile adds a tile in memory to the sums; storeTile puts them there.
func (w *emitter) addTile(at wasmcode.Local) {
	for i, s := range w.sums {
		w.Get(at)
		w.LoadVector(16 * uint32(i))
		w.Get(s)
		w.AddVector()
		w.Set(s)
	}
}

func (w *emitter) storeTile(at wasmcode.Local) {
	for i, s := range w.sums {
		w.Get(at)
		w.Get(s)
		w.StoreVector(16 * uint32(i))
	}
}

func (w *emitter) clearSums() {
	for _, s := range w.sums {
		w.Splat(0)
		w.Set(s)
	}
}

// sumLeaf leaves one leaf's sums, and moves to the leaf's end in A and B.
func (w *emitter) sumLeaf() {
	t := w.terms
	runs, piece := t.grouping()
	several := runs < t.Runs || piece < t.Length
	if several {
		w.Const(int32(w.scratch))
		w.Set(w.total)
		w.clearSums()
		w.storeTile(w.total)
	}
	w.groups(several)
}

// groups sums one outer block's groups. If there are several, or others before
// them, the sums so far are at w.total.
func (w *emitter) groups(several bool) {
	t := w.terms
	runs, piece := t.grouping()
	group := func(runs, length int, after int32) {
		w.clearSums()
		w.runs(runs, length, after)
		if several {
			w.addTile(w.total)
			w.storeTile(w.total)
		}
	}
	runStep := 4 * int32(t.RunStep)
	if piece < t.Length {
		w.Repeat(w.count[0], int32(t.Runs), func() {
			w.Repeat(w.count[1], int32(t.Length/piece), func() { group(1, piece, 4*int32(piece*t.Step)) })
			if rest := t.Length % piece; rest > 0 {
				group(1, rest, 4*int32(rest*t.Step))
			}
			w.move(runStep - 4*int32(t.Length*t.Step))
		})
	} else {
		w.Repeat(w.count[0], int32(t.Runs/runs), func() { group(runs, t.Length, runStep) })
		if rest := t.Runs % runs; rest > 0 {
			group(rest, t.Length, runStep)
		}
	}
}

// move moves all rows of A.
func (w *emitter) move(bytes int32) {
	for _, a := range w.ar {
		w.Step(a, bytes)
	}
}

// unrolled is how many terms are written one after the other at most.
const unrolled = 32

// runs adds the terms of some runs to the sums. After a run, A moves to after
// bytes from its beginning.
func (w *emitter) runs(runs, length int, after int32) {
	step := 4 * int32(w.terms.Step)
	if runs*length <= unrolled {
		for r := range runs {
			for i := range length {
				w.term(uint32(int32(r)*after+int32(i)*step), r*length+i)
			}
		}
		w.move(int32(runs) * after)
		w.Step(w.bp, int32(runs*length)*w.rowStep())
		return
	}
	w.Repeat(w.count[3], int32(runs), func() {
		if runs > 1 && length <= unrolled {
			for i := range length {
				w.term(uint32(int32(i)*step), i)
			}
			w.move(after)
			w.Step(w.bp, int32(length)*w.rowStep())
			return
		}
		at := 8
		for _, n := range []int{10, 9, 8, 7, 6, 5} {
			if length%n == 0 {
				at = n
				break
			}
		}
		w.Repeat(w.pairs, int32(length/at), func() {
			for i := range at {
				w.term(uint32(int32(i)*step), i)
			}
			w.move(int32(at) * step)
			w.Step(w.bp, int32(at)*w.rowStep())
		})
		rest := length % at
		for i := range rest {
			w.term(uint32(int32(i)*step), i)
		}
		w.move(after - int32(length-rest)*step)
		w.Step(w.bp, int32(rest)*w.rowStep())
	})
}

// term adds one term to all sums: an element of each row of A, so many bytes
// from where it stands, times a row of B, so many rows from where it stands.
func (w *emitter) term(offset uint32, row int) {
	second := w.second()
	if w.packs {
		second = 16
	}
	w.Get(w.bp)
	w.LoadVector(uint32(int32(row) * w.rowStep()))
	w.Set(w.x)
	w.Get(w.bp)
	w.LoadVector(uint32(int32(row)*w.rowStep()) + second)
	w.Set(w.y)
	for r, a := range w.ar {
		w.Get(a)
		w.LoadSplat(offset)
		w.Set(w.e)
		for half, v := range []wasmcode.Local{w.x, w.y} {
			s := w.sums[2*r+half]
			w.Get(s)
			w.Get(w.e)
			w.Get(v)
			w.MulVector()
			w.AddVector()
			w.Set(s)
		}
	}
}

// finish adds the bias, rectifies, and writes the sums to C.
func (w *emitter) finish() {
	w.rowAddresses(w.c, w.out, w.cr)
	w.Get(w.bias)
	w.If(func() {
		for half := range 2 {
			w.Get(w.bias)
			w.Get(w.column)
			w.Add()
			w.LoadVector(uint32(half) * w.second())
			w.Set(w.x)
			for r := range emittedRows {
				s := w.sums[2*r+half]
				w.Get(s)
				w.Get(w.x)
				w.AddVector()
				w.Set(s)
			}
		}
	})
	if w.rectify {
		for _, s := range w.sums {
			w.Get(s)
			w.Get(s)
			w.Splat(0)
			w.LessVector()
			w.AndNotVector()
			w.Set(s)
		}
	}
	for r := range emittedRows {
		for half := range 2 {
			w.Get(w.cr[r])
			w.Get(w.column)
			w.Add()
			w.Get(w.sums[2*r+half])
			w.StoreVector(uint32(half) * w.second())
		}
	}
}

// TryEmitted reports whether emitted code can be had and computes what it
// should, in a product small enough to try.
func TryEmitted() bool {
	p := NewProduct(ProductShape{Rows: Steps(1, 1), Out: Steps(1, 4), Terms: Row(3), Columns: 4})
	e := p.shape().instantiate()
	if e == nil {
		return false
	}
	p.emitted = e.call
	b := Make(12)
	for i := range b {
		b[i] = float32(i)
	}
	c := make([]float32, 4)
	p.Run(c, []float32{1, 2, 3}, b, nil, 1, 1)
	runtime.KeepAlive(e) // its scratch memory
	return [4]float32(c) == [4]float32{0 + 2*4 + 3*8, 1 + 2*5 + 3*9, 2 + 2*6 + 3*10, 3 + 2*7 + 3*11}
}
