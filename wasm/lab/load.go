package lab

import (
	"glyphlab/engine/dataset"
	"glyphlab/wasm/message"
)

// samplesPerClass is how many training images of each class the page is shown.
const samplesPerClass = 12

func (l *Lab) load(m *message.Load) {
	switch f := l.feeds[m.Name]; {
	case m.Name == "" || m.URL == "":
		l.refuse("load", errorString("loading data takes a name and an address"))
	case f == nil || f.err != nil:
		f = newFeed(m.Name)
		l.feeds[m.Name] = f
		l.fetch(m.URL, func(c Chunk) { l.arrived(f, c) })
	case f.whole:
		l.sendLoaded(f)
	}
}

// fetch loads a file, of which take is given what arrives.
func (l *Lab) fetch(url string, take func(Chunk)) {
	l.fetched = append(l.fetched, take)
	l.host.Fetch(len(l.fetched)-1, url)
}

// arrived decodes a chunk, and goes on with whatever waited for it.
func (l *Lab) arrived(f *feed, c Chunk) {
	if f.err != nil || f.whole {
		return // the rest of a file that is damaged
	}
	if c.Err != nil {
		f.fail(c.Err)
	} else {
		f.add(c.Bytes, c.Last)
	}
	if f.err != nil {
		l.loadFailed(f)
		return
	}
	if now := l.host.Now(); f.set != nil && (f.whole || now-f.told > 0.03) {
		f.told = now
		l.host.Send(&message.Loading{Info: info(f), Bytes: f.bytes, Total: int(f.set.Info.FileBytes()), Arrived: arrived(f.set)})
	}
	if f.whole {
		l.sendLoaded(f)
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

// loadFailed reports a data set that will not come. A run that lives on it
// cannot go on.
func (l *Lab) loadFailed(f *feed) {
	over := l.wanted != nil && l.wanted.Data == f.name ||
		l.trial != nil && l.trial.Settings.Data == f.name && !l.trial.Done()
	if over {
		l.failed = f.err
	}
	l.host.Send(&message.Failed{Doing: "load", Message: f.err.Error(), RunOver: over})
	l.announce()
}

func (l *Lab) sendLoaded(f *feed) {
	training := f.set.Splits[dataset.Training]
	size := f.set.Info.Height * f.set.Info.Width
	found := make([]int, len(f.set.Info.Classes))
	missing := len(found) * samplesPerClass
	loaded := &message.Loaded{Info: info(f)}
	pixels := make([]byte, size)
	for i := 0; i < training.Len() && missing > 0; i++ {
		label := training.Label(i)
		if found[label] == samplesPerClass {
			continue
		}
		found[label]++
		missing--
		training.Pixels(pixels, i)
		loaded.Samples = append(loaded.Samples, pixels...)
		loaded.Labels = append(loaded.Labels, byte(label))
	}
	l.host.Send(loaded)
}

func info(f *feed) message.Info {
	i := f.set.Info
	return message.Info{
		Name: f.name, Title: i.Title, Origin: i.Origin,
		Height: i.Height, Width: i.Width, Classes: i.Classes, Counts: i.Counts,
	}
}

func arrived(s *dataset.Set) (counts [3]int) {
	for i, images := range s.Splits {
		counts[i] = images.Len()
	}
	return counts
}
