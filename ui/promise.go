//go:build js

package main

import "syscall/js"

// then calls one of two functions once a promise is settled.
func then(promise js.Value, done func(js.Value), failed func(why string)) {
	var kept, broken js.Func
	release := func() {
		go func() { // a callback may not be released while it runs
			kept.Release()
			broken.Release()
		}()
	}
	kept = js.FuncOf(func(_ js.Value, args []js.Value) any {
		release()
		var value js.Value
		if len(args) > 0 {
			value = args[0]
		}
		done(value)
		return nil
	})
	broken = js.FuncOf(func(_ js.Value, args []js.Value) any {
		release()
		failed(wordsOf(args[0]))
		return nil
	})
	promise.Call("then", kept, broken)
}

// wordsOf returns what an error says of itself, or for a person what it means.
func wordsOf(err js.Value) string {
	if name := err.Get("name"); name.Type() == js.TypeString && name.String() == "QuotaExceededError" {
		return "the browser has no room for more"
	}
	if words := err.Get("message"); words.Type() == js.TypeString && words.String() != "" {
		return words.String()
	}
	return err.Call("toString").String()
}
