//go:build js

package crew

import (
	"errors"
	"syscall/js"

	"glyphlab/engine"
	"glyphlab/wasm/message"
)

// Serve is the program of a worker of the crew. It listens at the worker's own
// scope and does as it is told, until it is ended.
func Serve(scope js.Value) {
	inbox := make(chan js.Value, 64)
	scope.Set("onmessage", js.FuncOf(func(_ js.Value, args []js.Value) any {
		inbox <- args[0].Get("data")
		return nil
	}))
	say := func(words map[string]any) { scope.Call("postMessage", words) }
	say(map[string]any{"started": true})
	var e examining
	var known models
	for data := range inbox {
		brief, job := data.Get("brief"), data.Get("job")
		switch {
		case brief.Truthy() && job.Truthy():
			model, seed := must(known.of(describe(brief)))
			work(model, seed, blockOf(job), blockOf(data.Get("desk")), func() {
				say(map[string]any{"briefed": data.Get("number")})
			})
		case brief.Truthy():
			e.begin(must(known.of(describe(brief))))
		case data.Get("images").Truthy():
			e.take(data)
		default:
			e.answer(data, say)
		}
	}
}

// must is for what the worker that wrote the brief has done before: where this
// one cannot, it can do nothing.
func must(model *engine.Model, seed uint64, err error) (*engine.Model, uint64) {
	if err != nil {
		panic(err)
	}
	return model, seed
}

// describe reads a brief.
func describe(brief js.Value) network {
	m, err := message.Received(brief.Get("settings"))
	if err != nil {
		panic(err)
	}
	configure, ok := m.(*message.Configure)
	if !ok {
		panic(errors.New("crew: the brief has no settings"))
	}
	return network{configure.Settings, brief.Get("height").Int(), brief.Get("width").Int(), brief.Get("classes").Int()}
}
