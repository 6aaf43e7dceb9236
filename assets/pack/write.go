package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"github.com/andybalholm/brotli"

	"glyphlab/assets/packed"
)

// write makes folder hold these files, compressed, and their list, and
// nothing else but .gitkeep. A file that the folder has already, of at least
// this quality, is left as it is.
func write(ctx context.Context, folder string, files []file, quality int, log io.Writer) error {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	before := packedBefore(folder)
	list := make([]packed.File, len(files))
	problems := make([]error, len(files))
	places := make(chan struct{}, runtime.GOMAXPROCS(0))
	var pending sync.WaitGroup
	for i, f := range files {
		if old, ok := before[f.SHA256]; ok && f.brotli == nil && old.Stored == f.Stored && old.Quality >= quality {
			list[i] = f.File
			list[i].Brotli, list[i].Quality = old.Brotli, old.Quality
			continue
		}
		pending.Go(func() {
			places <- struct{}{}
			defer func() { <-places }()
			list[i], problems[i] = pack(ctx, folder, f, quality, log)
		})
	}
	pending.Wait()
	if err := errors.Join(problems...); err != nil {
		return err
	}
	// The list comes last, so that it never promises what is not there.
	text, err := packed.FormatList(list)
	if err != nil {
		return err
	}
	if err := replace(filepath.Join(folder, packed.ListName), text); err != nil {
		return err
	}
	return removeStale(folder, list)
}

// packedBefore returns the files that folder holds whole, by their SHA-256. A
// folder without a list that can be read holds none.
func packedBefore(folder string) map[string]packed.File {
	before := map[string]packed.File{}
	list, err := packed.ReadList(os.DirFS(folder))
	if err != nil {
		return before
	}
	for _, f := range list {
		if info, err := os.Stat(filepath.Join(folder, f.Stored)); err == nil && info.Size() == f.Brotli {
			before[f.SHA256] = f
		}
	}
	return before
}

func pack(ctx context.Context, folder string, f file, quality int, log io.Writer) (packed.File, error) {
	compressed := f.brotli
	if compressed == nil {
		begun := time.Now()
		var err error
		if compressed, err = compress(ctx, f.data, quality); err != nil {
			return f.File, fmt.Errorf("compress %s: %w", f.Name, err)
		}
		if took := time.Since(begun); took > time.Second {
			fmt.Fprintf(log, "packed %s, %.1f MB to %.2f MB in %.0f s\n",
				f.Name, float64(len(f.data))/1e6, float64(len(compressed))/1e6, took.Seconds())
		}
	}
	f.Brotli, f.Quality = int64(len(compressed)), quality
	return f.File, replace(filepath.Join(folder, f.Stored), compressed)
}

// compress stops early when ctx is done.
func compress(ctx context.Context, data []byte, quality int) ([]byte, error) {
	var out bytes.Buffer
	// A window of 16 MB, brotli's largest, sees the whole of a program.
	w := brotli.NewWriterOptions(&out, brotli.WriterOptions{Quality: quality, LGWin: 24})
	for len(data) > 0 {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		n := min(len(data), 256<<10)
		if _, err := w.Write(data[:n]); err != nil {
			return nil, err
		}
		data = data[n:]
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func decompress(data []byte) ([]byte, error) {
	return io.ReadAll(brotli.NewReader(bytes.NewReader(data)))
}

// replace writes a file whole or not at all.
func replace(path string, data []byte) error {
	half := path + ".part"
	if err := os.WriteFile(half, data, 0o666); err != nil {
		return err
	}
	return os.Rename(half, path)
}

func removeStale(folder string, list []packed.File) error {
	keep := map[string]bool{packed.ListName: true, ".gitkeep": true}
	for _, f := range list {
		keep[f.Stored] = true
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Type() == fs.ModeDir || keep[e.Name()] {
			continue
		}
		if err := os.Remove(filepath.Join(folder, e.Name())); err != nil {
			return err
		}
	}
	return nil
}
