package lab

import (
	"slices"

	"glyphlab/engine/dataset"
	"glyphlab/engine/problem"
	"glyphlab/engine/sha256"
	"glyphlab/wasm/message"
)

// A feed is a data set on its way. It comes as one file, whose images are used
// block by block, or in shards, whose images are used shard by shard, in order:
// so what a run does never depends on which of them the network brought first.
type feed struct {
	name    string       // as Settings.Data names it
	set     *dataset.Set // nil until the header of the one file has arrived
	whole   bool         // all of it has arrived and the checksums are right
	err     error        // why it never will
	waiting string       // in words, what holds it up

	shards   []message.Shard // as they were asked for
	parts    []*part         // the one file, or the shards
	next     int             // the first part that has not been asked for
	underWay int             // parts that have been asked for and not come
	joined   int             // shards whose images are in the set

	told   float64 // when the page last heard
	sample sample
}

// A part is a file of a feed.
type part struct {
	message.Shard
	alone   bool         // it is all there is, and is used as it grows
	id      int          // of its fetch
	fresh   bool         // it has come damaged: what was kept of it is not to be trusted
	decoder *decoder     // while it is under way
	come    bool         // it has arrived whole
	set     *dataset.Set // of a shard that has come and waits for those before it
	bytes   int          // received
}

// newFeed returns the feed that a command asks for.
func newFeed(m *message.Load) (*feed, error) {
	f := &feed{name: m.Name, shards: m.Shards}
	if len(m.Shards) == 0 {
		f.parts = []*part{{Shard: message.Shard{URL: m.URL}, alone: true}}
		return f, nil
	}
	info := dataset.Info{
		Name: m.Info.Name, Title: m.Info.Title, Origin: m.Info.Origin,
		Height: m.Info.Height, Width: m.Info.Width, Bits: m.Info.Bits, Classes: m.Info.Classes, Counts: m.Info.Counts,
	}
	if err := info.Check(); err != nil {
		return nil, err
	}
	f.set = dataset.NewSet(info)
	for _, s := range m.Shards {
		f.parts = append(f.parts, &part{Shard: s})
		if s.Split == message.Training && f.set.Window == 0 {
			f.set.Window = s.Images
		}
		info.Counts[s.Split] -= s.Images
	}
	if info.Counts != [3]int{} {
		return nil, errorString("the shards do not have as many images as the data set: import it again")
	}
	return f, nil
}

// again returns the feed that goes on where f has failed, as a command asks:
// shards that have come stay. The one file begins anew, as images of it may have
// been used that belong to a run.
func (f *feed) again(m *message.Load) (*feed, error) {
	if len(m.Shards) > 0 && slices.Equal(m.Shards, f.shards) {
		f.err, f.waiting, f.next = nil, "", 0
		return f, nil
	}
	anew, err := newFeed(m)
	if err == nil && anew.parts[0].alone && f.parts[0].URL == m.URL {
		anew.parts[0].fresh = f.parts[0].fresh
	}
	return anew, err
}

// take takes what a part's decoder has made of it. The error says why the part
// is damaged.
func (f *feed) take(p *part) error {
	p.bytes = p.decoder.bytes
	if p.alone && p.decoder.reader != nil {
		f.set = p.decoder.reader.Set()
	}
	if !p.decoder.whole {
		return p.decoder.err
	}
	if !p.alone {
		if err := p.check(); err != nil {
			return err
		}
		p.set = p.decoder.reader.Set()
	}
	f.underWay--
	p.come, p.decoder = true, nil
	f.whole = p.alone
	f.join()
	return nil
}

// check returns why a shard that has come whole is not the one that was asked
// for.
func (p *part) check() error {
	if sum := sha256.Hex(p.decoder.reader.SHA256()); sum != p.SHA256 {
		return problem.New("its checksum is ", sum, ", not ", p.SHA256)
	}
	counts := [3]int{}
	counts[p.Split] = p.Images
	if p.decoder.reader.Set().Info.Counts != counts {
		return errorString("it has other images than the data set's list says")
	}
	return nil
}

// join adds the shards that have come to the set, as far as none is missing.
func (f *feed) join() {
	for !f.whole && f.parts[f.joined].set != nil {
		p := f.parts[f.joined]
		set := p.set
		p.set = nil
		if err := f.set.Append(set); err != nil {
			p.come = false
			f.err = problem.New(p.URL, " does not belong to the data set: ", err)
			return
		}
		f.joined++
		f.whole = f.joined == len(f.parts)
	}
}

// progress returns how many bytes have been received and how many there are:
// of shards as they are sent, compressed.
func (f *feed) progress() (bytes, total int) {
	for _, p := range f.parts {
		if p.alone {
			return p.bytes, int(f.set.Info.FileBytes())
		}
		total += p.Packed
		if p.Bytes > 0 {
			bytes += int(float64(p.Packed) * min(1, float64(p.bytes)/float64(p.Bytes)))
		}
	}
	return bytes, total
}

// urls returns where the feed's files come from.
func (f *feed) urls() (all []string) {
	for _, p := range f.parts {
		all = append(all, p.URL)
	}
	return all
}
