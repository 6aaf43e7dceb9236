// Command bundle makes the folder that is deployed to Cloudflare's edge:
//
//	wrangler.jsonc  how Cloudflare runs it
//	worker/         the program and what starts it
//	site/           the page's files at their addresses, each also compressed
//	                with brotli (.br) and gzip (.gz); any static host can send them
package main

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
)

//go:embed entry.mjs wrangler.jsonc
var written embed.FS

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	built := flag.String("built", "assets/built", "`folder` that pack made of the page")
	out := flag.String("out", "serve/edge/build", "`folder` to write to; what is in it now is deleted")
	flag.Parse()
	if err := bundle(ctx, *built, *out); err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
}

func bundle(ctx context.Context, built, out string) error {
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	files, err := writeSite(os.DirFS(built), filepath.Join(out, "site"))
	if err != nil {
		return err
	}
	listed, err := json.MarshalIndent(files, "", "\t")
	if err != nil {
		return err
	}
	worker := filepath.Join(out, "worker")
	if err := buildWorker(ctx, worker); err != nil {
		return err
	}
	if err := writeFile(filepath.Join(worker, "files.json"), append(listed, '\n')); err != nil {
		return err
	}
	for _, unused := range []string{"worker.mjs", "runtime.mjs"} { // entry.mjs takes their place
		if err := os.Remove(filepath.Join(worker, unused)); err != nil {
			return err
		}
	}
	for name, folder := range map[string]string{"entry.mjs": worker, "wrangler.jsonc": out} {
		data, err := written.ReadFile(name)
		if err != nil {
			return err
		}
		if err := writeFile(filepath.Join(folder, name), data); err != nil {
			return err
		}
	}
	return nil
}

// buildWorker compiles the program and writes the scripts that start it. It is
// built small, as Cloudflare counts its bytes and compiles it anew in every
// place: nothing is inlined, and the smaller allocator and garbage collector do.
func buildWorker(ctx context.Context, folder string) error {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return err
	}
	if err := run(ctx, nil, "go", "run", "github.com/syumai/workers/cmd/workers-assets-gen", "-mode=go", "-o", folder); err != nil {
		return err
	}
	lean := []string{"GOOS=js", "GOARCH=wasm", "GOEXPERIMENT=nogreenteagc,nosizespecializedmalloc"}
	return run(ctx, lean, "go", "build", "-trimpath", "-ldflags=-s -w", "-gcflags=all=-l",
		"-o", filepath.Join(folder, "app.wasm"), "glyphlab/serve/edge")
}

func run(ctx context.Context, env []string, name string, args ...string) error {
	command := exec.CommandContext(ctx, name, args...)
	command.Env = append(os.Environ(), env...)
	if words, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w: %s", name, args[0], err, bytes.TrimSpace(words))
	}
	return nil
}

func writeFile(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o666)
}
