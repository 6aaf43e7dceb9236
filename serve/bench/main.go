// Command bench measures Glyphlab's server beside nginx: the same files, from
// the same folders, in one run, by wrk on this machine.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var options options
	flag.StringVar(&options.glyphlab, "glyphlab", "bin/glyphlab", "the server's `program` (make build)")
	flag.StringVar(&options.site, "site", "serve/edge/build/site", "`folder` of the page's files (make edge)")
	flag.DurationVar(&options.time, "time", 3*time.Second, "how `long` each of the 18 measurements takes")
	flag.Parse()
	if err := bench(ctx, options); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type options struct {
	glyphlab, site string
	time           time.Duration
}

// connections are how many ask at a time.
var connections = []int{1, 64, 1000}

func bench(ctx context.Context, o options) error {
	for _, tool := range []string{"nginx", "wrk"} {
		if _, err := exec.LookPath(tool); err != nil {
			return fmt.Errorf("%s is not installed, so there is nothing to compare (Debian: apt-get install nginx libnginx-mod-http-brotli-static wrk)", tool)
		}
	}
	folder, err := os.MkdirTemp("", "glyphlab-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	subjects, err := gather(o.site, folder)
	if err != nil {
		return err
	}
	glyphlab, err := startGlyphlab(ctx, o.glyphlab, filepath.Join(folder, "site", "data"))
	if err != nil {
		return err
	}
	defer glyphlab.stop()
	nginx, err := startNginx(ctx, folder)
	if err != nil {
		return err
	}
	defer nginx.stop()

	fmt.Printf("%-22s %5s | %-28s | %-28s | %s\n", "compressed", "conn.", "glyphlab", "nginx", "glyphlab of nginx")
	fmt.Printf("%-22s %5s | %10s %8s %8s | %10s %8s %8s | %8s\n", "file", "", "requests/s", "MB/s", "CPU µs", "requests/s", "MB/s", "CPU µs", "requests")
	for _, s := range subjects {
		for _, n := range connections {
			var got [2]result
			for i, server := range []*server{glyphlab, nginx} {
				if got[i], err = measure(ctx, server, s.address, n, o.time); err != nil {
					return errors.Join(fmt.Errorf("%s of %s", s.name, server.name), err)
				}
			}
			fmt.Printf("%-22s %5d | %10.0f %8.1f %8.1f | %10.0f %8.1f %8.1f | %8.2f\n", s.name, n,
				got[0].requests, got[0].bytes/1e6, got[0].cpu, got[1].requests, got[1].bytes/1e6, got[1].cpu, got[0].requests/got[1].requests)
		}
	}
	for _, server := range []*server{glyphlab, nginx} {
		megabytes, err := server.memory()
		if err != nil {
			return err
		}
		fmt.Printf("%s takes %.1f MB of memory after that\n", server.name, megabytes)
	}
	return nil
}
