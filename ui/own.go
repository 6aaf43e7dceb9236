//go:build js

package main

import (
	"strings"
	"syscall/js"

	"github.com/vugu/vjson"

	"glyphlab/ui/state"
	"glyphlab/wasm/intake/report"
)

// own are the images that a person brings along: the files that were chosen,
// the worker that reads them, what it has made of them, and what is kept.
type own struct {
	paths, files js.Value // that were chosen last
	worker       js.Value // that reads them; false without one
	heard        js.Func
	failed       js.Func
	glyphs       js.Value // what was read, a Blob
	sets         []state.ManifestSet
}

// ReadOwn reads the files that were chosen last, in a worker of its own.
func (b *browser) ReadOwn(q report.Request) {
	o := &b.own
	o.end()
	worker := b.lab.Call("startWorker", "glyphlab intake")
	current := func() bool { return o.worker.Equal(worker) }
	o.worker = worker
	o.heard = js.FuncOf(func(_ js.Value, args []js.Value) any {
		if current() {
			b.hearOwn(args[0].Get("data"))
			b.touch()
		}
		return nil
	})
	o.failed = js.FuncOf(func(_ js.Value, args []js.Value) any {
		if current() {
			o.end()
			b.page.OwnFailed("the worker that reads it has stopped: " + lastWords(args[0].Get("message")))
			b.touch()
		}
		return nil
	})
	worker.Set("onmessage", o.heard)
	worker.Set("onerror", o.failed)
	worker.Call("postMessage", map[string]any{"request": string(marshal(q)), "paths": o.paths, "files": o.files})
}

// hearOwn takes what the worker says.
func (b *browser) hearOwn(data js.Value) {
	if data.Type() == js.TypeString {
		b.own.end()
		b.page.OwnFailed(lastWords(data))
		return
	}
	text := data.Get("report")
	if text.IsUndefined() {
		b.page.OwnReading(data.Get("read").Float(), data.Get("total").Float(), data.Get("images").Int())
		return
	}
	b.own.end()
	var r report.Report
	if err := vjson.Unmarshal([]byte(text.String()), &r); err != nil {
		b.page.OwnFailed("the page and the program that reads it are of different builds, reload the page (" + err.Error() + ")")
		return
	}
	b.own.glyphs = data.Get("glyphs")
	b.page.OwnRead(r, bytesOf(data.Get("samples")), bytesOf(data.Get("labels")))
}

func bytesOf(array js.Value) []byte {
	b := make([]byte, array.Length())
	js.CopyBytesToGo(b, array)
	return b
}

// end ends the worker, if there is one.
func (o *own) end() {
	if !o.worker.Truthy() {
		return
	}
	o.worker.Set("onmessage", js.Null())
	o.worker.Set("onerror", js.Null())
	o.worker.Call("terminate")
	o.worker = js.Value{}
	heard, failed := o.heard, o.failed
	go func() { // a callback may not be released while it runs
		heard.Release()
		failed.Release()
	}()
}

// StopOwn ends reading, and forgets the files and what was read.
func (b *browser) StopOwn() {
	b.own.end()
	b.own.paths, b.own.files, b.own.glyphs = js.Value{}, js.Value{}, js.Value{}
	b.looking = nil
}

// takeFiles reads files that a person chose in a field or dropped; title is
// what they are called together.
func (b *browser) takeFiles(paths, files js.Value) {
	b.own.end()
	b.own.paths, b.own.files, b.own.glyphs = paths, files, js.Value{}
	b.page.OwnChosen(titleOf(paths), files.Length())
	b.touch()
}

// titleOf returns what files are called together: the one folder or file that
// they are, without what says how it is packed.
func titleOf(paths js.Value) string {
	var top string
	for i := range paths.Length() {
		first, _, _ := strings.Cut(strings.TrimPrefix(paths.Index(i).String(), "/"), "/")
		if i > 0 && first != top {
			return "My images"
		}
		top = first
	}
	title := top
	for _, packed := range []string{".gz", ".tgz", ".tar", ".zip", ".npz", ".pickle", ".pkl", ".glyphs"} {
		if cut := len(title) - len(packed); cut > 0 && strings.EqualFold(title[cut:], packed) {
			title = title[:cut]
		}
	}
	title = strings.Map(func(c rune) rune {
		if c < ' ' {
			return -1
		}
		return c
	}, strings.ToValidUTF8(title, "?"))
	if title == "" {
		return "My images"
	}
	return title
}
