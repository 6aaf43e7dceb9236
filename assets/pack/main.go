// Command pack makes what the server sends of the page's sources, the
// WebAssembly programs, the scripts that Go and Vugu bring, the bundled data
// set, and the bundled network's weights where there are any.
//
// Every file but index.html and service.js gets an address that names its
// content, such as /built/worker.3fa9c1d27b60.wasm, and may be kept by browsers
// for ever. The page's sources call each other by plain names in double braces,
// {{worker.wasm}}, in whose place pack puts these addresses; {{files}} stands
// for all of them, {{build}} for a hash of everything. The page's icon is also
// drawn in the sizes that some systems want. Everything is compressed once,
// here; what has not changed since the last time is kept.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var (
		page    = flag.String("page", "assets/page", "`folder` of the page's sources")
		wasm    = flag.String("wasm", "bin/wasm", "`folder` of page.wasm, worker.wasm and intake.wasm")
		set     = flag.String("set", "assets/open.glyphs.br", "bundled data set, a `file`")
		weights = flag.String("weights", "assets/best.weights", "weights of the network that comes with Glyphlab, a `file`; make best trains it, and without it the page has none")
		out     = flag.String("out", "assets/built", "`folder` to write to; what is not packed into it now is deleted")
		quality = flag.Int("quality", 11, "brotli's `effort`, 0 to 11; 4 takes a second instead of half a minute")
	)
	flag.Parse()
	if *quality < 0 || *quality > 11 {
		fail(fmt.Errorf("-quality is 0 to 11, not %d", *quality))
	}
	sources, err := collect(ctx, *page, *wasm, *set, *weights)
	if err != nil {
		fail(err)
	}
	files, err := address(sources)
	if err != nil {
		fail(err)
	}
	if err := write(ctx, *out, files, *quality, os.Stderr); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "pack:", err)
	os.Exit(1)
}

// collect reads all sources. Those of the page are the only ones in which
// names in braces are replaced.
func collect(ctx context.Context, page, wasm, set, weights string) ([]source, error) {
	var sources []source
	entries, err := os.ReadDir(page)
	if err != nil {
		return nil, fmt.Errorf("read the page's sources: %w", err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(page, e.Name()))
		if err != nil {
			return nil, fmt.Errorf("read the page's sources: %w", err)
		}
		sources = append(sources, source{name: e.Name(), data: data, refers: true})
	}
	icons, err := icons(filepath.Join(page, "icon.svg"))
	if err != nil {
		return nil, err
	}
	sources = append(sources, icons...)
	for _, name := range []string{"page.wasm", "worker.wasm", "intake.wasm"} {
		data, err := os.ReadFile(filepath.Join(wasm, name))
		if err != nil {
			return nil, fmt.Errorf("read the page's programs (make build makes them first): %w", err)
		}
		sources = append(sources, source{name: name, data: data})
	}
	goScript, err := goScript(ctx)
	if err != nil {
		return nil, err
	}
	vuguScript, err := vuguScript(ctx)
	if err != nil {
		return nil, err
	}
	bundled, err := readSet(set)
	if err != nil {
		return nil, err
	}
	trained, err := os.ReadFile(weights)
	switch {
	case err == nil:
		sources = append(sources, source{name: filepath.Base(weights), data: trained})
	case !errors.Is(err, os.ErrNotExist):
		return nil, fmt.Errorf("read the bundled network's weights: %w", err)
	}
	return append(sources,
		source{name: "wasm_exec.js", data: goScript},
		source{name: "vugu.js", data: vuguScript},
		bundled), nil
}

// readSet reads a data set that is already compressed. Its name is that of
// the file less .br.
func readSet(path string) (source, error) {
	const suffix = ".glyphs.br"
	name := filepath.Base(path)
	if len(name) <= len(suffix) || name[len(name)-len(suffix):] != suffix {
		return source{}, fmt.Errorf("-set is a file NAME%s, not %s", suffix, name)
	}
	compressed, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return source{}, fmt.Errorf("read the bundled data set (make glyphs draws it): %w", err)
	}
	if err != nil {
		return source{}, fmt.Errorf("read the bundled data set: %w", err)
	}
	data, err := decompress(compressed)
	if err != nil {
		return source{}, fmt.Errorf("%s is damaged: %w", path, err)
	}
	return source{name: name[:len(name)-len(".br")], data: data, brotli: compressed}, nil
}
