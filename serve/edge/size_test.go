//go:build !js

package main_test

import (
	"compress/gzip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
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

// Packages that serving does without, though the native server has them.
var forbidden = []string{
	"github.com/andybalholm/brotli", "github.com/prometheus/", "glyphlab/assets", "glyphlab/engine", "log/slog",
}

func TestTheProgramLinksOnlyWhatServingNeeds(t *testing.T) {
	command := exec.CommandContext(t.Context(), "go", "list", "-deps", "glyphlab/serve/edge")
	command.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	packages, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(packages), "glyphlab/serve/site\n") {
		t.Fatalf("the program seems to do without package site; it links\n%s", packages)
	}
	for name := range strings.FieldsSeq(string(packages)) {
		for _, prefix := range forbidden {
			if strings.HasPrefix(name, prefix) {
				t.Errorf("the program links %s", name)
			}
		}
	}
}
