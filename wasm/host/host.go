//go:build js

// Package host is the browser as the worker's laboratory needs it: commands
// that arrive at a port, events that leave by it, files from the network, a
// clock, and a way to let the browser work between two slices of training.
package host

import (
	"syscall/js"

	"glyphlab/wasm/crew"
	"glyphlab/wasm/lab"
	"glyphlab/wasm/message"
)

// A Host carries messages over one port. It is not safe for use by several
// goroutines, but its callbacks may run whenever the program waits.
type Host struct {
	port  js.Value
	inbox []any         // message.Message, or error for one that could not be read, lab.Chunk, lab.Stored, or what happened to the crew
	wake  chan struct{} // holds one token when the inbox is not empty

	fetches map[int]*fetching // by id, of files that are under way or may still be kept
	store   *store

	milliseconds js.Value // a function: a method would be looked up by its name at every call

	breath      js.Value // the port that a breath is posted to
	breathTaken chan struct{}
}

// New listens at a port: a worker's own scope, or a MessagePort. The port must
// have the methods postMessage and the property onmessage.
func New(port js.Value) *Host {
	h := &Host{
		port:        port,
		wake:        make(chan struct{}, 1),
		breathTaken: make(chan struct{}, 1),
		fetches:     map[int]*fetching{},
	}
	h.store = newStore(h.deliver)
	port.Set("onmessage", js.FuncOf(func(_ js.Value, args []js.Value) any {
		m, err := message.Received(args[0].Get("data"))
		if err != nil {
			h.deliver(err)
		} else {
			h.deliver(m)
		}
		return nil
	}))
	performance := js.Global().Get("performance")
	h.milliseconds = performance.Get("now").Call("bind", performance)
	channel := js.Global().Get("MessageChannel").New()
	h.breath = channel.Get("port2")
	channel.Get("port1").Set("onmessage", js.FuncOf(func(js.Value, []js.Value) any {
		h.breathTaken <- struct{}{}
		return nil
	}))
	return h
}

// Send posts an event to the page.
func (h *Host) Send(m message.Message) { message.Post(h.port, m) }

// Now returns seconds since the worker started.
func (h *Host) Now() float64 { return h.milliseconds.Invoke().Float() / 1000 }

// Crew returns the workers that this one can start: see [lab.Host].
func (h *Host) Crew() (others lab.Crew, cores int, alone string) {
	cores, alone = crew.Cores()
	if cores == 1 && alone == "" {
		alone = "this machine has one core"
	}
	if alone != "" {
		return nil, cores, alone
	}
	return crew.New(h.deliver, h.Now), cores, ""
}

// Breathe gives the browser the thread once, so that messages and network
// answers that have arrived are delivered. A timer would take 2 ms and more;
// a message to oneself comes back in some 50 µs.
func (h *Host) Breathe() {
	h.breath.Call("postMessage", js.Null())
	<-h.breathTaken
}

// Next returns the next thing that arrived: a [message.Message], an error for
// one that could not be read, a [lab.Chunk], a [lab.Stored], or what happened to
// the crew. With wait it waits for one; without, it returns nil when there is
// none.
func (h *Host) Next(wait bool) any {
	for len(h.inbox) == 0 {
		if !wait {
			return nil
		}
		<-h.wake
	}
	next := h.inbox[0]
	h.inbox[0] = nil
	h.inbox = h.inbox[1:]
	return next
}

func (h *Host) deliver(v any) {
	h.inbox = append(h.inbox, v)
	select {
	case h.wake <- struct{}{}:
	default:
	}
}
