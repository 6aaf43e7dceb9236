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
	list := b.lab.Call("fetchManifest")
	if b.listed || !own {
		b.takeManifest(list)
		return
	}
	then(list, func(js.Value) {}, func(string) {}) // is dealt with below, perhaps later
	b.findOwn(func() {
		b.listed = true
		b.takeManifest(list)
	})
}

func (b *browser) takeManifest(list js.Value) {
	then(list, func(text js.Value) {
		var m state.Manifest
		if err := vjson.Unmarshal([]byte(text.String()), &m); err != nil {
			b.manifestFailed("the server's list is not what it should be (" + err.Error() + ")")
			return
		}
		m = m.WithOwn(b.own.sets)
		if m.Shards == "" {
			b.manifestArrived(m)
		} else {
			b.fetchShards(m)
		}
	}, b.manifestFailed)
}

// fetchShards loads the list of shards that the list of data sets names. The
// server may turn out to have none.
func (b *browser) fetchShards(m state.Manifest) {
	then(js.Global().Call("fetch", m.Shards), func(response js.Value) {
		switch status := response.Get("status").Int(); {
		case status == 404:
			b.manifestArrived(m)
		case !response.Get("ok").Bool():
			b.manifestFailed(m.Shards + ": the server answered " + strconv.Itoa(status))
		default:
			then(response.Call("text"), func(text js.Value) {
				b.takeShards(m, []byte(text.String()))
			}, b.manifestFailed)
		}
	}, b.manifestFailed)
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
