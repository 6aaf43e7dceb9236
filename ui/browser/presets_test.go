//go:build !js

package browser

import (
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"glyphlab/assets"
	"glyphlab/engine/run"
	"glyphlab/serve"
)

// realImages serves the page with the real notMNIST's split, named notmnist; it
// skips where that is not.
func realImages(t testing.TB) (url string) {
	folder := os.Getenv("NOTMNIST")
	if folder == "" {
		t.Skip("NOTMNIST is not set; it names the folder of the real notMNIST's split/")
	}
	imported, name := t.TempDir(), "notmnist.glyphs"
	command(t, "import", filepath.Join(folder, "split"), "-name", "notmnist", "-o", filepath.Join(imported, name))
	pages, err := serve.New(serve.Config{Built: assets.Built(), Data: []serve.DataFile{{Files: os.DirFS(imported), Name: name}}})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(pages)
	t.Cleanup(server.Close)
	return server.URL
}

// BenchmarkPreset trains each preset on the real images, in the page: how long
// that takes, and how accurate the network is on the test set.
func BenchmarkPreset(b *testing.B) {
	url := realImages(b)
	for _, preset := range run.Presets {
		b.Run(preset.Name, func(b *testing.B) {
			var seconds, accuracy float64
			for i := range b.N {
				p := newPerson(b)
				p.site = url
				p.open(fmt.Sprintf("/?preset=%s&run&seed=%d", preset.Name, i+1))
				p.awaitState(run.Training)
				for p.run().State != run.Done {
					p.await(fmt.Sprintf(`glyphlab.run.state === "done" || glyphlab.run.validation.length > %d`, len(p.run().Validation)))
				}
				r := p.run()
				seconds, accuracy = seconds+r.Seconds, accuracy+*r.Test
				b.Logf("%s, seed %d: %.1f s, validation %.2f %%, test %.2f %%, sha256 %s", preset.Name, i+1, r.Seconds,
					r.Validation[len(r.Validation)-1].Accuracy, *r.Test, r.SHA256)
				p.close()
			}
			b.ReportMetric(seconds/float64(b.N), "s/run")
			b.ReportMetric(accuracy/float64(b.N), "%test")
		})
	}
}
