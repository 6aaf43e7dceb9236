//go:build js

package host

import (
	"errors"
	"strconv"
	"strings"
	"syscall/js"

	"glyphlab/engine/problem"
	"glyphlab/wasm/lab"
)

// pauses are the seconds before each new try to get at a server that does not
// answer. Once bytes come again, they begin anew.
var pauses = []float64{0.5, 1, 2, 4, 8, 15}

// silence is after how many seconds without a byte a connection is taken for
// broken.
var silence = 20.0

// Fetch loads a file chunk by chunk: see [lab.Host].
func (h *Host) Fetch(id int, file lab.File) {
	f := &fetching{Host: h, id: id, file: file, over: make(chan struct{}, 1)}
	f.keeps = file.Shelf != "" && h.store.takes(file.URL)
	h.fetches[id] = f
	go f.run()
}

// Keep keeps a file: see [lab.Host].
func (h *Host) Keep(id int) {
	if f := h.fetches[id]; f != nil {
		delete(h.fetches, id)
		if f.keeps && !f.stored {
			h.store.keep(f.file, f.parts)
		}
	}
}

// Drop gives a file up: see [lab.Host].
func (h *Host) Drop(id int) {
	if f := h.fetches[id]; f != nil {
		delete(h.fetches, id)
		f.dropped = true
		f.wake()
		f.abort()
	}
}

// A fetching is a file on its way. Its run is a goroutine of its own.
type fetching struct {
	*Host
	id   int
	file lab.File
	*waiter

	received int        // bytes given to the laboratory
	stored   bool       // they come from the store
	keeps    bool       // what comes is to be kept, if it turns out to be whole
	parts    []js.Value // of what has come, where it is to be kept: arrays of bytes, or blobs
	loose    int        // bytes of the arrays among them

	controller js.Value // of the request that is under way
	unparted   bool     // the server cannot be asked for a part of the file
	stalled    bool     // it was given up, as nothing came
	dropped    bool
	over       chan struct{} // ends a pause
}

func (f *fetching) run() {
	f.waiter = newWaiter()
	defer f.release()
	var err error
	if !f.fromStore() {
		err = f.fromNetwork()
	}
	if f.dropped {
		return
	}
	if err != nil || f.file.Shelf == "" {
		delete(f.fetches, f.id)
	}
	f.deliver(lab.Chunk{ID: f.id, Last: true, Err: err})
}

// fromStore reads what was kept of the file, and reports whether that was all
// of it. If reading fails, the network goes on where it stopped.
func (f *fetching) fromStore() bool {
	if !f.keeps {
		return false
	}
	if f.file.Fresh {
		f.store.remove(f.file)
		return false
	}
	response := f.store.find(f.file, f.waiter)
	if !response.Truthy() {
		return false
	}
	f.stored = true
	err := f.read(response.Get("body").Call("getReader"), 0)
	if f.stored = err == nil; !f.stored {
		f.keeps = false // its beginning is not among the parts
		f.store.remove(f.file)
	}
	return f.stored
}

// fromNetwork loads the file, or what is missing of it. It tries again for as
// long as a person might wait for it, and longer if something comes each time.
func (f *fetching) fromNetwork() error {
	for failures := 0; ; failures++ {
		before := f.received
		err := f.request()
		if err == nil || f.dropped {
			return nil
		}
		if f.received > before {
			failures = 0
		}
		if _, final := err.(refusal); final {
			return problem.New(f.file.URL, " could not be loaded: ", err)
		}
		if failures == len(pauses) {
			return problem.New(f.file.URL, " could not be loaded: ", err, ". Is the server still running?")
		}
		f.deliver(lab.Chunk{ID: f.id, Waiting: err.Error() + "; trying again"})
		if f.pause(pauses[failures]); f.dropped {
			return nil
		}
	}
}

// A refusal is an answer that another try would not change.
type refusal struct{ error }

// request asks for what is missing of the file, and reads it.
func (f *fetching) request() error {
	f.stalled = false
	f.controller = js.Global().Get("AbortController").New()
	options := map[string]any{"signal": f.controller.Get("signal")}
	if f.file.Fresh {
		options["cache"] = "reload"
	}
	if f.received > 0 && !f.unparted {
		// With a range, a browser asks for the file as it is: so these are bytes
		// of the file, and not of its compressed form.
		options["headers"] = map[string]any{"Range": "bytes=" + strconv.Itoa(f.received) + "-"}
	}
	response, err := f.soon(js.Global().Call("fetch", f.file.URL, options))
	if err != nil {
		return err
	}
	switch status := response.Get("status").Int(); {
	case status == 416 && f.received > 0:
		return nil // there is no more of it; whoever decodes it knows whether that is all
	case status >= 500 && f.received > 0:
		return answered(response)
	case !response.Get("ok").Bool():
		return refusal{answered(response)}
	case status == 206 && begins(response) == f.received:
		return f.rest(response, 0)
	case status == 206:
		f.abort()
		f.unparted = true
		return errors.New("wrong part sent")
	}
	return f.rest(response, f.received)
}

