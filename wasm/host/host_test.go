//go:build js

package host_test

import (
	"bytes"
	"strings"
	"syscall/js"
	"testing"

	"glyphlab/engine/dataset"
	"glyphlab/engine/dataset/datasettest"
	"glyphlab/engine/experiment"
	"glyphlab/engine/run"
	"glyphlab/wasm/host"
	"glyphlab/wasm/lab"
	"glyphlab/wasm/message"
)

// A page is the other end of a laboratory's port.
type page struct {
	t      testing.TB
	port   js.Value
	events chan message.Message
}

// open starts a laboratory in this thread and returns the page's end.
func open(t testing.TB) *page {
	channel := js.Global().Get("MessageChannel").New()
	p := &page{t: t, port: channel.Get("port2"), events: make(chan message.Message, 1000)}
	heard := js.FuncOf(func(_ js.Value, args []js.Value) any {
		m, err := message.Received(args[0].Get("data"))
		if err != nil {
			t.Error(err)
			return nil
		}
		p.events <- m
		return nil
	})
	t.Cleanup(heard.Release)
	p.port.Set("onmessage", heard)
	go lab.New(host.New(channel.Get("port1"))).Run()
	return p
}

func (p *page) say(m message.Message) { message.Post(p.port, m) }

// await returns the next event of a kind, and passes over the others.
func await[M message.Message](p *page) M {
	for {
		m := <-p.events
		if f, ok := m.(*message.Failed); ok {
			if _, wanted := any(f).(M); !wanted {
				p.t.Fatalf("failed: %+v", f)
			}
		}
		if e, ok := m.(M); ok {
			return e
		}
	}
}

func file(t testing.TB) []byte {
	info := dataset.Info{
		Name: "bars", Title: "Bars", Height: 28, Width: 28, Bits: 4,
		Classes: []string{"A", "B"}, Counts: [3]int{2000, 100, 100},
	}
	return datasettest.File(t, info, func(_ dataset.Split, i int, pixels []byte) int {
		clear(pixels)
		for j := range 28 {
			if class := i % 2; class == 0 {
				pixels[j*28+i%28] = 255
			} else {
				pixels[i%28*28+j] = 255
			}
		}
		return i % 2
	})
}

// address returns a URL that the browser fetches the bytes from.
func address(t testing.TB, data []byte) string {
	array := js.Global().Get("Uint8Array").New(len(data))
	js.CopyBytesToJS(array, data)
	blob := js.Global().Get("Blob").New([]any{array})
	url := js.Global().Get("URL").Call("createObjectURL", blob)
	t.Cleanup(func() { js.Global().Get("URL").Call("revokeObjectURL", url) })
	return url.String()
}

var settings = func() run.Settings {
	s := run.Defaults()
	s.Data, s.Steps = "bars", 101
	return s
}()

func TestARunOverAPortEndsWithTheEnginesWeights(t *testing.T) {
	data := file(t)
	p := open(t)
	if r := await[*message.Ready](p); r.Kernel == "" {
		t.Error("Ready does not name its kernel")
	}
	p.say(&message.Load{Name: "bars", URL: address(t, data)})
	p.say(&message.Configure{Settings: settings})
	p.say(&message.Train{})
	steps, drawn, answered := 0, 0, 0
	var end *message.StateChanged
	for end == nil || drawn > answered {
		switch m := (<-p.events).(type) {
		case *message.Report:
			steps += len(m.Losses)
			p.say(&message.Drawn{})
			p.say(&message.Classify{ID: uint32(drawn), Pixels: make([]byte, 28*28)})
			drawn++
		case *message.Classified:
			if m.ID != uint32(answered) {
				t.Fatalf("answer %d where %d was due", m.ID, answered)
			}
			answered++
		case *message.StateChanged:
			if m.State == run.Done {
				end = m
			}
		case *message.Failed:
			t.Fatalf("failed: %+v", m)
		}
	}
	if steps != settings.Steps {
		t.Errorf("%d steps were reported, want %d", steps, settings.Steps)
	}

	set, err := dataset.Read(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	e, err := experiment.New(settings, set)
	if err != nil {
		t.Fatal(err)
	}
	for !e.Done() {
		if _, err := e.Step(); err != nil {
			t.Fatal(err)
		}
	}
	if end.SHA256 != e.SHA256() {
		t.Errorf("the weights are %s, the engine's alone %s", end.SHA256, e.SHA256())
	}
}

func TestAFileThatCannotBeFetchedIsSaidInWords(t *testing.T) {
	host.HurryUp(t, 0.001, 1)
	p := open(t)
	p.say(&message.Load{Name: "bars", URL: "http://127.0.0.1:1/refused"})
	if f := await[*message.Failed](p); f.Doing != "load" || !strings.Contains(f.Message, "could not be loaded") {
		t.Errorf("got %+v", f)
	}
}

func TestAMessageThatCannotBeReadIsSaidInWords(t *testing.T) {
	p := open(t)
	p.port.Call("postMessage", "hello")
	if f := await[*message.Failed](p); f.Doing != "message" {
		t.Errorf("got %+v", f)
	}
}

func BenchmarkBreathe(b *testing.B) {
	channel := js.Global().Get("MessageChannel").New()
	h := host.New(channel.Get("port1"))
	for b.Loop() {
		h.Breathe()
	}
}
