//go:build js

package host

import (
	"errors"
	"syscall/js"
)

// A waiter waits for promises, one at a time, on a goroutine of its own: one
// that waits is no callback of the browser's, and may not be.
type waiter struct {
	kept, broken js.Func
	settled      chan settlement
}

// A settlement is what became of a promise.
type settlement struct {
	value js.Value
	err   error
}

func newWaiter() *waiter {
	w := &waiter{settled: make(chan settlement, 1)}
	w.kept = js.FuncOf(func(_ js.Value, args []js.Value) any {
		value := js.Undefined()
		if len(args) > 0 {
			value = args[0]
		}
		w.settled <- settlement{value, nil}
		return nil
	})
	w.broken = js.FuncOf(func(_ js.Value, args []js.Value) any {
		w.settled <- settlement{js.Undefined(), rejection(args)}
		return nil
	})
	return w
}

// A rejected promise says why, by the name of a class of errors and in words.
type rejected struct {
	name string
	error
}

func rejection(args []js.Value) error {
	if len(args) == 0 || args[0].Type() != js.TypeObject {
		return errors.New("it was refused without a word")
	}
	return rejected{args[0].Get("name").String(), errors.New(args[0].Get("message").String())}
}

// wait returns what a promise is kept with, or why it is broken.
func (w *waiter) wait(promise js.Value) (js.Value, error) {
	promise.Call("then", w.kept, w.broken)
	s := <-w.settled
	return s.value, s.err
}

func (w *waiter) release() {
	w.kept.Release()
	w.broken.Release()
}
