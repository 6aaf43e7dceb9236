package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"glyphlab/engine/dataset"
	"glyphlab/engine/dataset/shards"
)

// A subject is one file that is asked for, with Accept-Encoding: br.
type subject struct{ name, address string }

// gather copies the page's files to folder/site, adds a shard to its data, and
// returns what to ask for.
func gather(site, folder string) ([]subject, error) {
	root := filepath.Join(folder, "site")
	if err := os.CopyFS(root, os.DirFS(site)); err != nil {
		return nil, fmt.Errorf("copy the page's files (make edge makes them): %w", err)
	}
	scripts, err := filepath.Glob(filepath.Join(root, "built", "wasm_exec.*.js"))
	if err != nil || len(scripts) != 1 {
		return nil, fmt.Errorf("%s has %d files built/wasm_exec.*.js, want one; make edge makes it", site, len(scripts))
	}
	sets, err := filepath.Glob(filepath.Join(root, "data", "*.glyphs"))
	if err != nil || len(sets) == 0 {
		return nil, fmt.Errorf("%s has no data/*.glyphs; make edge makes one", site)
	}
	plain, err := os.ReadFile(sets[0])
	if err != nil {
		return nil, err
	}
	packed, err := os.ReadFile(sets[0] + ".br")
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(plain)
	hash := hex.EncodeToString(sum[:])
	shard := strings.TrimSuffix(shards.FileName(dataset.Training, hash), ".br")
	list, err := listOf(shard+".br", hash)
	if err != nil {
		return nil, err
	}
	for name, data := range map[string][]byte{shards.File: list, shard: plain, shard + ".br": packed} {
		if err := os.WriteFile(filepath.Join(root, "data", name), data, 0o666); err != nil {
			return nil, err
		}
	}
	size := func(path string) int64 {
		info, err := os.Stat(path + ".br")
		if err != nil {
			return 0
		}
		return info.Size()
	}
	return []subject{
		{fmt.Sprintf("page, %d bytes", size(filepath.Join(root, "index.html"))), "/"},
		{fmt.Sprintf("script, %d bytes", size(scripts[0])), "/built/" + filepath.Base(scripts[0])},
		{fmt.Sprintf("shard, %d bytes", len(packed)), "/data/" + shard},
	}, nil
}

// listOf returns the manifest of one shard. The server looks at no more of a
// shard than its name.
func listOf(file, hash string) ([]byte, error) {
	return shards.Manifest{
		Format: shards.Format, Version: shards.Version, Name: "shard", Title: "A shard",
		Height: 28, Width: 28, Bits: 8, Classes: []string{"A", "B"}, Counts: shards.Counts{Training: shards.Images},
		Shards: []shards.Shard{{Split: "training", Images: shards.Images, File: file, SHA256: hash, PackedSHA256: hash}},
	}.Marshal()
}
