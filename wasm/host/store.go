//go:build js

package host

import (
	"strconv"
	"strings"
	"syscall/js"

	"glyphlab/wasm/lab"
)

// A store keeps files for later visits in the browser's Cache API, each shelf in
// a cache of its own. It takes files whose address names their content, so that
// what is kept is never out of date. Where the browser has no such thing, as for
// a page that came unencrypted from another machine, nothing is kept and
// everything else goes on.
type store struct {
	deliver func(any)
	caches  js.Value    // undefined where there are none
	full    string      // in words, why it takes no more; empty if it does
	jobs    chan func() // done one after the other
	*waiter
}

// cachePrefix is what the names of the store's caches begin with.
const cachePrefix = "glyphlab data: "

// backlog is how many jobs may wait before the laboratory waits for them.
const backlog = 64

func newStore(deliver func(any)) *store {
	return &store{deliver: deliver, caches: js.Global().Get("caches")}
}

// do has a job done in the background, after those before it.
func (s *store) do(job func()) {
	if s.jobs == nil {
		s.jobs, s.waiter = make(chan func(), backlog), newWaiter()
		go func() {
			for job := range s.jobs {
				job()
			}
		}()
	}
	s.jobs <- job
}

// takes reports whether there is a store, and the address names a content that
// it takes: /data/NAME.HASH.EXTENSION or /data/NAME-HASH.EXTENSION.
func (s *store) takes(url string) bool {
	if !s.caches.Truthy() || strings.HasPrefix(url, "blob:") {
		return false
	}
	stem, found := strings.CutSuffix(url, ".glyphs")
	if !found {
		stem, found = strings.CutSuffix(url, ".weights")
	}
	digits := 0
	for digits < len(stem) && isHex(stem[len(stem)-1-digits]) {
		digits++
	}
	before, _, _ := strings.Cut(stem, "/data/")
	return found && len(before) < len(stem) && digits >= 12 && digits < len(stem) && strings.IndexByte("./-", stem[len(stem)-1-digits]) >= 0
}

func isHex(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' }

// find returns the answer that was kept for a file; undefined if there is none.
func (s *store) find(file lab.File, w *waiter) js.Value {
	has, err := w.wait(s.caches.Call("has", cachePrefix+file.Shelf))
	if err != nil || !has.Bool() {
		return js.Undefined()
	}
	cache, err := w.wait(s.caches.Call("open", cachePrefix+file.Shelf))
	if err != nil {
		return js.Undefined()
	}
	response, err := w.wait(cache.Call("match", file.URL))
	if err != nil {
		return js.Undefined()
	}
	return response
}

// keep keeps a file.
func (s *store) keep(file lab.File, parts []js.Value) {
	if s.full != "" {
		return
	}
	s.do(func() {
		content := blob(parts)
		response := js.Global().Get("Response").New(content, map[string]any{"headers": map[string]any{
			"Content-Type":   "application/octet-stream",
			"Content-Length": strconv.Itoa(content.Get("size").Int()),
		}})
		cache, err := s.wait(s.caches.Call("open", cachePrefix+file.Shelf))
		if err == nil {
			_, err = s.wait(cache.Call("put", file.URL, response))
		}
		if err != nil && s.full == "" {
			s.full = trouble(err)
			s.tell()
		}
	})
}

// trouble says why something cannot be kept, in the few words that a page has
// room for.
func trouble(err error) string {
	if why, ok := err.(rejected); ok && why.name == "QuotaExceededError" {
		return "no room for more"
	}
	return "the browser keeps no more"
}

// remove removes a file that is damaged.
func (s *store) remove(file lab.File) {
	s.do(func() {
		if cache, err := s.wait(s.caches.Call("open", cachePrefix+file.Shelf)); err == nil {
			s.wait(cache.Call("delete", file.URL))
		}
	})
}

// Tidy removes what is out of date: see [lab.Host].
func (h *Host) Tidy(shelf string, urls []string) {
	s := h.store
	if !s.caches.Truthy() {
		return
	}
	s.do(func() {
		wanted := map[string]bool{}
		for _, url := range urls {
			wanted[absolute(url)] = true
		}
		s.each(cachePrefix+shelf, func(cache, request js.Value) {
			if !wanted[request.Get("url").String()] {
				s.wait(cache.Call("delete", request))
				s.full = ""
			}
		})
		s.tell()
	})
}

// absolute returns an address as the browser completes it.
func absolute(url string) string {
	return js.Global().Get("Request").New(url).Get("url").String()
}

// EmptyStore removes all that was kept: see [lab.Host].
func (h *Host) EmptyStore() {
	s := h.store
	if !s.caches.Truthy() {
		h.deliver(lab.Stored{})
		return
	}
	for _, f := range h.fetches {
		f.keeps, f.parts = false, nil
	}
	s.do(func() {
		for _, name := range s.names() {
			s.wait(s.caches.Call("delete", name))
		}
		s.full = ""
		s.tell()
	})
}

// tell tells how much is kept now.
func (s *store) tell() {
	bytes := 0
	for _, name := range s.names() {
		s.each(name, func(cache, request js.Value) {
			response, err := s.wait(cache.Call("match", request))
			if err != nil || !response.Truthy() {
				return
			}
			if n, err := strconv.Atoi(response.Get("headers").Call("get", "Content-Length").String()); err == nil {
				bytes += n
			}
		})
	}
	s.deliver(lab.Stored{Bytes: bytes, Trouble: s.full})
}

// names returns the names of the store's caches.
func (s *store) names() (names []string) {
	all, err := s.wait(s.caches.Call("keys"))
	if err != nil {
		return nil
	}
	for i := range all.Length() {
		if name := all.Index(i).String(); strings.HasPrefix(name, cachePrefix) {
			names = append(names, name)
		}
	}
	return names
}

// each goes through the requests whose answers a cache has.
func (s *store) each(name string, do func(cache, request js.Value)) {
	has, err := s.wait(s.caches.Call("has", name))
	if err != nil || !has.Bool() {
		return
	}
	cache, err := s.wait(s.caches.Call("open", name))
	if err != nil {
		return
	}
	requests, err := s.wait(cache.Call("keys"))
	if err != nil {
		return
	}
	for i := range requests.Length() {
		do(cache, requests.Index(i))
	}
}
