//go:build !js

package main_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"glyphlab/serve/servetest"
)

var update = flag.Bool("update", false, "write the list of cases into README.md")

const begin, end = "<!-- cases: go test ./serve/edge -run Docs -update -->\n", "<!-- end of cases -->\n"

func TestDocsListTheCasesThatAreTested(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), begin)
	listed, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("README.md has no %q and %q", begin, end)
	}
	want := servetest.List()
	if listed == want {
		return
	}
	if !*update {
		t.Fatal("README.md lists other cases than are tested; go test ./serve/edge -run Docs -update writes the list")
	}
	if err := os.WriteFile("README.md", []byte(before+begin+want+end+after), 0o666); err != nil {
		t.Fatal(err)
	}
}
