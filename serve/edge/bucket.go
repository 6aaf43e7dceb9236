//go:build js

package main

import (
	"fmt"
	"io/fs"
	"syscall/js"
	"time"
)

// A bucket is one of R2's as a file system. Opening a file begins to get the
// whole of it, so that most requests take one operation; a part takes another.
type bucket struct{ js.Value }

func (b bucket) Open(name string) (fs.File, error) {
	object, err := await(b.Call("get", name))
	if err == nil && object.IsNull() {
		err = fs.ErrNotExist
	}
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	whole := object.Get("body")
	f := &file{
		name:     name,
		size:     int64(object.Get("size").Float()),
		modified: time.UnixMilli(int64(object.Get("uploaded").Call("getTime").Float())),
	}
	f.stream = func(offset, length int64) (js.Value, error) {
		if offset == 0 && length == f.size {
			stream := whole
			whole = js.Undefined()
			return stream, nil
		}
		return b.part(name, object.Get("etag").String(), offset, length)
	}
	f.drop = func() {
		if !whole.IsUndefined() {
			whole.Call("cancel")
		}
	}
	return f, nil
}

// part gets some bytes of the object that has that tag still.
func (b bucket) part(name, etag string, offset, length int64) (js.Value, error) {
	object, err := await(b.Call("get", name, map[string]any{
		"range":  map[string]any{"offset": offset, "length": length},
		"onlyIf": map[string]any{"etagMatches": etag},
	}))
	if err != nil {
		return js.Value{}, err
	}
	if object.IsNull() || object.Get("body").IsUndefined() {
		return js.Value{}, fmt.Errorf("%s was replaced in the bucket while it was sent", name)
	}
	return object.Get("body"), nil
}
