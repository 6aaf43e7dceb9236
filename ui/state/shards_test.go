package state

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"glyphlab/engine/dataset"
	"glyphlab/engine/dataset/shards"
	"glyphlab/wasm/message"
)

// listed is a list of shards as glyphlab import writes it, and as the page reads
// it.
func listed(t *testing.T, change func(*shards.Manifest)) ShardList {
	t.Helper()
	sum := strings.Repeat("0123456789abcdef", 4)
	m := shards.Manifest{
		Format: shards.Format, Version: shards.Version, Name: "large", Title: "Many letters", Origin: "a test",
		Height: 28, Width: 20, Bits: 4, Classes: []string{"A", "B"}, Counts: shards.Counts{Training: 10_250, Validation: 7, Test: 9},
		Mean: make([]float64, 560),
	}
	for _, s := range []shards.Shard{
		{Split: "validation", Images: 7}, {Split: "training", Images: 10_240}, {Split: "training", First: 10_240, Images: 10}, {Split: "test", Images: 9},
	} {
		split := map[string]dataset.Split{"training": dataset.Training, "validation": dataset.Validation, "test": dataset.Test}[s.Split]
		s.File, s.Bytes, s.SHA256, s.Packed, s.PackedSHA256 = shards.FileName(split, sum), int64(300*s.Images), sum, int64(100*s.Images), sum
		m.Shards = append(m.Shards, s)
	}
	if err := m.Check(); err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(&m)
	}
	text, err := m.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	var list ShardList
	if err := json.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

func TestAFolderOfShardsIsOneOfTheSets(t *testing.T) {
	set, err := listed(t, nil).Set("/data/shards.json")
	if err != nil {
		t.Fatal(err)
	}
	w := new(world)
	p := New(w, "")
	p.Receive(&message.Ready{})
	m := manifest
	m.Default, m.Shards = "", "/data/shards.json"
	p.ManifestArrived(m.With(set))
	if p.Settings.Data != "large" || len(p.Manifest.Sets) != 3 || p.Manifest.Sets[0].Title != "Many letters" {
		t.Errorf("the data is %s of %+v", p.Settings.Data, p.Manifest.Sets)
	}
	const sum = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	shard := func(split message.Split, images int) message.Shard {
		return message.Shard{URL: "/data/" + dataset.Split(split).String() + "-0123456789abcdef.glyphs", Split: split, Images: images, Bytes: 300 * images, Packed: 100 * images, SHA256: sum}
	}
	load := &message.Load{
		Name: "large",
		Info: message.Info{Name: "large", Title: "Many letters", Origin: "a test", Height: 28, Width: 20, Bits: 4, Classes: []string{"A", "B"}, Counts: [3]int{10_250, 7, 9}},
		Shards: []message.Shard{
			shard(message.Validation, 7), shard(message.Training, 10_240), shard(message.Training, 10), shard(message.Test, 9),
		},
	}
	want(t, w.take(), load, &message.Configure{Settings: p.Settings})
}

func TestTheListsDefaultStandsBeforeTheShards(t *testing.T) {
	set, err := listed(t, nil).Set("/data/shards.json")
	if err != nil {
		t.Fatal(err)
	}
	p := New(new(world), "")
	p.ManifestArrived(manifest.With(set))
	if p.Settings.Data != "open" || p.Manifest.Sets[0].Name != "large" {
		t.Errorf("the data is %s of %+v", p.Settings.Data, p.Manifest.Sets)
	}
	set.Name = "open"
	if m := manifest.With(set); len(m.Sets) != 2 || !reflect.DeepEqual(m.Sets[0], set) || m.Sets[1].Name != "mine" {
		t.Errorf("one of the same name: %+v", m.Sets)
	}
}

func TestListsThatAreNoneAreRefused(t *testing.T) {
	for want, change := range map[string]func(*shards.Manifest){
		"is no list of shards of version 1": func(m *shards.Manifest) { m.Version = 2 },
		"lists no shards":                   func(m *shards.Manifest) { m.Shards = nil },
		`a shard for "more"`:                func(m *shards.Manifest) { m.Shards[1].Split = "more" },
	} {
		if _, err := listed(t, change).Set("/data/shards.json"); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "/data/shards.json") {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

func TestThePageSaysHowFarTheDataIsAndWhatIsKept(t *testing.T) {
	p, w := opened("")
	says := func(want string) {
		t.Helper()
		if got := p.DataWords(); got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
	says("on its way")
	i := info("open")
	i.Counts = [3]int{500_000, 10_390, 18_724}
	p.Receive(&message.Loading{Info: i, Bytes: 12_400_000, Total: 55_000_000, Arrived: [3]int{50_000, 10_000, 0}})
	says("12.4 of 55.0\u202fMB have arrived")
	p.Receive(&message.Loading{Info: i, Waiting: "connection broken; trying again"})
	says("connection broken; trying again")
	p.Receive(&message.Loaded{Info: i})
	says("529\u202f114 images")
	if p.CanEmptyStore() {
		t.Error("nothing can be emptied yet")
	}
	p.Receive(&message.Stored{Bytes: 215_000_000})
	says("215\u202fMB kept in this browser")
	w.take()
	p.EmptyStore()
	want(t, w.take(), &message.EmptyStore{})
	p.Receive(&message.Stored{})
	says("nothing is kept any more")
	p.EmptyStore()
	want(t, w.take())
	p.Receive(&message.Stored{Bytes: 9_900_000, Trouble: "no room for more"})
	says("9.9\u202fMB kept; no room for more")
	p.Receive(&message.Stored{Trouble: "no room for more"})
	says("nothing kept; no room for more")
	p.Receive(&message.Failed{Doing: "load", Data: "open", Message: "gone"})
	says("not all of it has come")
}
