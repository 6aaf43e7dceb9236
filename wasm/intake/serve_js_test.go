package intake

import (
	"bytes"
	"encoding/json"
	"strings"
	"syscall/js"
	"testing"
	"testing/fstest"

	"glyphlab/engine/dataset"
	"glyphlab/wasm/intake/report"
)

// offered is what the page posts: files as the browser has them.
func offered(request string, files fstest.MapFS) js.Value {
	paths, blobs := []any{}, []any{}
	for name, f := range files {
		paths = append(paths, name)
		blobs = append(blobs, js.Global().Get("File").New([]any{copied(f.Data)}, name))
	}
	return js.ValueOf(map[string]any{"request": request, "paths": paths, "files": blobs})
}

// answers starts the program on what is offered and returns what it posts.
func answers(t *testing.T, offered js.Value) <-chan js.Value {
	channel := js.Global().Get("MessageChannel").New()
	said := make(chan js.Value, 1000)
	heard := js.FuncOf(func(_ js.Value, args []js.Value) any {
		said <- args[0].Get("data")
		return nil
	})
	t.Cleanup(heard.Release)
	channel.Get("port2").Set("onmessage", heard)
	go Serve(channel.Get("port1"), offered)
	return said
}

const request = `{"name": "own-mine", "title": "Mine"}`

func TestFilesOfTheBrowserBecomeABlob(t *testing.T) {
	archive := zipped(pictures(300, "cat", "dog"))
	for name, files := range map[string]fstest.MapFS{
		"archive": {"mine.zip": {Data: archive}},
		"folder":  pictures(300, "cat", "dog"),
	} {
		said := answers(t, offered(request, files))
		m := <-said
		told := 0
		for ; m.Type() == js.TypeObject && m.Get("report").IsUndefined(); m = <-said {
			if told++; m.Get("read").Float() > m.Get("total").Float() || m.Get("images").Int() < told {
				t.Errorf("%s: %v of %v bytes, %v images", name, m.Get("read"), m.Get("total"), m.Get("images"))
			}
		}
		if m.Type() == js.TypeString {
			t.Fatalf("%s: %s", name, m)
		}
		var what report.Report
		if err := json.Unmarshal([]byte(m.Get("report").String()), &what); err != nil {
			t.Fatal(err)
		}
		buffer, err := awaited(m.Get("glyphs").Call("arrayBuffer"))
		if err != nil {
			t.Fatal(err)
		}
		file := make([]byte, buffer.Get("byteLength").Int())
		js.CopyBytesToGo(file, uint8Array.New(buffer))
		set, err := dataset.Read(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		if set.Info.Counts != what.Counts || set.Info.Images() != 600 || set.Info.Name != "own-mine" || told == 0 {
			t.Errorf("%s: the file has %+v, the report %+v; told %d times", name, set.Info, what, told)
		}
		if got := m.Get("labels").Length(); got != 2*samplesPerClass || m.Get("samples").Length() != got*28*28 {
			t.Errorf("%s: %d samples", name, got)
		}
	}
}

func TestTheLastWordSaysWhyNot(t *testing.T) {
	for want, posted := range map[string]js.Value{
		"begins with \"hello\"":   offered(request, fstest.MapFS{"a.txt": {Data: []byte("hello")}}),
		"are of different builds": offered("no JSON", fstest.MapFS{"a.txt": {Data: []byte("hello")}}),
	} {
		if m := <-answers(t, posted); m.Type() != js.TypeString || !strings.Contains(m.String(), want) {
			t.Errorf("the last word is %v, want %q", m, want)
		}
	}
}

func TestAFileThatCannotBeReadIsToldByTheBrowser(t *testing.T) {
	gone := js.ValueOf(map[string]any{"size": 10})
	reject := js.FuncOf(func(js.Value, []js.Value) any {
		return js.Global().Get("Promise").Call("reject", js.Global().Get("Error").New("it is gone"))
	})
	defer reject.Release()
	slice := js.FuncOf(func(js.Value, []js.Value) any {
		part := js.ValueOf(map[string]any{})
		part.Set("arrayBuffer", reject)
		return part
	})
	defer slice.Release()
	gone.Set("slice", slice)
	if _, err := newFile(gone).ReadAt(make([]byte, 5), 0); err == nil || !strings.Contains(err.Error(), "choose it again: Error: it is gone") {
		t.Errorf("error %v", err)
	}
}

func TestWhatIsWrittenIsTheBlob(t *testing.T) {
	h := newHeap()
	var want []byte
	for i := range 5 {
		part := bytes.Repeat([]byte{byte(i)}, partBytes*i/3+i)
		want = append(want, part...)
		if n, err := h.Write(part); n != len(part) || err != nil {
			t.Fatal(n, err)
		}
	}
	buffer, err := awaited(h.blob().Call("arrayBuffer"))
	if err != nil {
		t.Fatal(err)
	}
	got := make([]byte, buffer.Get("byteLength").Int())
	js.CopyBytesToGo(got, uint8Array.New(buffer))
	if !bytes.Equal(got, want) {
		t.Errorf("%d bytes, want %d, or other ones", len(got), len(want))
	}
}
