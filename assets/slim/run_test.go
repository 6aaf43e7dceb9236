package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A slimmed program runs as before, and a panic still names functions.
func TestSlimmedProgramRuns(t *testing.T) {
	browser := findBrowser(t)
	linked := build(t)
	program, err := os.ReadFile(linked)
	if err != nil {
		t.Fatal(err)
	}
	slimmed, err := slim(program)
	if err != nil {
		t.Fatal(err)
	}
	said := runInBrowser(t, browser, slimmed)
	for _, want := range []string{
		"caller: main.main ? 0\n",
		"panic: broken: a spring\n",
		"goroutine 1 [running]:\n",
		"main.(*machine[...]).breakDown(",
		"main.main(",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("the program does not say %q; it says:\n%s", want, said)
		}
	}
	if strings.Contains(said, ".go:") {
		t.Errorf("the program still knows lines:\n%s", said)
	}
}

func findBrowser(t *testing.T) string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("there is no browser: install Chromium (Debian: apt-get install chromium)")
	return ""
}

// build links the program in testdata as Glyphlab's are linked.
func build(t testing.TB) string {
	t.Helper()
	linked := filepath.Join(t.TempDir(), "program.wasm")
	command := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", linked, "./testdata/program")
	command.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return linked
}

// runner sends the server what the program has written until it ended.
const runner = `<!doctype html><script src="wasm_exec.js"></script><script>
let said = "";
const decoder = new TextDecoder();
globalThis.fs.writeSync = (_, bytes) => { said += decoder.decode(bytes); return bytes.length };
const go = new Go();
WebAssembly.instantiateStreaming(fetch("program.wasm"), go.importObject)
  .then(({instance}) => go.run(instance))
  .catch(problem => { said += problem })
  .finally(() => fetch("said", {method: "POST", body: said}));
</script>`

func runInBrowser(t *testing.T, browser string, program []byte) string {
	t.Helper()
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	said := make(chan string, 1)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, runner) })
	mux.HandleFunc("GET /wasm_exec.js", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"))
	})
	mux.HandleFunc("GET /program.wasm", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/wasm")
		w.Write(program)
	})
	mux.HandleFunc("POST /said", func(_ http.ResponseWriter, r *http.Request) {
		text, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		said <- string(text)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)

	ctx, stop := context.WithCancel(t.Context())
	command := exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
		"--remote-debugging-port=0", "--user-data-dir="+t.TempDir(), server.URL)
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = 10 * time.Second
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	defer command.Wait()
	defer stop()
	select {
	case text := <-said:
		return text
	case <-time.After(2 * time.Minute):
		t.Fatal("the program does not end")
		return ""
	}
}
