package importer

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"runtime"
	"sync"

	"glyphlab/engine/dataset"
	"glyphlab/engine/dataset/shards"
)

// A Store keeps shards. Put keeps one under its name: compressed, whole or
// not at all. What is there already under that name has that content. It
// returns the bytes and the SHA-256 of what is kept. Several goroutines call
// it at a time, each with one shard.
type Store interface {
	Put(name string, glyphs []byte) (packed int64, sha256 string, err error)
}

// ImportShards reads the sources as [Import] does and puts their images into
// a store, in shards. The manifest is complete but for its sources, and the
// caller keeps it: last, so that what was stopped does not look whole.
func ImportShards(ctx context.Context, store Store, sources []Source, o Options) (shards.Manifest, Report, error) {
	p, report, err := gather(ctx, sources, o)
	if err != nil {
		return shards.Manifest{}, report, err
	}
	p.forgetPrints()
	w := shardWriter{plan: p, store: store, info: report.Info}
	m := manifest(report, o)
	if m.Shards, m.Mean, err = w.writeAll(ctx); err != nil {
		return shards.Manifest{}, report, err
	}
	return m, report, nil
}

func manifest(r Report, o Options) shards.Manifest {
	m := shards.Manifest{
		Format: shards.Format, Version: shards.Version,
		Name: r.Info.Name, Title: r.Info.Title, Origin: r.Info.Origin, Seed: o.Seed,
		Height: r.Info.Height, Width: r.Info.Width, Bits: r.Info.Bits, Classes: r.Info.Classes,
		Counts:    shards.CountsOf(r.Info.Counts),
		Damaged:   shards.Damaged{Count: r.LeftOut.Count, First: []shards.Bad{}},
		TestTwins: shards.Twins(r.TestTwins),
		Copies:    shards.Copies(r.Copies),
		Near:      shards.Near(r.Near),
		Unused:    r.Unused,
	}
	for _, n := range r.PerClass {
		m.PerClass = append(m.PerClass, shards.CountsOf(n))
	}
	for _, f := range r.LeftOut.First {
		m.Damaged.First = append(m.Damaged.First, shards.Bad{Path: f.Path, Why: f.Err.Error()})
	}
	return m
}

// A shardWriter writes a plan's images on all cores.
type shardWriter struct {
	plan  *plan
	store Store
	info  dataset.Info

	mu    sync.Mutex
	wrote int
	sums  []uint64 // of the training images' pixels
	err   error    // the first
}

// part is a shard that is to be written.
type part struct {
	split  dataset.Split
	images []int32
	shard  *shards.Shard
}

func (w *shardWriter) writeAll(ctx context.Context) ([]shards.Shard, []float64, error) {
	var parts []part
	for _, split := range dataset.FileOrder {
		order := w.plan.order(split)
		for first := 0; first < len(order); first += shards.Images {
			images := order[first:min(first+shards.Images, len(order))]
			parts = append(parts, part{split, images, &shards.Shard{Split: split.String(), First: first, Images: len(images)}})
		}
	}
	w.sums = make([]uint64, w.info.Height*w.info.Width)
	todo := make(chan part)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(parts)) {
		workers.Go(func() {
			for p := range todo {
				if err := w.write(ctx, p); err != nil {
					w.fail(err)
				}
			}
		})
	}
	for _, p := range parts {
		if w.failed() != nil || ctx.Err() != nil {
			break
		}
		todo <- p
	}
	close(todo)
	workers.Wait()
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	if w.err != nil {
		return nil, nil, w.err
	}
	all := make([]shards.Shard, len(parts))
	for i, p := range parts {
		all[i] = *p.shard
	}
	return all, w.mean(), nil
}

// write encodes one shard and puts it into the store.
func (w *shardWriter) write(ctx context.Context, p part) error {
	info := w.info
	info.Counts = [3]int{}
	info.Counts[p.split] = len(p.images)
	file := bytes.NewBuffer(make([]byte, 0, info.FileBytes()))
	out, err := dataset.NewCompressibleWriter(file, info)
	if err != nil {
		return err
	}
	pixels, sums := make([]byte, info.Height*info.Width), make([]uint64, info.Height*info.Width)
	for _, i := range p.images {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := w.plan.c.pixels(pixels, int(i)); err != nil {
			return err
		}
		if err := out.Add(p.split, w.plan.c.classes.label(w.plan.c.picture(int(i)).class), pixels); err != nil {
			return err
		}
		for j, v := range pixels {
			sums[j] += uint64(w.shown(v))
		}
	}
	if err := out.Close(); err != nil {
		return err
	}
	sum := sha256.Sum256(file.Bytes())
	s := p.shard
	s.Bytes, s.SHA256 = int64(file.Len()), hex.EncodeToString(sum[:])
	s.File = shards.FileName(p.split, s.SHA256)
	if s.Packed, s.PackedSHA256, err = w.store.Put(s.File, file.Bytes()); err != nil {
		return err
	}
	w.done(p, sums)
	return nil
}

// shown returns the brightness that a pixel has once it was written.
func (w *shardWriter) shown(v byte) int {
	if w.info.Bits == 8 {
		return int(v)
	}
	return (int(v) + 8) / 17 * 17
}

func (w *shardWriter) done(p part, sums []uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if p.split == dataset.Training {
		for i, n := range sums {
			w.sums[i] += n
		}
	}
	w.wrote += len(p.images)
	if w.plan.options.Wrote != nil {
		w.plan.options.Wrote(w.wrote, w.info.Images())
	}
}

func (w *shardWriter) fail(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		w.err = err
	}
}

func (w *shardWriter) failed() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}

// mean returns the training images' mean, to two decimals.
func (w *shardWriter) mean() []float64 {
	n := w.info.Counts[dataset.Training]
	if n == 0 {
		return nil
	}
	mean := make([]float64, len(w.sums))
	for i, sum := range w.sums {
		mean[i] = math.Round(100*float64(sum)/float64(n)) / 100
	}
	return mean
}
