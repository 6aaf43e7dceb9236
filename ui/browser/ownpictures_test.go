//go:build !js

package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"

	"glyphlab/engine/run"
)

// TestPicturesOfOwnImages takes screenshots with two classes of long names, with
// 26 and with 62: as files hover, as they are looked at, and after a run.
func TestPicturesOfOwnImages(t *testing.T) {
	if *pictures == "" {
		t.Skip("pictures are taken by make pictures")
	}
	if err := os.MkdirAll(*pictures, 0o777); err != nil {
		t.Fatal(err)
	}
	two := pictured(ownLetters(60, "A", "B"), []string{"a long-haired cat", "dog"})
	for i := range 30 {
		two[fmt.Sprintf("mine/dog/damaged %d.png", i)] = []byte("\x89PNG")
	}
	folder := onDisk(t, files{
		"cats and dogs.zip": zipped(two), "places 26.npz": npz(ownPlaces(40, 26)), "places 62.npz": npz(ownPlaces(40, 62)),
	})
	for _, size := range sizes {
		for _, scheme := range []string{"light", "dark"} {
			t.Run(size.name+"-"+scheme, func(t *testing.T) { pictureOwn(t, folder, size.name, size.metrics, scheme) })
		}
	}
}

func pictureOwn(t *testing.T, folder, size string, metrics emulation.SetDeviceMetricsOverrideParams, scheme string) {
	for i, name := range []string{"cats and dogs.zip", "places 26.npz", "places 62.npz"} {
		classes := []string{"2", "26", "62"}[i]
		p := newPerson(t)
		call(p, emulation.SetDeviceMetricsOverride, metrics)
		p.scheme(scheme)
		p.open("/?steps=101")
		p.awaitState(run.Idle)
		p.awaitText(".specimen", "to learn from")
		file := filepath.Join(folder, name)
		if i == 0 {
			p.drag(input.DispatchDragEventTypeDragEnter, file)
			p.await(`document.documentElement.matches(".hovered")`)
			p.window(size, scheme, "own-hover")
		}
		p.drop(file)
		p.ownRead()
		p.settle()
		p.window(size, scheme, "own-"+classes+"-read")
		p.trainOwn()
		p.awaitState(run.Done)
		p.draw(letters["B"]...)
		p.await(answered)
		p.settle()
		p.picture(size, scheme, "own-"+classes+"-trained")
		if i == 0 {
			p.openOwn()
			p.settle()
			p.window(size, scheme, "own-kept")
		}
		p.close()
	}
}
