//go:build js

package crew

import "syscall/js"

// A worker is one worker of the crew, as the laboratory sees it.
type worker struct {
	value   js.Value // the browser's Worker
	heard   js.Func
	failed  js.Func
	unsent  []func() // messages that wait until it has started
	started bool     // it hears messages
	briefed int      // the number of the last brief that it knows
	desk    desk     // of a member
	gone    bool
}

// hire starts a worker from the program that this one runs: it is compiled
// already. What the worker says is told to news, and in words to lost why it
// cannot go on.
func hire(name string, news func(*worker, js.Value), lost func(*worker, string)) *worker {
	w := &worker{value: js.Global().Get("Worker").New(js.Global().Get("location").Get("href"), map[string]any{"name": name})}
	w.heard = js.FuncOf(func(_ js.Value, args []js.Value) any {
		data := args[0].Get("data")
		switch {
		case w.gone:
		case data.Type() == js.TypeString: // its last words: see worker.js
			lost(w, data.String())
		case data.Get("started").Truthy():
			w.started = true
			for _, send := range w.unsent {
				send()
			}
			w.unsent = nil
		default:
			news(w, data)
		}
		return nil
	})
	w.failed = js.FuncOf(func(_ js.Value, args []js.Value) any {
		if words := args[0].Get("message"); !w.gone && words.Type() == js.TypeString && words.String() != "" {
			lost(w, words.String())
		} else if !w.gone {
			lost(w, "it could not be started")
		}
		return nil
	})
	w.value.Set("onmessage", w.heard)
	w.value.Set("onerror", w.failed)
	w.value.Call("postMessage", map[string]any{"program": js.Global().Get("program")})
	return w
}

// tell posts a message, once the worker can hear it. The buffers of the arrays
// in moved are handed over.
func (w *worker) tell(message map[string]any, moved ...js.Value) {
	send := func() {
		buffers := make([]any, len(moved))
		for i, array := range moved {
			buffers[i] = array.Get("buffer")
		}
		w.value.Call("postMessage", message, buffers)
	}
	if !w.started {
		w.unsent = append(w.unsent, send)
		return
	}
	send()
}

// end ends a worker, whatever it is doing.
func (w *worker) end() {
	w.gone = true
	w.unsent = nil
	w.value.Set("onmessage", js.Null())
	w.value.Set("onerror", js.Null())
	w.value.Call("terminate")
	go func() { // a callback may not be released while it runs
		w.heard.Release()
		w.failed.Release()
	}()
}
