//go:build !js

package main_test

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"glyphlab/serve/servetest"
)

// bundle builds what is deployed of a page, and returns its folder.
func bundle(t *testing.T, built string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "build")
	if words, err := exec.CommandContext(t.Context(), "go", "run", "glyphlab/serve/edge/bundle", "-built", built, "-out", out).CombinedOutput(); err != nil {
		t.Fatalf("bundle: %v: %s", err, words)
	}
	return out
}

// tools returns what runs Cloudflare's tools, or skips the test.
func tools(t *testing.T) (node, wrangler string) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("Node is not installed: the server at the edge is not tested in Cloudflare's runtime. It needs Node 20 or later, and npm.")
	}
	wrangler, err = filepath.Abs("node_modules/wrangler/bin/wrangler.js")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(wrangler); err != nil {
		t.Skip("Cloudflare's tools are not installed: the server at the edge is not tested in Cloudflare's runtime. make test-edge installs them (npm ci in serve/edge).")
	}
	return node, wrangler
}

// TestTheEdge asks of the server in Cloudflare's runtime what the native one
// is asked.
func TestTheEdge(t *testing.T) {
	node, wrangler := tools(t)
	built, data := servetest.Folders(t)
	base := started(t, node, wrangler, bundle(t, built), data)
	servetest.Run(t, base, servetest.Workerd)
	t.Run("many at once, some of whom leave", func(t *testing.T) { checkCrowd(t, base) })
}

// started runs what was bundled, with the files of data in its bucket, until
// the test ends, and returns its address.
func started(t *testing.T, node, wrangler, bundle, data string) string {
	t.Helper()
	home, state := t.TempDir(), filepath.Join(t.TempDir(), "state")
	config := filepath.Join(bundle, "wrangler.jsonc")
	environment := append(os.Environ(), "CI=true", "WRANGLER_SEND_METRICS=false", "HOME="+home, "XDG_CONFIG_HOME="+home)
	fill := exec.CommandContext(t.Context(), node, "fill.mjs", config, state, data)
	fill.Env = environment
	if words, err := fill.CombinedOutput(); err != nil {
		t.Fatalf("fill the bucket: %v: %s", err, words)
	}

	command := exec.Command(node, wrangler, "dev", "--local", "--config", config, "--persist-to", state,
		"--ip", "127.0.0.1", "--port", "0", "--inspector-port", "0", "--show-interactive-dev-session=false",
		"--var", "ORIGINS:"+servetest.Origin)
	command.Env = environment
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // its children end with it
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var said output
	command.Stderr = &said
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	address := make(chan string, 1)
	read := make(chan struct{})
	go func() {
		defer close(read)
		ready := regexp.MustCompile(`Ready on (http://\S+)`)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			io.WriteString(&said, lines.Text()+"\n")
			if found := ready.FindStringSubmatch(lines.Text()); found != nil {
				address <- found[1]
			}
		}
		close(address)
	}()
	t.Cleanup(func() {
		syscall.Kill(-command.Process.Pid, syscall.SIGTERM)
		<-read
		command.Wait()
		if t.Failed() {
			t.Logf("wrangler said:\n%s", said.String())
		}
	})
	select {
	case base, ok := <-address:
		if ok {
			return base
		}
		t.Fatalf("wrangler ended before the server was ready")
	case <-time.After(time.Minute):
		t.Fatal("wrangler was not ready within a minute")
	}
	return ""
}

// output collects what two readers say.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return strings.TrimSpace(o.text.String())
}

// checkCrowd has one program answer many requests at once, while others end
// in the middle: none may wait for what belongs to another.
func checkCrowd(t *testing.T, base string) {
	manifest := base + "/data/manifest.json"
	var crowd sync.WaitGroup
	for range 8 {
		crowd.Go(func() {
			for i := range 12 {
				ctx, leave := context.WithTimeout(t.Context(), 20*time.Second)
				r, err := http.NewRequestWithContext(ctx, "GET", manifest, nil)
				if err != nil {
					t.Error(err)
				}
				if i%3 == 2 {
					go leave() // at about the time of the answer
				}
				answer, err := http.DefaultClient.Do(r)
				if err == nil {
					_, err = io.Copy(io.Discard, answer.Body)
					answer.Body.Close()
				}
				if i%3 != 2 && (err != nil || answer.StatusCode != 200) {
					t.Errorf("answer %v, error %v", answer, err)
				}
				leave()
			}
		})
	}
	crowd.Wait()
}
