//go:build js

package main

import (
	"syscall/js"

	"glyphlab/wasm/message"
)

// A searcher is a worker of a search.
type searcher struct {
	worker        js.Value
	heard, failed js.Func
}

// Cores returns how many workers this machine runs at a time.
func (b *browser) Cores() int { return int(cores()) }

// StartSearcher starts worker number i of a search, or another one in its
// place.
func (b *browser) StartSearcher(i int) {
	for len(b.searchers) <= i {
		b.searchers = append(b.searchers, nil)
	}
	if before := b.searchers[i]; before != nil {
		before.end()
	}
	s := &searcher{worker: b.lab.Call("startWorker", "glyphlab search")}
	b.searchers[i] = s
	// What is still on its way from one that was ended is not heard.
	current := func() bool { return i < len(b.searchers) && b.searchers[i] == s }
	receive := func(m message.Message) { b.page.ReceiveSearcher(i, m) }
	stopped := func(why string) { b.page.SearcherStopped(i, why) }
	s.heard = js.FuncOf(func(_ js.Value, args []js.Value) any {
		if current() {
			hear(args[0].Get("data"), receive, stopped)
			b.touch()
		}
		return nil
	})
	s.failed = js.FuncOf(func(_ js.Value, args []js.Value) any {
		if current() {
			stopped(lastWords(args[0].Get("message")))
			b.touch()
		}
		return nil
	})
	s.worker.Set("onmessage", s.heard)
	s.worker.Set("onerror", s.failed)
}

// SendSearcher gives a worker of the search a command.
func (b *browser) SendSearcher(i int, m message.Message) { message.Post(b.searchers[i].worker, m) }

// StopSearchers ends all workers of the search.
func (b *browser) StopSearchers() {
	for _, s := range b.searchers {
		s.end()
	}
	b.searchers = nil
}

func (s *searcher) end() {
	s.worker.Set("onmessage", js.Null())
	s.worker.Set("onerror", js.Null())
	s.worker.Call("terminate")
	go func() { // a callback may not be released while it runs
		s.heard.Release()
		s.failed.Release()
	}()
}
