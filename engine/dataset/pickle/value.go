package pickle

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"glyphlab/engine/dataset/numpy"
)

// A value is what the stack holds: nil for None, bool, int64, float64, text,
// tuple, *list, *dict, function, *numberType or *ndarray.
type value any

type (
	tuple []value
	list  struct {
		items []value
		array *numpy.Array // of them, once it is asked for
	}
	dict struct{ items []value } // key, value, key, value …
	// function is one that is known by name, and never called.
	function struct{ module, name string }
	// numberType is a numpy.dtype.
	numberType struct{ descr string }
	ndarray    struct {
		set   bool
		shape []int
		kind  numpy.Type
		data  text
	}
)

// kind names a value for errors.
func kind(v value) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case bool:
		return "a truth value"
	case int64, float64:
		return "a number"
	case text:
		if v.unicode {
			return "text"
		}
		return "bytes"
	case tuple:
		return "a tuple"
	case *list:
		return "a list"
	case *dict:
		return "a dict"
	case function:
		return "the function " + v.String()
	case *numberType:
		return "a NumPy dtype"
	}
	return "a NumPy array"
}

func (f function) String() string { return f.module + "." + f.name }

// What is understood. NumPy 2 calls its module core _core.
var (
	reconstruct = []function{{"numpy.core.multiarray", "_reconstruct"}, {"numpy._core.multiarray", "_reconstruct"}}
	frombuffer  = []function{{"numpy.core.numeric", "_frombuffer"}, {"numpy._core.numeric", "_frombuffer"}}
	scalar      = []function{{"numpy.core.multiarray", "scalar"}, {"numpy._core.multiarray", "scalar"}}
	dtype       = []function{{"numpy", "dtype"}}
	encode      = []function{{"_codecs", "encode"}}
	emptyBytes  = []function{{"__builtin__", "bytes"}, {"builtins", "bytes"}}
	arrayClass  = []function{{"numpy", "ndarray"}}

	known = [][]function{reconstruct, frombuffer, scalar, dtype, encode, emptyBytes, arrayClass}
)

func (f function) is(names []function) bool {
	for _, name := range names {
		if f == name {
			return true
		}
	}
	return false
}

func (m *machine) global(op byte) error {
	var f function
	var err error
	if op == 'c' {
		if f.module, err = m.in.line(); err == nil {
			f.name, err = m.in.line()
		}
	} else {
		var names []value
		if names, err = m.popN(2); err == nil {
			if f.module, err = m.short(names[0]); err == nil {
				f.name, err = m.short(names[1])
			}
		}
	}
	if err != nil {
		return err
	}
	for _, names := range known {
		if f.is(names) {
			return m.push(f)
		}
	}
	return fmt.Errorf("it asks for %.80s, which NumPy's arrays do not need, and nothing is run; save a dict of arrays only", f)
}

func (m *machine) call() error {
	items, err := m.popN(2)
	if err != nil {
		return err
	}
	f, ok := items[0].(function)
	args, isTuple := items[1].(tuple)
	if !ok || !isTuple {
		return fmt.Errorf("%v cannot be called with %v", kind(items[0]), kind(items[1]))
	}
	v, err := m.apply(f, args)
	if err != nil {
		return fmt.Errorf("%v: %w", f, err)
	}
	return m.push(v)
}

var errArguments = errors.New("its arguments are not those that NumPy writes")

func (m *machine) apply(f function, args tuple) (value, error) {
	switch {
	case f.is(reconstruct) && len(args) == 3:
		if class, ok := args[0].(function); !ok || !class.is(arrayClass) {
			return nil, fmt.Errorf("it makes %v; numpy.ndarray can be read", kind(args[0]))
		}
		return &ndarray{}, nil
	case f.is(dtype) && len(args) >= 1:
		descr, err := m.short(args[0])
		return &numberType{descr}, err
	case f.is(encode) && len(args) == 2:
		return m.encode(args)
	case f.is(emptyBytes) && len(args) == 0:
		return text{}, nil
	case f.is(frombuffer) && len(args) == 4:
		order, err := m.short(args[3])
		if err != nil {
			return nil, err
		}
		a := &ndarray{}
		return a, a.fill(args[2], args[1], order == "F", args[0])
	case f.is(scalar) && len(args) == 2:
		return m.scalar(args)
	}
	return nil, errArguments
}

