//go:build js

package main

import (
	"strings"
	"syscall/js"

	"glyphlab/engine/run/address"
)

// newsFor is how long a button says "Copied", in milliseconds.
const newsFor = 2000

// CopyLink copies the address of the run that is shown.
func (b *browser) CopyLink() {
	l := location()
	b.copy("link", l.Get("origin").String()+l.Get("pathname").String()+"?"+address.Query(b.page.Record.Settings))
}

// CopyLog copies the log's lines.
func (b *browser) CopyLog() { b.copy("log", strings.Join(b.page.Log, "\n")+"\n") }

// CopySpeeds copies this machine's measured speed, as JSON.
func (b *browser) CopySpeeds() { b.copy("speeds", string(marshal(b.page.Bench.Speeds))+"\n") }

func (b *browser) copy(what, words string) {
	clipboard := js.Global().Get("navigator").Get("clipboard")
	if !clipboard.Truthy() {
		b.copyMarked(what, words)
		return
	}
	var done, refused js.Func
	release := func() {
		done.Release()
		refused.Release()
	}
	done = js.FuncOf(func(js.Value, []js.Value) any {
		b.copied(what)
		release()
		return nil
	})
	refused = js.FuncOf(func(js.Value, []js.Value) any {
		b.copyMarked(what, words)
		release()
		return nil
	})
	clipboard.Call("writeText", words).Call("then", done, refused)
}

// copyMarked copies as a person does who marks words and presses the keys, for
// browsers that keep the clipboard from pages.
func (b *browser) copyMarked(what, words string) {
	field := document.Call("createElement", "textarea")
	field.Set("value", words)
	field.Set("className", "unseen")
	before := document.Get("activeElement")
	document.Get("body").Call("appendChild", field)
	field.Call("select")
	if document.Call("execCommand", "copy").Bool() {
		b.copied(what)
	}
	field.Call("remove")
	if before.Truthy() {
		before.Call("focus")
	}
}

func (b *browser) copied(what string) {
	b.page.Copied(what)
	b.touch()
	var over js.Func
	over = js.FuncOf(func(js.Value, []js.Value) any {
		b.page.Copied("")
		b.touch()
		over.Release()
		return nil
	})
	js.Global().Call("setTimeout", over, newsFor)
}
