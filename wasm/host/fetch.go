//go:build js

package host

import (
	"errors"
	"strconv"
	"syscall/js"

	"glyphlab/wasm/lab"
)

// Fetch loads a file chunk by chunk as it comes from the network; each arrives
// at Next as a [lab.Chunk] with this id.
func (h *Host) Fetch(id int, url string) {
	f := &fetching{host: h, id: id, url: url}
	f.answered = js.FuncOf(f.onAnswer)
	f.read = js.FuncOf(f.onRead)
	f.failed = js.FuncOf(f.onFailure)
	js.Global().Call("fetch", url).Call("then", f.answered, f.failed)
}

type fetching struct {
	host   *Host
	id     int
	url    string
	reader js.Value

	answered, read, failed js.Func
}

func (f *fetching) onAnswer(_ js.Value, args []js.Value) any {
	response := args[0]
	if !response.Get("ok").Bool() {
		f.end(errors.New(f.url + " could not be loaded: the server answered " +
			strconv.Itoa(response.Get("status").Int()) + " " + response.Get("statusText").String()))
		return nil
	}
	f.reader = response.Get("body").Call("getReader")
	f.next()
	return nil
}

func (f *fetching) next() { f.reader.Call("read").Call("then", f.read, f.failed) }

func (f *fetching) onRead(_ js.Value, args []js.Value) any {
	if args[0].Get("done").Bool() {
		f.end(nil)
		return nil
	}
	value := args[0].Get("value")
	chunk := lab.Chunk{ID: f.id, Bytes: make([]byte, value.Length())}
	js.CopyBytesToGo(chunk.Bytes, value)
	f.host.deliver(chunk)
	f.next()
	return nil
}

func (f *fetching) onFailure(_ js.Value, args []js.Value) any {
	f.end(errors.New(f.url + " could not be loaded: " + args[0].Get("message").String() + ". Is the server still running?"))
	return nil
}

func (f *fetching) end(err error) {
	f.host.deliver(lab.Chunk{ID: f.id, Last: true, Err: err})
	// A callback may not be released while it runs; each of the three is done
	// by the time the browser is back at its event loop.
	go func() {
		f.answered.Release()
		f.read.Release()
		f.failed.Release()
	}()
}
