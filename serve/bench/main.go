// Command bench measures Glyphlab's server beside nginx: the same files, in
// turns, by wrk on this machine.
package main

import (
	"context"
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
	flag.DurationVar(&options.time, "time", time.Second, "how `long` each measurement takes, in whole seconds")
	flag.IntVar(&options.turns, "turns", 5, "how `often` each is taken, in turns; medians count")
	flag.Parse()
	if options.turns < 1 {
		fmt.Fprintln(os.Stderr, "bench: -turns is 1 or more, not", options.turns)
		os.Exit(2)
	}
	if err := bench(ctx, options); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type options struct {
	glyphlab, site string
	time           time.Duration
	turns          int
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

	servers := []*server{nginx, glyphlab}
	fmt.Printf("%-22s %5s", "compressed", "conn.")
	for _, server := range servers {
		fmt.Printf(" | %-32s", server.name)
	}
	fmt.Printf("\n%-22s %5s", "file", "")
	for range servers {
		fmt.Printf(" | %10s %8s %5s %6s", "requests/s", "MB/s", "ratio", "CPU µs")
	}
	fmt.Println()
	for _, s := range subjects {
		for _, n := range connections {
			results, err := o.compare(ctx, servers, s, n)
			if err != nil {
				return err
			}
			fmt.Printf("%-22s %5d", s.name, n)
			for _, r := range results {
				fmt.Printf(" | %10.0f %8.1f %5.2f %6.1f", r.requests, r.bytes/1e6, r.ratio, r.cpu)
			}
			fmt.Println()
		}
	}
	for _, server := range servers {
		megabytes, err := server.memory()
		if err != nil {
			return err
		}
		fmt.Printf("%s takes %.1f MB of memory after that\n", server.name, megabytes)
	}
	return nil
}

// compare measures the servers in turns, so that what else the machine does
// comes upon all of them, and returns the medians.
func (o options) compare(ctx context.Context, servers []*server, s subject, connections int) ([]result, error) {
	all := make([][]result, len(servers))
	for range o.turns {
		var first float64 // requests a second of the first server in this turn
		for i, server := range servers {
			r, err := measure(ctx, server, s.address, connections, o.time)
			if err != nil {
				return nil, fmt.Errorf("%s of %s: %w", s.name, server.name, err)
			}
			if i == 0 {
				first = r.requests
			}
			r.ratio = r.requests / first
			all[i] = append(all[i], r)
		}
	}
	medians := make([]result, len(servers))
	for i, results := range all {
		medians[i] = median(results)
	}
	return medians, nil
}
