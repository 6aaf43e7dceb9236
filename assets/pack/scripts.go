package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// goScript returns the script that starts Go's programs in a browser. It
// belongs to the toolchain that compiled them.
func goScript(ctx context.Context) ([]byte, error) {
	root, err := ask(ctx, "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(root, "lib", "wasm", "wasm_exec.js"))
}

// vuguScript returns the script with which Vugu renders. It belongs to the
// version of Vugu that the page is compiled with.
func vuguScript(ctx context.Context) ([]byte, error) {
	module, err := ask(ctx, "list", "-m", "-f", "{{.Dir}}", "github.com/vugu/vugu")
	if err != nil {
		return nil, err
	}
	script, err := os.ReadFile(filepath.Join(module, "domrender", "renderer-js-script.js"))
	if err != nil {
		return nil, err
	}
	return withoutDebugging(script), nil
}

// withoutDebugging leaves out what Vugu leaves out too: the lines that begin
// with /*DEBUG*/.
func withoutDebugging(script []byte) []byte {
	var kept []byte
	for line := range bytes.Lines(script) {
		if !bytes.HasPrefix(bytes.TrimSpace(line), []byte("/*DEBUG*/")) {
			kept = append(kept, line...)
		}
	}
	return kept
}

// ask returns what the go command answers.
func ask(ctx context.Context, args ...string) (string, error) {
	answer, err := exec.CommandContext(ctx, "go", args...).Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		err = fmt.Errorf("%w: %s", err, bytes.TrimSpace(exit.Stderr))
	}
	if err != nil {
		return "", fmt.Errorf("go %s: %w", args[0], err)
	}
	return string(bytes.TrimSpace(answer)), nil
}