func answered(response js.Value) error {
	return problem.New("the server answered ", response.Get("status").Int(), " ", response.Get("statusText").String())
}

// begins returns at which byte of the file a part of it begins, -1 if that
// cannot be told: the answer does not say so, or counts compressed bytes.
func begins(response js.Value) int {
	headers := response.Get("headers")
	if encoding := headers.Call("get", "Content-Encoding"); encoding.Truthy() && encoding.String() != "identity" {
		return -1
	}
	text := headers.Call("get", "Content-Range")
	if text.IsNull() {
		return -1
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(text.String(), "bytes "), "-")
	n, err := strconv.Atoi(first)
	if err != nil {
		return -1
	}
	return n
}

// rest reads an answer, of which the first bytes are there already.
func (f *fetching) rest(response js.Value, skip int) error {
	before := f.received
	err := f.read(response.Get("body").Call("getReader"), skip)
	switch {
	case f.received == f.file.Bytes:
		return nil
	case err == nil && f.received < f.file.Bytes && f.received > before:
		return errors.New("connection ended early")
	}
	return err
}

// read gives the laboratory what comes, but for the first bytes.
func (f *fetching) read(reader js.Value, skip int) error {
	for {
		next, err := f.soon(reader.Call("read"))
		if err != nil {
			return err
		}
		if f.dropped || next.Get("done").Bool() {
			return nil
		}
		part := next.Get("value")
		n := part.Length()
		if skipped := min(skip, n); skipped > 0 {
			skip, n = skip-skipped, n-skipped
			part = part.Call("subarray", skipped)
		}
		if n == 0 {
			continue
		}
		if f.keeps && !f.stored {
			f.hold(part, n)
		}
		chunk := lab.Chunk{ID: f.id, Bytes: make([]byte, n)}
		js.CopyBytesToGo(chunk.Bytes, part)
		f.received += n
		f.deliver(chunk)
	}
}

// looseBytes is how many bytes are held in arrays, which are in the program's
// memory, before they become a blob, which need not be.
const looseBytes = 4 << 20

// hold remembers a part of what came, until the file is known to be right.
func (f *fetching) hold(part js.Value, n int) {
	f.parts = append(f.parts, part)
	if f.loose += n; f.loose >= looseBytes {
		f.parts = []js.Value{blob(f.parts)}
		f.loose = 0
	}
}

func blob(parts []js.Value) js.Value {
	list := js.Global().Get("Array").New()
	for _, part := range parts {
		list.Call("push", part)
	}
	return js.Global().Get("Blob").New(list)
}

// soon waits for a promise of the request that is under way, and gives the
// request up if nothing happens for long.
func (f *fetching) soon(promise js.Value) (js.Value, error) {
	giveUp := js.FuncOf(func(js.Value, []js.Value) any {
		f.stalled = true
		f.abort()
		return nil
	})
	defer giveUp.Release()
	timer := js.Global().Call("setTimeout", giveUp, 1000*silence)
	defer js.Global().Call("clearTimeout", timer)
	value, err := f.wait(promise)
	switch {
	case err == nil:
		return value, nil
	case f.stalled:
		return value, errors.New("nothing comes")
	case js.Global().Get("navigator").Get("onLine").Equal(js.ValueOf(false)):
		return value, errors.New("not connected")
	}
	return value, errors.New("connection broken")
}

// abort ends the request that is under way, if there is one.
func (f *fetching) abort() {
	if f.controller.Truthy() {
		f.controller.Call("abort")
	}
}

// pause waits so many seconds, or until the browser says that it is connected
// again, or until the file is given up.
func (f *fetching) pause(seconds float64) {
	select { // a wake that came too late for the last one
	case <-f.over:
	default:
	}
	wake := js.FuncOf(func(js.Value, []js.Value) any {
		f.wake()
		return nil
	})
	defer wake.Release()
	global := js.Global()
	timer := global.Call("setTimeout", wake, 1000*seconds)
	defer global.Call("clearTimeout", timer)
	global.Call("addEventListener", "online", wake)
	defer global.Call("removeEventListener", "online", wake)
	<-f.over
}

// wake ends the pause, if there is one.
func (f *fetching) wake() {
	select {
	case f.over <- struct{}{}:
	default:
	}
}