// encode undoes how Python 3 writes bytes where there are none.
func (m *machine) encode(args tuple) (value, error) {
	t, ok := args[0].(text)
	encoding, err := m.short(args[1])
	if err != nil {
		return nil, err
	}
	if !ok || !t.unicode || encoding != "latin1" && encoding != "latin-1" {
		return nil, errArguments
	}
	t.unicode = false
	if t.form == plain {
		t.form = latin1
	}
	return t, nil
}

func (m *machine) scalar(args tuple) (value, error) {
	nt, ok := args[0].(*numberType)
	if !ok {
		return nil, errArguments
	}
	kind, err := numpy.ParseType(nt.descr)
	if err != nil {
		return nil, err
	}
	b, err := m.short(args[1])
	if err != nil {
		return nil, err
	}
	return kind.Int([]byte(b))
}

// build gives an array or a type what it was pickled with.
func (m *machine) build() error {
	items, err := m.popN(1)
	if err != nil {
		return err
	}
	v, err := m.top()
	if err != nil {
		return err
	}
	state, ok := items[0].(tuple)
	switch v := v.(type) {
	case *numberType: // (version, byte order, …)
		if !ok || len(state) < 2 {
			return errArguments
		}
		order, err := m.short(state[1])
		if err != nil {
			return err
		}
		if len(v.descr) > 0 && (v.descr[0] < '<' || v.descr[0] > '>') && v.descr[0] != '|' {
			v.descr = order + v.descr
		}
		return nil
	case *ndarray: // (version, shape, type, Fortran's order, bytes)
		if !ok || len(state) != 5 {
			return errArguments
		}
		fortran := false
		switch f := state[3].(type) {
		case bool:
			fortran = f
		case int64:
			fortran = f != 0
		}
		return v.fill(state[1], state[2], fortran, state[4])
	}
	return fmt.Errorf("%v has no state to be set; save a dict of arrays only", kind(v))
}

func (a *ndarray) fill(shape, kindOf value, fortran bool, data value) error {
	lengths, isShape := shape.(tuple)
	nt, isType := kindOf.(*numberType)
	if !isShape || !isType {
		return errArguments
	}
	var err error
	if a.kind, err = numpy.ParseType(nt.descr); err != nil {
		return err
	}
	a.shape = nil
	for _, v := range lengths {
		n, ok := v.(int64)
		if !ok || n < 0 || n > 1<<40 {
			return errArguments
		}
		a.shape = append(a.shape, int(n))
	}
	if fortran && len(a.shape) > 1 {
		return numpy.ErrFortran
	}
	var ok bool
	if a.data, ok = data.(text); !ok {
		return fmt.Errorf("the array's numbers are in %v, not in bytes", kind(data))
	}
	want, err := (&numpy.Array{Shape: a.shape, Type: a.kind}).Bytes()
	if err != nil {
		return err
	}
	if a.data.form == plain && a.data.length != want {
		return fmt.Errorf("an array of shape %v has %d bytes, not %d", a.shape, want, a.data.length)
	}
	a.set = true
	return nil
}

// arrays returns what a dict holds.
func (m *machine) arrays(d *dict) (map[string]*numpy.Array, error) {
	arrays := map[string]*numpy.Array{}
	for i := 0; i < len(d.items); i += 2 {
		key, err := m.short(d.items[i])
		if err != nil {
			return nil, fmt.Errorf("the dict's keys: %w", err)
		}
		switch v := d.items[i+1].(type) {
		case *ndarray:
			if !v.set {
				return nil, fmt.Errorf("%q is an array without numbers; the file is damaged", key)
			}
			arrays[key] = &numpy.Array{Shape: v.shape, Type: v.kind, Open: func() (io.Reader, error) { return v.data.open(m.in.file), nil }}
		case *list:
			if arrays[key], err = v.asArray(); err != nil {
				return nil, fmt.Errorf("%q: %w", key, err)
			}
		default:
			return nil, fmt.Errorf("%q is %v; arrays and lists of integers were expected", key, kind(v))
		}
	}
	return arrays, nil
}

// asArray returns a list of integers as an array.
func (l *list) asArray() (*numpy.Array, error) {
	if l.array != nil {
		return l.array, nil
	}
	data := make([]byte, 0, 8*len(l.items))
	for _, v := range l.items {
		n, ok := v.(int64)
		if !ok {
			return nil, fmt.Errorf("the list has %v; integers were expected", kind(v))
		}
		data = binary.LittleEndian.AppendUint64(data, uint64(n))
	}
	l.array = &numpy.Array{
		Shape: []int{len(l.items)}, Type: numpy.Type{Kind: 'i', Size: 8},
		Open: func() (io.Reader, error) { return bytes.NewReader(data), nil },
	}
	return l.array, nil
}
