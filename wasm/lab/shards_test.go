package lab

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"glyphlab/engine/dataset"
	"glyphlab/engine/experiment"
	"glyphlab/engine/run"
	"glyphlab/wasm/message"
)

// cut cuts the data set of these tests into shards: the command that loads them,
// and the files by their addresses.
func cut(t testing.TB) (*message.Load, map[string][]byte) {
	whole, err := dataset.Read(bytes.NewReader(file(t)))
	if err != nil {
		t.Fatal(err)
	}
	i := whole.Info
	load := &message.Load{Name: i.Name, Info: message.Info{
		Name: i.Name, Title: i.Title, Origin: i.Origin, Height: i.Height, Width: i.Width, Bits: i.Bits, Classes: i.Classes, Counts: i.Counts,
	}}
	files := map[string][]byte{}
	pixels := make([]byte, i.Height*i.Width)
	for _, split := range dataset.FileOrder {
		images := whole.Splits[split]
		for first := 0; first < images.Len(); first += 1024 {
			info := i
			info.Counts = [3]int{}
			info.Counts[split] = min(1024, images.Len()-first)
			var b bytes.Buffer
			w, err := dataset.NewCompressibleWriter(&b, info)
			if err != nil {
				t.Fatal(err)
			}
			for at := first; at < first+info.Counts[split]; at++ {
				images.Pixels(pixels, at)
				if err := w.Add(split, images.Label(at), pixels); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			sum := sha256.Sum256(b.Bytes())
			s := message.Shard{
				Split: message.Split(split), Images: info.Counts[split], Bytes: b.Len(), Packed: b.Len() / 4, SHA256: hex.EncodeToString(sum[:]),
			}
			s.URL = "/data/" + split.String() + "-" + s.SHA256[:16] + ".glyphs"
			load.Shards, files[s.URL] = append(load.Shards, s), b.Bytes()
		}
	}
	return load, files
}

// aloneOverShards trains the settings on the same shards, read natively, without
// a laboratory around it.
func aloneOverShards(t *testing.T, s run.Settings) string {
	set, err := dataset.Read(bytes.NewReader(file(t)))
	if err != nil {
		t.Fatal(err)
	}
	set.Window = 1024
	e, err := experiment.New(s, set)
	if err != nil {
		t.Fatal(err)
	}
	for !e.Done() {
		if _, err := e.Step(); err != nil {
			t.Fatal(err)
		}
	}
	return e.SHA256()
}

var shuffled = func() run.Settings {
	s := settings
	s.Order, s.Steps = run.Shuffled, 400 // an epoch has 262
	return s
}()

// A line is how chunks of a file that is asked for come among those that are
// under way.
var lines = map[string]func(before, come []any) []any{
	"one after the other":  func(before, come []any) []any { return append(before, come...) },
	"the last asked first": func(before, come []any) []any { return append(come, before...) },
	"in turns": func(before, come []any) (all []any) {
		for len(before) > 0 || len(come) > 0 {
			for _, from := range []*[]any{&come, &before} {
				if len(*from) > 0 {
					all, *from = append(all, (*from)[0]), (*from)[1:]
				}
			}
		}
		return all
	},
	"by chance": func(before, come []any) (all []any) {
		random := rand.New(rand.NewPCG(uint64(len(before)), 1))
		for len(before) > 0 || len(come) > 0 {
			from := &before
			if len(before) == 0 || len(come) > 0 && random.IntN(2) == 0 {
				from = &come
			}
			all, *from = append(all, (*from)[0]), (*from)[1:]
		}
		return all
	},
}

// served lets the page's fetches be answered with these files.
func (p *page) served(files map[string][]byte, line func(before, come []any) []any) {
	p.onFetch = func(id int, f File) { p.network = line(p.network, chunks(id, files[f.URL], 1<<16)) }
}

func TestShardsGiveTheSameBitsInWhateverOrderTheyCome(t *testing.T) {
	want := aloneOverShards(t, shuffled)
	load, files := cut(t)
	for name, line := range lines {
		t.Run(name, func(t *testing.T) {
			p := &page{t: t}
			p.served(files, line)
			p.say(load, &message.Configure{Settings: shuffled}, &message.Train{})
			left, most := -1, 0
			p.onEvent = func(m message.Message) {
				if _, ok := m.(*message.Report); ok && left < 0 {
					left = len(p.network)
				}
				most = max(most, len(p.fetches)-len(p.kept))
			}
			p.run()
			if end := last[*message.StateChanged](p); end.State != run.Done || end.SHA256 != want {
				t.Errorf("ended with %+v, want done with %s", end, want)
			}
			if left <= 0 && name != "the last asked first" {
				t.Errorf("training began with %d chunks still to come", left)
			}
			if most > together {
				t.Errorf("%d files were under way at a time, want %d", most, together)
			}
			var urls []string
			for _, s := range load.Shards {
				urls = append(urls, s.URL)
			}
			kept := slices.Clone(p.kept)
			slices.Sort(kept)
			if !slices.Equal(kept, slices.Sorted(slices.Values(urls))) || len(p.dropped) > 0 {
				t.Errorf("kept were %v, dropped %v", p.kept, p.dropped)
			}
			if want := []string{"data blocks: " + strings.Join(urls, " ")}; !slices.Equal(p.tidied, want) {
				t.Errorf("tidied were %q, want %q", p.tidied, want)
			}
			if got := all[*message.Samples](p); len(got) != 1 || len(got[0].Labels) != 10*samplesPerClass {
				t.Errorf("there were %d messages of samples", len(got))
			}
			whole := last[*message.Loading](p)
			if whole.Arrived != load.Info.Counts || whole.Bytes != whole.Total || whole.Total <= 0 {
				t.Errorf("at last the page heard %+v", whole)
			}
		})
	}
}

func TestADamagedShardIsFetchedAgainPastEveryCache(t *testing.T) {
	load, files := cut(t)
	damaged := load.Shards[1].URL
	other := bytes.Clone(files[load.Shards[2].URL])
	for name, bad := range map[string][]byte{
		"a bit":                 flipped(files[damaged], len(files[damaged])/2),
		"cut":                   files[damaged][:5000],
		"another shard":         other,
		"a page in its place":   []byte("<!doctype html>"),
		"something behind":      append(bytes.Clone(files[damaged]), 1),
		"a bit of the checksum": flipped(files[damaged], len(files[damaged])-1),
	} {
		t.Run(name, func(t *testing.T) {
			p := &page{t: t}
			p.onFetch = func(id int, f File) {
				data := files[f.URL]
				if f.URL == damaged && !f.Fresh {
					data = bad
				}
				p.network = append(p.network, chunks(id, data, 1<<16)...)
			}
			p.say(load, &message.Configure{Settings: shuffled}, &message.Train{})
			p.run()
			if end := last[*message.StateChanged](p); end.State != run.Done || end.SHA256 != aloneOverShards(t, shuffled) {
				t.Errorf("ended with %+v", end)
			}
			if want := []string{damaged}; !slices.Equal(p.dropped, want) || slices.Contains(p.kept[:1], damaged) {
				t.Errorf("dropped were %v, kept %v", p.dropped, p.kept)
			}

			twice := &page{t: t}
			twice.onFetch = func(id int, f File) {
				data := files[f.URL]
				if f.URL == damaged {
					data = bad
				}
				twice.network = append(twice.network, chunks(id, data, 1<<16)...)
			}
			twice.say(load, &message.Configure{Settings: shuffled}, &message.Train{})
			twice.run()
			f := last[*message.Failed](twice)
			if f.Doing != "load" || f.Data != "blocks" || !f.RunOver || !strings.Contains(f.Message, damaged+" has come damaged twice") {
				t.Errorf("damaged twice: got %+v", f)
			}
			if slices.Contains(twice.kept, damaged) {
				t.Error("the damaged shard was kept")
			}
		})
	}
}

func flipped(data []byte, at int) []byte {
	data = bytes.Clone(data)
	data[at] ^= 1
	return data
}

func TestAfterAConnectionIsLostOnlyWhatIsMissingIsFetched(t *testing.T) {
	load, files := cut(t)
	p := &page{t: t}
	broken := true
	p.onFetch = func(id int, f File) {
		if f.URL == load.Shards[2].URL && broken {
			broken = false
			p.network = append(p.network, Chunk{ID: id, Bytes: files[f.URL][:100]}, Chunk{ID: id, Waiting: "the line is dead"}, Chunk{ID: id, Last: true, Err: errors.New("no server")})
			return
		}
		p.network = append(p.network, chunks(id, files[f.URL], 1<<16)...)
	}
	p.say(load, &message.Configure{Settings: shuffled}, &message.Train{})
	p.onEvent = func(m message.Message) {
		if f, ok := m.(*message.Failed); ok {
			if f.Message != "no server" {
				t.Errorf("got %+v", f)
			}
			p.say(load, &message.Configure{Settings: shuffled}, &message.Train{})
		}
	}
	p.run()
	if end := last[*message.StateChanged](p); end.State != run.Done || end.SHA256 != aloneOverShards(t, shuffled) {
		t.Errorf("ended with %+v", end)
	}
	times := map[string]int{}
	for _, f := range p.fetches {
		times[f.URL]++
	}
	for i, s := range load.Shards {
		// Of the two under way one broke, and the other was given up.
		if n := times[s.URL]; i < 2 && n != 1 || i >= 2 && n > 2 {
			t.Errorf("shard %d was fetched %d times", i, n)
		}
	}
	if !slices.ContainsFunc(all[*message.Loading](p), func(m *message.Loading) bool { return m.Waiting == "the line is dead" }) {
		t.Error("the page did not hear that the line is dead")
	}
	if n := len(all[*message.Samples](p)); n != 2 { // who asks again has forgotten them
		t.Errorf("the samples were sent %d times, want twice", n)
	}
}

func TestListsOfShardsThatCannotBeAreRefused(t *testing.T) {
	for want, change := range map[string]func(*message.Load){
		"do not have as many images": func(m *message.Load) { m.Shards = m.Shards[1:] },
		"4 or 8 bits, not 5":         func(m *message.Load) { m.Info.Bits = 5 },
		"its pixels have 8 bits":     func(m *message.Load) { m.Info.Bits = 4 },
		"it has other images than":   func(m *message.Load) { m.Shards[1].Images, m.Shards[2].Images = 1000, 1048 },
	} {
		load, files := cut(t)
		change(load)
		p := &page{t: t}
		p.served(files, lines["one after the other"])
		p.say(load)
		p.run()
		if f := last[*message.Failed](p); f.Doing != "load" || f.Data != "blocks" || !strings.Contains(f.Message, want) {
			t.Errorf("got %+v, want %q", f, want)
		}
	}
}

func TestTheStoreIsEmptiedWhenAsked(t *testing.T) {
	p := &page{t: t}
	p.say(&message.EmptyStore{})
	p.run()
	if s := last[*message.Stored](p); *s != (message.Stored{}) {
		t.Errorf("got %+v", s)
	}
}
