package lab

import (
	"glyphlab/engine/dataset"
	"glyphlab/engine/problem"
	"glyphlab/wasm/message"
)

// together is how many shards are fetched at a time: while one is waited for,
// the other keeps the line busy.
const together = 2

// shelves are what the browser keeps a data set's files on, each by its name.
const shelves = "data "

func (l *Lab) load(m *message.Load) {
	switch f := l.feeds[m.Name]; {
	case m.Name == "" || m.URL == "" && len(m.Shards) == 0:
		l.refuse("load", errorString("loading data takes a name and an address"))
	case f == nil || f.err != nil:
		var err error
		if f == nil {
			f, err = newFeed(m)
		} else {
			f, err = f.again(m)
		}
		if err != nil {
			l.host.Send(&message.Failed{Doing: "load", Message: err.Error(), Data: m.Name})
			return
		}
		l.feeds[m.Name] = f
		if f.sample.whole { // of a feed that goes on
			l.sendSamples(f)
		}
		l.fetchParts(f)
	case f.whole:
		l.sendSamples(f)
		l.host.Send(&message.Loaded{Info: info(f)})
	}
}

// fetch loads a file, of which take is given what arrives.
func (l *Lab) fetch(file File, take func(Chunk)) (id int) {
	id = len(l.fetched)
	l.fetched = append(l.fetched, take)
	l.host.Fetch(id, file)
	return id
}

// fetchParts asks for the parts whose turn it is.
func (l *Lab) fetchParts(f *feed) {
	for f.err == nil && f.underWay < together && f.next < len(f.parts) {
		if p := f.parts[f.next]; !p.come {
			l.fetchPart(f, p)
		}
		f.next++
	}
}

func (l *Lab) fetchPart(f *feed, p *part) {
	f.underWay++
	decoder := newDecoder()
	p.decoder, p.bytes = decoder, 0
	p.id = l.fetch(File{URL: p.URL, Bytes: p.Bytes, Shelf: shelves + f.name, Fresh: p.fresh}, func(c Chunk) {
		if p.decoder == decoder { // else it was given up
			l.arrived(f, p, c)
		}
	})
}

// arrived decodes a chunk, and goes on with whatever waited for it.
func (l *Lab) arrived(f *feed, p *part, c Chunk) {
	f.waiting = c.Waiting
	switch {
	case c.Err != nil:
		f.err = c.Err
	case c.Waiting == "":
		l.decode(f, p, c)
	}
	if f.err != nil {
		l.loadFailed(f)
		return
	}
	l.fetchParts(f)
	if now := l.host.Now(); f.set != nil && (f.whole || f.waiting != "" || now-f.told > 0.03) {
		f.told = now
		bytes, total := f.progress()
		l.host.Send(&message.Loading{Info: info(f), Bytes: bytes, Total: total, Arrived: arrived(f.set), Waiting: f.waiting})
	}
	if f.set != nil && f.sample.look(f.set) {
		l.sendSamples(f)
	}
	if f.whole {
		l.host.Send(&message.Loaded{Info: info(f)})
		l.host.Tidy(shelves+f.name, f.urls())
		l.assembleInPeace()
	}
	if l.wanted != nil && l.wanted.Data == f.name && f.set != nil {
		// A Train that came while the data was awaited keeps its goal.
		if trial := l.prepare(*l.wanted, f); trial != nil {
			l.begin(trial)
		} else {
			l.wanted, l.goal = nil, 0
		}
	}
	l.announce()
}

// decode takes a chunk of a part. A shard that is damaged is fetched once more,
// from the server itself: caches may keep what was damaged on its way. Images
// of the one file may have been trained on, so it is for a person to load that
// again.
func (l *Lab) decode(f *feed, p *part, c Chunk) {
	p.decoder.add(c.Bytes, c.Last)
	damaged := f.take(p)
	if damaged == nil {
		if p.come {
			l.host.Keep(p.id)
		}
		return
	}
	twice := p.fresh
	p.fresh = true
	switch {
	case p.alone:
		f.err = damaged
	case twice:
		f.err = problem.New(p.URL, " has come damaged twice: ", damaged)
	default:
		l.giveUp(f, p)
		l.fetchPart(f, p)
	}
}

// giveUp ends the fetch of a part.
func (l *Lab) giveUp(f *feed, p *part) {
	p.decoder.stop()
	p.decoder = nil
	f.underWay--
	l.host.Drop(p.id)
}

// loadFailed reports a data set that will not come. A run that lives on it
// cannot go on.
func (l *Lab) loadFailed(f *feed) {
	for _, p := range f.parts {
		if p.decoder != nil {
			l.giveUp(f, p)
		}
	}
	over := l.wanted != nil && l.wanted.Data == f.name ||
		l.trial != nil && l.trial.Settings.Data == f.name && !l.trial.Done()
	if over {
		l.failed = f.err
	}
	l.host.Send(&message.Failed{Doing: "load", Message: f.err.Error(), Data: f.name, RunOver: over})
	l.announce()
}

func (l *Lab) sendSamples(f *feed) {
	f.sample.message.Info = info(f)
	l.host.Send(f.sample.message)
}

func info(f *feed) message.Info {
	i := f.set.Info
	return message.Info{
		Name: f.name, Title: i.Title, Origin: i.Origin,
		Height: i.Height, Width: i.Width, Bits: i.Bits, Classes: i.Classes, Counts: i.Counts,
	}
}

func arrived(s *dataset.Set) (counts [3]int) {
	for i, images := range s.Splits {
		counts[i] = images.Len()
	}
	return counts
}
