//go:build js

package main

import (
	"strconv"
	"syscall/js"

	"github.com/vugu/vjson"

	"glyphlab/ui/state"
)

// FetchManifest loads the server's list of data sets and that of its shards, if
// there is one, and once the list of those which the browser keeps. That one is
// awaited only if the page needs it: a browser takes half a second to find that
// it keeps nothing.
func (b *browser) FetchManifest(own bool) {
	if b.listed || !own {
		b.fetchSets()
		return
	}
	b.findOwn(func() {
		b.listed = true
		b.fetchSets()
	})
}

func (b *browser) fetchSets() {
	fetchText("/data/manifest.json", func(text string) {
		var m state.Manifest
		if err := vjson.Unmarshal([]byte(text), &m); err != nil {
			b.manifestFailed("the server's list is not what it should be (" + err.Error() + ")")
			return
		}
		m = m.WithOwn(b.own.sets)
		if m.Shards == "" {
			b.manifestArrived(m)
		} else {
			b.fetchShards(m)
		}
	}, func(_ int, why string) { b.manifestFailed(why) })
}

// fetchShards loads the list of shards that the list of data sets names. The
// server may turn out to have none.
func (b *browser) fetchShards(m state.Manifest) {
	fetchText(m.Shards, func(text string) {
		b.takeShards(m, []byte(text))
	}, func(status int, why string) {
		if status == 404 {
			b.manifestArrived(m)
		} else {
			b.manifestFailed(m.Shards + ": " + why)
		}
	})
}

// fetchText loads a text from the server. If that fails, status is what the
// server answered, 0 where it did not.
func fetchText(url string, done func(text string), failed func(status int, why string)) {
	unreachable := func(string) { failed(0, "the server cannot be reached") }
	then(js.Global().Call("fetch", url), func(response js.Value) {
		if !response.Get("ok").Bool() {
			status := response.Get("status").Int()
			failed(status, "the server answered "+strconv.Itoa(status)+" "+response.Get("statusText").String())
			return
		}
		then(response.Call("text"), func(text js.Value) { done(text.String()) }, unreachable)
	}, unreachable)
}

func (b *browser) takeShards(m state.Manifest, text []byte) {
	var list state.ShardList
	if err := vjson.Unmarshal(text, &list); err != nil {
		b.manifestFailed(m.Shards + " is not what it should be (" + err.Error() + ")")
		return
	}
	set, err := list.Set(m.Shards)
	if err != nil {
		b.manifestFailed(err.Error())
		return
	}
	b.manifestArrived(m.With(set))
}

func (b *browser) manifestArrived(m state.Manifest) {
	b.page.ManifestArrived(m)
	b.touch()
	if !b.listed {
		b.listed = true
		b.findOwn(func() {
			b.page.OwnFound(b.own.sets)
			b.touch()
		})
	}
}

func (b *browser) manifestFailed(why string) {
	b.page.ManifestFailed(why)
	b.touch()
}
