package intake

import (
	"context"
	"encoding/json"
	"fmt"
	"syscall/js"
	"time"
)

// tellEvery is how often the page hears how far it is.
const tellEvery = 50 * time.Millisecond

// Serve makes a data set of what the page has posted, and posts it to a port
// as package report says. To end it early, the page ends the worker.
func Serve(port, posted js.Value) {
	if err := serve(port, posted); err != nil {
		port.Call("postMessage", err.Error())
	}
}

func serve(port, posted js.Value) error {
	var told time.Time
	r := Reader{Progress: func(read, total int64, images int) {
		if now := time.Now(); now.Sub(told) > tellEvery {
			told = now
			port.Call("postMessage", map[string]any{"read": read, "total": total, "images": images})
		}
	}}
	if err := json.Unmarshal([]byte(posted.Get("request").String()), &r.Request); err != nil {
		return fmt.Errorf("the page and this program are of different builds, reload the page: %w", err)
	}
	files, paths := posted.Get("files"), posted.Get("paths")
	blobs, names := make([]Blob, files.Length()), make([]string, files.Length())
	for i := range blobs {
		blobs[i], names[i] = newFile(files.Index(i)), paths.Index(i).String()
	}
	tree, err := newTree(names, blobs)
	if err != nil {
		return err
	}
	out := newHeap()
	what, samples, labels, err := r.Read(context.Background(), tree, out)
	if err != nil {
		return err
	}
	text, err := json.Marshal(what)
	if err != nil {
		return err
	}
	port.Call("postMessage", map[string]any{
		"report": string(text), "glyphs": out.blob(), "samples": copied(samples), "labels": copied(labels),
	})
	return nil
}
