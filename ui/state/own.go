package state

import (
	"slices"
	"strconv"
	"strings"

	"glyphlab/wasm/intake/report"
)

// OwnPrefix begins the names of the data sets that a person has brought along.
// The server's have others.
const OwnPrefix = "own-"

// isOwn says whether a data set of that name is one that a person has brought.
func isOwn(name string) bool { return strings.HasPrefix(name, OwnPrefix) }

// Own is what becomes of images that a person brings along: they are read by a
// worker of their own, looked at, and then trained on like any others.
type Own struct {
	Title  string // what the files are called that are being read, or have been; empty if there are none
	Files  int    // how many they are
	Read   float64
	Total  float64 // bytes; 0 before the program is there
	Images int     // that have come of them

	Report  *report.Report // what has been read; nil before
	Samples []byte         // some of its images
	Labels  []byte         // their classes
	Problem string         // why the files cannot be used

	Names   string // of the classes, as they were typed
	Ink     string // as package report has it
	Trouble string // why sets do not outlast this page; empty if they do
}

// Reading reports whether files are being read.
func (o *Own) Reading() bool { return o.Title != "" && o.Report == nil && o.Problem == "" }

// OwnLooking says that files are being looked for, in folders that were
// dropped, and how many there are so far.
func (p *Page) OwnLooking(files int) {
	p.Own = Own{Title: "what was dropped", Files: files, Trouble: p.Own.Trouble}
	p.changed()
}

// OwnChosen reads files that were chosen together: so many, called as the
// person would call them.
func (p *Page) OwnChosen(title string, files int) {
	p.Own = Own{Title: title, Files: files, Trouble: p.Own.Trouble}
	if files == 0 {
		p.Own.Problem = "there are no files"
		p.changed()
		return
	}
	p.readOwn()
}

// ReadOwnAgain reads the same files once more, with the names of the classes
// and the ink that the form has now.
func (p *Page) ReadOwnAgain() {
	o := &p.Own
	if o.Title == "" || o.Reading() {
		return
	}
	o.Read, o.Total, o.Images, o.Report, o.Problem = 0, 0, 0, nil, ""
	o.Samples, o.Labels = nil, nil
	p.readOwn()
}

func (p *Page) readOwn() {
	p.world.ReadOwn(report.Request{
		Name: p.ownName(p.Own.Title), Title: p.Own.Title, Classes: splitNames(p.Own.Names), Ink: p.Own.Ink,
	})
	p.changed()
}

// splitNames reads names with commas between them, else one name a letter.
func splitNames(text string) []string {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil
	}
	if !strings.Contains(text, ",") {
		return strings.Split(text, "")
	}
	names := strings.Split(text, ",")
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	return names
}

// NameOwn takes what was typed as the classes' names.
func (p *Page) NameOwn(text string) {
	p.Own.Names = text
	p.changed()
}

// InvertOwn reads the files again, bright where they are dark now.
func (p *Page) InvertOwn() {
	if p.Own.Report == nil {
		return
	}
	p.Own.Ink = report.DarkInk
	if p.Own.Report.Inverted {
		p.Own.Ink = report.BrightInk
	}
	p.ReadOwnAgain()
}

// OwnReading takes how far the files have been read.
func (p *Page) OwnReading(read, total float64, images int) {
	p.Own.Read, p.Own.Total, p.Own.Images = read, total, images
	p.Frames++
}

// OwnRead takes what has been read.
func (p *Page) OwnRead(r report.Report, samples, labels []byte) {
	p.Own.Report, p.Own.Samples, p.Own.Labels = &r, samples, labels
	p.changed()
}

// OwnFailed says why files cannot be used.
func (p *Page) OwnFailed(why string) {
	p.Own.Problem = why
	p.changed()
}

// DropOwn forgets the files that were chosen, read or not.
func (p *Page) DropOwn() {
	p.world.StopOwn()
	p.Own = Own{Trouble: p.Own.Trouble}
	p.changed()
}

// CanTrainOwn reports whether what was read can be trained on now.
func (p *Page) CanTrainOwn() bool {
	return p.Own.Report != nil && p.begun && !p.Locked() && !p.SearchIsUnderWay() && !p.Bench.Running && p.Stopped == ""
}

// TrainOwn keeps what was read, makes it the data, and trains on it.
func (p *Page) TrainOwn() {
	if !p.CanTrainOwn() {
		return
	}
	r := p.Own.Report
	set := ManifestSet{
		Name: p.ownName(p.Own.Title), Title: r.Title, Origin: r.Origin, Counts: r.Counts, Bytes: r.Bytes, Own: true,
	}
	set.URL = p.world.KeepOwn(set)
	p.Manifest.Sets = append(p.Manifest.Sets, set)
	p.Own = Own{Trouble: p.Own.Trouble}
	p.Edit("data", set.Name)
	if p.able() {
		p.train(0)
	}
	p.changed()
}

// OwnFound takes the sets that the browser has kept. Where the list of the
// server's is still to come, they come with it.
func (p *Page) OwnFound(sets []ManifestSet) {
	if p.Manifest.Default == "" {
		return
	}
	p.Manifest = p.Manifest.WithOwn(sets)
	p.changed()
}

// WithOwn returns the list with sets that a person has brought along, each once.
func (m Manifest) WithOwn(sets []ManifestSet) Manifest {
	for _, set := range sets {
		if _, known := m.Find(set.Name); !known {
			m.Sets = append(m.Sets, set)
		}
	}
	return m
}

// OwnKept says whether a set outlasts this page: why it does not, or nothing.
func (p *Page) OwnKept(trouble string) {
	p.Own.Trouble = trouble
	p.changed()
}

// OwnSets are the sets that a person has brought to this browser.
func (p *Page) OwnSets() []ManifestSet {
	var own []ManifestSet
	for _, s := range p.Manifest.Sets {
		if s.Own {
			own = append(own, s)
		}
	}
	return own
}

// CanRemoveOwn reports whether a set can be removed: what is being trained on
// stays.
func (p *Page) CanRemoveOwn(name string) bool {
	used := p.Settings.Data == name || p.Search.base.Data == name
	return !used || !p.Locked() && !p.SearchIsHeld()
}

// RemoveOwn removes a set from this browser. If it is the chosen one, the
// server's default takes its place.
func (p *Page) RemoveOwn(name string) {
	if !p.CanRemoveOwn(name) {
		return
	}
	if p.Settings.Data == name {
		p.Edit("data", p.Manifest.Default)
	}
	p.Manifest.Sets = slices.DeleteFunc(slices.Clone(p.Manifest.Sets), func(s ManifestSet) bool { return s.Own && s.Name == name })
	p.world.RemoveOwn(name)
	p.changed()
}

// ownName returns a name that no data set has, nor had since the page was
// opened: the worker may still hold its images.
func (p *Page) ownName(title string) string {
	const most = 48 // characters, of the 64 that there may be
	var b strings.Builder
	for _, c := range strings.ToLower(title) {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			b.WriteRune(c)
		} else if s := b.String(); s != "" && !strings.HasSuffix(s, "-") {
			b.WriteByte('-')
		}
	}
	text := b.String()
	base := OwnPrefix + strings.Trim(text[:min(len(text), most)], "-")
	if base == OwnPrefix {
		base += "images"
	}
	name := base
	for n := 2; ; n++ {
		if _, found := p.Manifest.Find(name); !found && p.data[name] == nil {
			return name
		}
		name = base + "-" + strconv.Itoa(n)
	}
}
