//go:build js

package main

import (
	"errors"
	"io"
	"io/fs"
	"syscall/js"
	"time"
)

// A file is content that Cloudflare keeps: an asset or an object of a bucket.
type file struct {
	name     string
	size     int64
	modified time.Time                                    // zero where it is not known
	stream   func(offset, length int64) (js.Value, error) // begins to get a part, as a ReadableStream
	drop     func()                                       // ends what was begun and not asked for; may be nil

	at     int64    // the next byte to read
	reader js.Value // of the stream that is being read from there; undefined: none
	chunk  []byte   // what it brought and was not read yet
}

// Seek only notes the place.
func (f *file) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += f.at
	case io.SeekEnd:
		offset += f.size
	}
	if offset < 0 {
		return 0, errors.New("seek before the beginning of " + f.name)
	}
	if offset != f.at {
		f.stop()
	}
	f.at = offset
	return offset, nil
}

// Read brings the bytes through this program. That is for answers of several
// parts; all others are handed over as a stream.
func (f *file) Read(p []byte) (int, error) {
	if f.at >= f.size {
		return 0, io.EOF
	}
	if f.reader.IsUndefined() {
		stream, err := f.stream(f.at, f.size-f.at)
		if err != nil {
			return 0, err
		}
		f.reader = stream.Call("getReader")
	}
	for len(f.chunk) == 0 {
		next, err := await(f.reader.Call("read"))
		if err != nil {
			return 0, err
		}
		if next.Get("done").Bool() {
			return 0, io.ErrUnexpectedEOF
		}
		bytes := next.Get("value")
		f.chunk = make([]byte, bytes.Length())
		js.CopyBytesToGo(f.chunk, bytes)
	}
	n := copy(p, f.chunk)
	f.chunk = f.chunk[n:]
	f.at += int64(n)
	return n, nil
}

// take returns the next n bytes as a stream.
func (f *file) take(n int64) (js.Value, error) {
	f.stop()
	stream, err := f.stream(f.at, n)
	if err == nil {
		f.at += n
	}
	return stream, err
}

func (f *file) stop() {
	if !f.reader.IsUndefined() {
		f.reader.Call("cancel")
		f.reader, f.chunk = js.Undefined(), nil
	}
}

func (f *file) Close() error {
	f.stop()
	if f.drop != nil {
		f.drop()
	}
	return nil
}

func (f *file) Stat() (fs.FileInfo, error) { return info{f}, nil }

type info struct{ *file }

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) Mode() fs.FileMode  { return 0o444 }
func (i info) ModTime() time.Time { return i.modified }
func (i info) IsDir() bool        { return false }
func (i info) Sys() any           { return nil }
