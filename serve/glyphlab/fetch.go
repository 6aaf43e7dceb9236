package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"glyphlab/serve/download"
)

// notMNIST are the data set's two archives as its author published them in
// 2011, and Google's copy of them for the assignment. The lengths are those
// that the assignment checks. No SHA-256 of them was ever published; what is
// inside is checked by gzip's own checksum when it is imported.
var notMNIST = []download.File{
	{Name: "notMNIST_large.tar.gz", Bytes: 247336696, Addresses: []string{
		"https://commondatastorage.googleapis.com/books1000/notMNIST_large.tar.gz",
		"http://yaroslavvb.com/upload/notMNIST/notMNIST_large.tar.gz",
	}},
	{Name: "notMNIST_small.tar.gz", Bytes: 8458043, Addresses: []string{
		"https://commondatastorage.googleapis.com/books1000/notMNIST_small.tar.gz",
		"http://yaroslavvb.com/upload/notMNIST/notMNIST_small.tar.gz",
	}},
}

const fetchUsage = `glyphlab fetch downloads notMNIST and imports it.

The two archives, 256 MB, are kept in your cache. Both a download and an import
that was stopped go on where they were when the command is given again. What is
made of them is the same as with

  glyphlab import notMNIST_large.tar.gz notMNIST_small.tar.gz -o notMNIST

`

const (
	stallTime  = 30 * time.Second
	fetchTries = 4
	fetchPause = 2 * time.Second
)

// runFetch downloads notMNIST and imports it.
func runFetch(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	o, err := parseFetch(args, stderr)
	if err != nil {
		return err
	}
	reading := &fetchProgress{log: stderr}
	d := download.Downloader{
		Client: http.DefaultClient, Folder: o.cache,
		Stall: stallTime, Tries: fetchTries, Pause: fetchPause,
		Progress: reading.show,
		Log: func(text string) {
			reading.clear()
			fmt.Fprintln(stderr, text)
		},
	}
	for _, file := range notMNIST {
		if o.small && file.Name != "notMNIST_small.tar.gz" {
			continue
		}
		path, err := d.Fetch(ctx, file)
		reading.clear()
		if err != nil {
			return err
		}
		fmt.Fprintf(stderr, "%s is there\n", path)
		o.sources = append(o.sources, path)
	}
	return importAs(ctx, o.importOptions, stdout, stderr)
}

type fetchOptions struct {
	importOptions
	cache string // the folder for the archives
	small bool
}

func parseFetch(args []string, stderr io.Writer) (fetchOptions, error) {
	var o fetchOptions
	flags := flag.NewFlagSet("fetch", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	finish := o.define(flags, "notMNIST")
	flags.StringVar(&o.cache, "archives", "", "the `folder` that the archives are kept in (default: in your cache)")
	flags.BoolVar(&o.small, "small", false, "the small archive only, 8 MB, split like any other images")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprint(stderr, fetchUsage)
			flags.SetOutput(stderr)
			flags.PrintDefaults()
			return o, err
		}
		return o, usageError{fmt.Errorf("%w; \"glyphlab fetch -h\" lists the flags", err)}
	}
	if flags.NArg() > 0 {
		return o, usageError{fmt.Errorf("fetch downloads notMNIST and takes no %q; glyphlab import reads files", flags.Arg(0))}
	}
	if o.cache == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return o, fmt.Errorf("there is no folder for the archives: %w; name one with -archives", err)
		}
		o.cache = filepath.Join(cache, "glyphlab", "notMNIST")
	}
	return o, finish()
}

// fetchProgress shows how much of each file is there.
type fetchProgress struct {
	log     io.Writer
	file    string
	current *importProgress
}

func (p *fetchProgress) show(file string, have, total int64) {
	if p.file != file || p.current == nil {
		p.clear()
		p.file, p.current = file, &importProgress{log: p.log, done: "of " + file, unit: "KiB", per: 1 << 10}
	}
	p.current.show(have, total)
}

func (p *fetchProgress) clear() {
	if p.current != nil {
		p.current.bar.clear()
	}
}
