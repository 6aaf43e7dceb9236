package state

import (
	"fmt"
	"strings"

	"glyphlab/wasm/message"
)

// ShardList is what the page wants to know of a folder of shards: some fields of
// its manifest.json (see engine/dataset/shards).
type ShardList struct {
	Format  string   `json:"format"`
	Version int      `json:"version"`
	Name    string   `json:"name"`
	Title   string   `json:"title"`
	Origin  string   `json:"origin"`
	Height  int      `json:"height"`
	Width   int      `json:"width"`
	Bits    int      `json:"bits"`
	Classes []string `json:"classes"`
	Counts  struct {
		Training   int `json:"training"`
		Validation int `json:"validation"`
		Test       int `json:"test"`
	} `json:"counts"`
	Shards []struct {
		Split  string `json:"split"`
		Images int    `json:"images"`
		File   string `json:"file"`
		Bytes  int    `json:"bytes"`
		Packed int    `json:"packed"`
		SHA256 string `json:"sha256"`
	} `json:"shards"`
}

var splits = map[string]message.Split{"training": message.Training, "validation": message.Validation, "test": message.Test}

// Set returns the data set that the shards make. The list came from url; the
// shards are beside it. The error says why they cannot be loaded.
func (l ShardList) Set(url string) (ManifestSet, error) {
	if l.Format != "glyphlab shards" || l.Version != 1 {
		return ManifestSet{}, fmt.Errorf("%s is no list of shards of version 1, but %q of version %d", url, l.Format, l.Version)
	}
	if l.Name == "" || len(l.Shards) == 0 {
		return ManifestSet{}, fmt.Errorf("%s lists no shards", url)
	}
	s := ManifestSet{
		Name: l.Name, Title: l.Title, Origin: l.Origin, Height: l.Height, Width: l.Width, Bits: l.Bits, Classes: l.Classes,
		Counts: [3]int{message.Training: l.Counts.Training, message.Validation: l.Counts.Validation, message.Test: l.Counts.Test},
	}
	folder := url[:strings.LastIndexByte(url, '/')+1]
	for _, shard := range l.Shards {
		split, found := splits[shard.Split]
		if !found {
			return ManifestSet{}, fmt.Errorf("%s has a shard for %q; there are training, validation and test", url, shard.Split)
		}
		s.Shards = append(s.Shards, message.Shard{
			URL: folder + strings.TrimSuffix(shard.File, ".br"), Split: split, Images: shard.Images,
			Bytes: shard.Bytes, Packed: shard.Packed, SHA256: shard.SHA256,
		})
	}
	return s, nil
}

// With returns the list with one more set, before the others. One of the same
// name gives way.
func (m Manifest) With(set ManifestSet) Manifest {
	sets := []ManifestSet{set}
	for _, s := range m.Sets {
		if s.Name != set.Name {
			sets = append(sets, s)
		}
	}
	m.Sets = sets
	return m
}
