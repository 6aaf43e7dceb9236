//go:build js

package main

import (
	"net/url"
	"syscall/js"

	"github.com/vugu/vjson"

	"glyphlab/ui/state"
)

// A person's own data sets are kept in a cache of the browser's of this name,
// each at an address of its own, which no server is ever asked for; what it is
// called and how large it is are in a header.
const (
	ownCache  = "glyphlab own"
	ownPath   = "/own/"
	ownHeader = "Glyphlab-Set"
)

// openOwn opens the cache. Some browsers have none, or none for pages that came
// over an unencrypted network.
func openOwn(done func(cache js.Value), failed func(why string)) {
	caches := js.Global().Get("caches")
	if !caches.Truthy() {
		failed("this page came over an unencrypted network, for which browsers keep nothing")
		return
	}
	then(caches.Call("open", ownCache), done, failed)
}

// findOwn lists the sets that are kept, and goes on.
func (b *browser) findOwn(next func()) {
	quit := func(string) { next() } // there are none, or none that can be had
	openOwn(func(cache js.Value) {
		then(cache.Call("keys"), func(keys js.Value) { b.listOwn(cache, keys, 0, next) }, quit)
	}, quit)
}

// listOwn adds the sets from key i on.
func (b *browser) listOwn(cache, keys js.Value, i int, next func()) {
	if i == keys.Length() {
		next()
		return
	}
	rest := func() { b.listOwn(cache, keys, i+1, next) }
	quit := func(string) { rest() }
	then(cache.Call("match", keys.Index(i)), func(response js.Value) {
		set, ok := readOwnHeader(response)
		if !ok {
			rest()
			return
		}
		then(response.Call("blob"), func(blob js.Value) {
			set.URL = urlOf(blob)
			b.own.sets = append(b.own.sets, set)
			rest()
		}, quit)
	}, quit)
}

func readOwnHeader(response js.Value) (set state.ManifestSet, ok bool) {
	if !response.Truthy() {
		return set, false
	}
	header := response.Get("headers").Call("get", ownHeader)
	if header.Type() != js.TypeString {
		return set, false
	}
	text, err := url.QueryUnescape(header.String())
	if err != nil || vjson.Unmarshal([]byte(text), &set) != nil {
		return set, false
	}
	return set, set.Own
}

func urlOf(blob js.Value) string {
	return js.Global().Get("URL").Call("createObjectURL", blob).String()
}

// KeepOwn keeps what was read last.
func (b *browser) KeepOwn(set state.ManifestSet) string {
	blob := b.own.glyphs
	set.URL = urlOf(blob)
	b.own.sets = append(b.own.sets, set)
	b.StopOwn()
	headers := map[string]any{
		"Content-Type": "application/octet-stream",
		ownHeader:      url.QueryEscape(string(marshal(set))),
	}
	fail := func(why string) {
		b.page.OwnKept("the browser cannot keep “" + set.Title + "” (" + why + "); it lasts until the page is reloaded")
		b.touch()
	}
	openOwn(func(cache js.Value) {
		response := js.Global().Get("Response").New(blob, map[string]any{"headers": headers})
		then(cache.Call("put", ownPath+set.Name, response), func(js.Value) {
			b.page.OwnKept("")
			b.touch()
		}, fail)
	}, fail)
	return set.URL
}

// RemoveOwn removes a set.
func (b *browser) RemoveOwn(name string) {
	for i, s := range b.own.sets {
		if s.Name == name {
			b.own.sets = append(b.own.sets[:i:i], b.own.sets[i+1:]...)
			js.Global().Get("URL").Call("revokeObjectURL", s.URL)
			break
		}
	}
	openOwn(func(cache js.Value) {
		then(cache.Call("delete", ownPath+name), func(js.Value) {}, func(string) {})
	}, func(string) {})
}
