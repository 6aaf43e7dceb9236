//go:build !js

package main_test

import (
	"compress/gzip"
	"os"
	"path/filepath"
	"testing"

	"glyphlab/serve/servetest"
)

// largest is what the program and its scripts may take, compressed. Cloudflare
// refuses more than 3 MB in its free plan; the rest is left to grow into.
const largest = 2_500_000

func TestTheProgramIsSmallEnoughForTheFreePlan(t *testing.T) {
	built, _ := servetest.Folders(t)
	files, err := filepath.Glob(filepath.Join(bundle(t, built), "worker", "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("files %v, error %v", files, err)
	}
	var size counter
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		w := gzip.NewWriter(&size)
		w.Write(data)
		w.Close()
	}
	if size > largest {
		t.Errorf("it takes %d bytes, which is more than %d: look for a package that it has begun to link", size, largest)
	}
	t.Logf("%d bytes, compressed", size)
}

type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
