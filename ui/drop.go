//go:build js

package main

import "syscall/js"

// watchFiles hears of files that are dropped anywhere on the page, or chosen in
// one of the fields for them.
func (b *browser) watchFiles() {
	on := func(event string, handle func(js.Value)) {
		document.Call("addEventListener", event, js.FuncOf(func(_ js.Value, args []js.Value) any {
			handle(args[0])
			return nil
		}))
	}
	on("change", func(e js.Value) {
		field := e.Get("target")
		if id := field.Get("id").String(); id != "own-files" && id != "own-folder" {
			return
		}
		b.takeChosen(field.Get("files"))
		field.Set("value", "") // so that the same files can be chosen again
	})
	// While files hover over the page, the style sheet shows it.
	hovering := func(now bool) {
		document.Get("documentElement").Get("classList").Call("toggle", "hovered", now)
	}
	over := func(e js.Value) {
		if !holdsFiles(e) {
			return
		}
		e.Call("preventDefault") // else the browser would open them
		e.Get("dataTransfer").Set("dropEffect", "copy")
		hovering(true)
	}
	on("dragenter", over)
	on("dragover", over)
	on("dragleave", func(e js.Value) {
		if e.Get("relatedTarget").IsNull() { // out of the window
			hovering(false)
		}
	})
	on("drop", func(e js.Value) {
		if !holdsFiles(e) {
			return
		}
		e.Call("preventDefault")
		hovering(false)
		b.takeDropped(e.Get("dataTransfer"))
	})
}

// holdsFiles reports whether what is dragged are files, not words or links.
func holdsFiles(e js.Value) bool {
	transfer := e.Get("dataTransfer")
	return transfer.Truthy() && transfer.Get("types").Call("includes", "Files").Bool()
}

func newArray() js.Value { return js.Global().Get("Array").New() }

// takeChosen takes the files of a field: a folder's have their paths in it.
func (b *browser) takeChosen(list js.Value) {
	paths, files := newArray(), newArray()
	for i := range list.Length() {
		file := list.Index(i)
		path := file.Get("webkitRelativePath")
		if path.Type() != js.TypeString || path.String() == "" {
			path = file.Get("name")
		}
		paths.Call("push", path)
		files.Call("push", file)
	}
	b.takeFiles(paths, files)
}

// takeDropped takes what was dropped: files, and folders with all that is in
// them.
func (b *browser) takeDropped(transfer js.Value) {
	if own := document.Call("getElementById", "own"); !own.Call("matches", ":popover-open").Bool() {
		own.Call("showPopover")
	}
	search := &looking{browser: b, paths: newArray(), files: newArray()}
	items := transfer.Get("items")
	for i := range items.Length() { // at once: when the event is over, they are gone
		item := items.Index(i)
		if item.Get("kind").String() != "file" {
			continue
		}
		if entry := item.Call("webkitGetAsEntry"); entry.Truthy() {
			search.entries = append(search.entries, entry)
		} else if file := item.Call("getAsFile"); file.Truthy() {
			search.add(file.Get("name").String(), file)
		}
	}
	b.StopOwn()
	b.looking = search
	search.take = js.FuncOf(search.onFile)
	search.list = js.FuncOf(search.onEntries)
	search.fail = js.FuncOf(search.onFailure)
	search.next()
}

// looking goes through folders that were dropped, entry by entry.
type looking struct {
	browser          *browser
	entries          []js.Value // yet to be looked at
	path             string     // of the one that is
	reader           js.Value   // of a folder's entries, which come in portions
	paths, files     js.Value   // found
	take, list, fail js.Func
}

func (l *looking) add(path string, file js.Value) {
	l.paths.Call("push", path)
	l.files.Call("push", file)
}

func (l *looking) next() {
	if l.browser.looking != l {
		l.release() // something else was dropped meanwhile, or it was cancelled
		return
	}
	if n := l.files.Length(); n%100 == 0 {
		l.browser.page.OwnLooking(n)
		l.browser.touch()
	}
	last := len(l.entries) - 1
	if last < 0 {
		l.browser.looking = nil
		l.browser.takeFiles(l.paths, l.files)
		l.release()
		return
	}
	entry := l.entries[last]
	l.entries = l.entries[:last]
	l.path = entry.Get("fullPath").String()
	if entry.Get("isDirectory").Bool() {
		l.reader = entry.Call("createReader")
		l.reader.Call("readEntries", l.list, l.fail)
	} else {
		entry.Call("file", l.take, l.fail)
	}
}

func (l *looking) onFile(_ js.Value, args []js.Value) any {
	l.add(l.path, args[0])
	l.next()
	return nil
}

func (l *looking) onEntries(_ js.Value, args []js.Value) any {
	n := args[0].Length()
	for i := range n {
		l.entries = append(l.entries, args[0].Index(i))
	}
	if n > 0 {
		l.reader.Call("readEntries", l.list, l.fail)
	} else {
		l.next()
	}
	return nil
}

func (l *looking) onFailure(_ js.Value, args []js.Value) any {
	if l.browser.looking == l {
		l.browser.looking = nil
		l.browser.page.OwnFailed("the browser cannot read " + l.path + ": " + args[0].Get("message").String())
		l.browser.touch()
	}
	l.release()
	return nil
}

func (l *looking) release() {
	go func() { // a callback may not be released while it runs
		l.take.Release()
		l.list.Release()
		l.fail.Release()
	}()
}
