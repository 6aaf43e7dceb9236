package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"

	"glyphlab/assets"
	"glyphlab/engine/dataset/shards"
	"glyphlab/serve"
	"glyphlab/serve/wire"
)

// built is the page that this program carries.
var built = assets.Built()

// finishTime is what is left for what is being sent when the server is stopped.
const finishTime = 30 * time.Second

// collectAt is how much garbage there may be, in percent of what is kept, before
// it is collected: four times as much as usual. Requests leave little but
// garbage, and a server keeps little: it takes some 40 MB more, and a tenth less
// of the processors.
const collectAt = 400

// runServe serves the page until ctx is done.
func runServe(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	options, err := parseServe(args, stderr)
	if err != nil {
		return err
	}
	if os.Getenv("GOGC") == "" { // else the person says so
		debug.SetGCPercent(collectAt)
	}
	log := slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: options.log}))

	// The address comes first: a port that is taken is said before any data
	// is read.
	listener, err := listen(ctx, options.addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	metrics := newMetrics()
	config := serve.Config{Built: built, Origins: options.origins, Log: log}
	if options.data != "" && isShards(options.data) {
		if options.shards != "" {
			return usageError{fmt.Errorf("-data %s is a folder of shards, and so is -shards %s: one can be served", options.data, options.shards)}
		}
		options.data, options.shards = "", options.data
	}
	if options.shards != "" {
		if config.Shards, err = openShards(options.shards); err != nil {
			return err
		}
	}
	if options.data != "" {
		path, err := openData(ctx, options.data, stderr)
		if err != nil {
			return err
		}
		config.Data = []serve.DataFile{{Files: os.DirFS(filepath.Dir(path)), Name: filepath.Base(path)}}
	}
	handler, err := serve.New(config)
	if err != nil {
		return err
	}
	server := wire.New(wire.Config{
		Site: handler.Site, Handler: metrics.beside(handler),
		Connections: options.connections, Opened: metrics.connections.Add, Answered: metrics.count, Log: log,
	})
	fmt.Fprintf(stdout, "Glyphlab is at %s\nData: %s\nCtrl-C stops it.\n", visit(options.addr, listener.Addr()), offered(handler.Manifest(), handler.Shards()))
	return serveUntilDone(ctx, listener, server, log)
}

type serveOptions struct {
	addr, data, shards string
	origins            []string
	connections        int
	log                slog.Level
}

func parseServe(args []string, stderr io.Writer) (serveOptions, error) {
	var options serveOptions
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&options.addr, "addr", "localhost:8080", "")
	flags.StringVar(&options.data, "data", "", "")
	flags.StringVar(&options.shards, "shards", "", "")
	flags.Func("origins", "", func(list string) error {
		options.origins = strings.Fields(strings.ReplaceAll(list, ",", " "))
		for _, o := range options.origins {
			if u, err := url.Parse(o); o != "*" && (err != nil || u.Scheme == "" || u.Host == "" || u.Scheme+"://"+u.Host != o) {
				return fmt.Errorf("%q is no origin, such as https://example.org or *", o)
			}
		}
		return nil
	})
	flags.IntVar(&options.connections, "connections", 10000, "")
	flags.TextVar(&options.log, "log", slog.LevelInfo, "")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprint(stderr, serveUsage)
			return options, err
		}
		return options, usageError{fmt.Errorf("%w; \"glyphlab serve -h\" lists the flags", err)}
	}
	if flags.NArg() > 0 {
		return options, usageError{fmt.Errorf("%q is not a flag; the data is named with -data PATH", flags.Arg(0))}
	}
	if options.connections < 1 {
		return options, usageError{fmt.Errorf("-connections is how many may be open at a time, 1 or more, not %d", options.connections)}
	}
	if _, _, err := net.SplitHostPort(options.addr); err != nil {
		return options, usageError{fmt.Errorf("-addr is HOST:PORT, such as localhost:8080, not %q", options.addr)}
	}
	return options, nil
}

const serveUsage = `glyphlab serve serves the page and its data until Ctrl-C.

  -addr HOST:PORT  where; without it localhost:8080. :8080 is every address of
                   this machine, port 0 any that is free
  -data PATH       a .glyphs file, an archive or a folder of images to offer
                   beside the bundled typefaces, and to begin with; a folder
                   of shards is served as with -shards
  -shards FOLDER   a folder of shards, as glyphlab import makes it, to offer
                   beside all others, and to begin with
  -origins LIST    origins whose pages may read the data, such as
                   https://example.org, between commas; * is every one
  -connections N   how many may be open at a time, others wait; without it 10000
  -log LEVEL       debug (every request), info, warn or error; without it info

/healthz says ok while it answers, /metrics counts for Prometheus.
`

// listen says what to do when the address cannot be had.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if !errors.Is(err, syscall.EADDRINUSE) {
		return listener, err
	}
	host, port, _ := net.SplitHostPort(addr)
	other := "8081"
	if n, err := strconv.Atoi(port); err == nil && n < 65535 {
		other = strconv.Itoa(n + 1)
	}
	return nil, fmt.Errorf("port %s is taken by another program, perhaps another Glyphlab; stop that one or take another port: -addr %s (make run PORT=%s)",
		port, net.JoinHostPort(host, other), other)
}

// visit returns the address to open in a browser on this machine.
func visit(asked string, actual net.Addr) string {
	host, _, _ := net.SplitHostPort(asked)
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	_, port, _ := net.SplitHostPort(actual.String())
	return "http://" + net.JoinHostPort(host, port)
}

// openShards opens a folder of shards to serve it.
func openShards(folder string) (fs.FS, error) {
	if !isShards(folder) {
		return nil, fmt.Errorf("%s is no folder of shards with their manifest.json, or its import was stopped; glyphlab import makes one", folder)
	}
	return serve.Unpacking(os.DirFS(folder)), nil
}

// offered names the data sets, the default one first; inShards may be nil.
func offered(m serve.Manifest, inShards *shards.Manifest) string {
	var names []string
	name := func(title string, images int) {
		names = append(names, fmt.Sprintf("%s (%s images)", title, thousands(images)))
	}
	if inShards != nil {
		name(inShards.Title, inShards.Info().Images())
	}
	for _, set := range m.Sets {
		name(set.Title, set.Images())
	}
	if len(names) == 0 {
		return "none; name some with -data PATH"
	}
	return strings.Join(names, ", ")
}

// thousands writes 20000 as 20,000.
func thousands(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// serveUntilDone serves until ctx is done, and then lets what is being sent
// reach its reader.
func serveUntilDone(ctx context.Context, listener net.Listener, server *wire.Server, log *slog.Logger) error {
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	listener.Close() // from here on nobody new comes
	log.Info("stopping; what is being sent has time to arrive", "limit", finishTime)
	finish, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishTime)
	defer cancel()
	if err := server.Shutdown(finish); err != nil {
		log.Warn("stopped before everything was sent", "error", err)
		return nil
	}
	log.Info("stopped")
	return nil
}
