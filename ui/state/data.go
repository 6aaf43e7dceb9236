package state

import (
	"fmt"
	"strings"

	"glyphlab/ui/ink"
	"glyphlab/wasm/message"
)

// Manifest is the server's list of data sets, as /data/manifest.json has it.
type Manifest struct {
	Default string        `json:"default"`
	Sets    []ManifestSet `json:"sets"`
	Weights string        `json:"weights"` // the URL of the network that comes with Glyphlab; empty if there is none
	Shards  string        `json:"shards"`  // the URL of a list of shards, see [ShardList]; empty if there is none
}

// ManifestSet is one of the server's data sets, or of a person's own.
type ManifestSet struct {
	Name    string   `json:"name"`
	Title   string   `json:"title"`
	Origin  string   `json:"origin"`
	URL     string   `json:"url"` // of the file; empty where there are shards
	Height  int      `json:"height"`
	Width   int      `json:"width"`
	Bits    int      `json:"bits"` // a pixel
	Classes []string `json:"classes"`
	Counts  [3]int   `json:"counts"` // training, validation and test images
	Bytes   int64    `json:"bytes"`  // of the file; 0 if not known
	Own     bool     `json:"own"`    // brought to this browser, which alone has it

	Shards []message.Shard `json:"-"`
}

// load returns the command that loads the set.
func (s ManifestSet) load() *message.Load {
	if len(s.Shards) == 0 {
		return &message.Load{Name: s.Name, URL: s.URL}
	}
	return &message.Load{Name: s.Name, Shards: s.Shards, Info: message.Info{
		Name: s.Name, Title: s.Title, Origin: s.Origin,
		Height: s.Height, Width: s.Width, Bits: s.Bits, Classes: s.Classes, Counts: s.Counts,
	}}
}

// Find returns the set of that name.
func (m Manifest) Find(name string) (ManifestSet, bool) {
	for _, s := range m.Sets {
		if s.Name == name {
			return s, true
		}
	}
	return ManifestSet{}, false
}

// Data is a data set on its way to the worker.
type Data struct {
	Info    message.Info
	Bytes   int
	Total   int // 0 if not known
	Arrived [3]int
	Waiting string // what holds it up; empty if nothing does
	Whole   bool
	Samples []byte // some training images, Info.Height × Info.Width each, white on black
	Labels  []byte // their classes
	Problem string // why it does not come

	frame ink.Frame // of its images; that which fills them until there are samples
}

// Images returns how many of its images have arrived, and how many there are.
func (d Data) Images() (arrived, all int) {
	for i := range d.Arrived {
		arrived += d.Arrived[i]
		all += d.Info.Counts[i]
	}
	return arrived, all
}

// Data returns the set that the form has chosen, as far as it has come.
func (p *Page) Data() Data {
	if d := p.data[p.Settings.Data]; d != nil {
		return *d
	}
	return Data{}
}

// Classes returns the names of the classes of the chosen data.
func (p *Page) Classes() []string { return p.Data().Info.Classes }

// RunClasses returns the names of the classes of the run that is shown.
func (p *Page) RunClasses() []string {
	if d := p.data[p.Record.Settings.Data]; d != nil {
		return d.Info.Classes
	}
	return nil
}

// ManifestArrived takes the server's list of data sets.
func (p *Page) ManifestArrived(m Manifest) {
	if len(m.Sets) == 0 {
		p.ManifestFailed("the server has no data")
		return
	}
	p.Manifest, p.ManifestProblem = m, ""
	if _, found := m.Find(m.Default); !found {
		p.Manifest.Default = m.Sets[0].Name
	}
	if _, found := m.Find(p.Settings.Data); !found || !p.hasData {
		if p.hasData {
			p.Problems = append(p.Problems, m.lacks(p.Settings.Data))
		}
		p.Settings.Data = p.Manifest.Default
		p.fillForm()
	}
	if len(p.Problems) == 0 && !p.wanted && p.asked == nil {
		p.showAddress()
	}
	p.changed()
	p.begin()
}

// lacks says what can be done where a data set is not there.
func (m Manifest) lacks(name string) string {
	if isOwn(name) {
		return fmt.Sprintf("the address names the data %q, images that somebody has brought to a browser of their own; this browser does not have them: drop the same files here to have them too", name)
	}
	names := make([]string, len(m.Sets))
	for i, s := range m.Sets {
		names[i] = s.Name
	}
	return fmt.Sprintf("the address names the data %q, which this server does not have; there are %s", name, strings.Join(names, ", "))
}

// ManifestFailed says why there is no list of data sets.
func (p *Page) ManifestFailed(why string) {
	p.ManifestProblem = why
	p.changed()
}

// TryDataAgain asks once more for what did not come: the list of data sets, or
// the chosen one.
func (p *Page) TryDataAgain() {
	if p.ManifestProblem != "" {
		p.ManifestProblem = ""
		p.world.FetchManifest(isOwn(p.Settings.Data))
	} else if p.begun {
		delete(p.data, p.Settings.Data)
		p.load()
		p.configure(noSteps)
	}
	p.changed()
}

// DataProblem returns why there is no data to train on, or nothing.
func (p *Page) DataProblem() string {
	if p.ManifestProblem != "" {
		return "The list of data could not be loaded: " + p.ManifestProblem
	}
	return p.Data().Problem
}

// begin tells a new worker what to work on, once it is there and the server's
// list is.
func (p *Page) begin() {
	if p.begun || !p.ready || len(p.Manifest.Sets) == 0 {
		return
	}
	p.begun = true
	steps := noSteps
	if p.wanted && p.FormIsRight() && p.asked == nil {
		steps = 0
	}
	p.load()
	p.configure(steps)
	if p.asked != nil {
		p.measure(*p.asked)
		p.asked = nil
	}
}

// load asks for the chosen data, unless that was done before.
func (p *Page) load() {
	name := p.Settings.Data
	set, found := p.Manifest.Find(name)
	if !found || p.data[name] != nil {
		return
	}
	p.data[name] = new(Data)
	p.world.Send(set.load())
}

func (p *Page) loading(m *message.Loading) {
	d := p.data[m.Info.Name]
	if d == nil {
		return
	}
	d.Info, d.Bytes, d.Total, d.Arrived, d.Waiting = m.Info, m.Bytes, m.Total, m.Arrived, m.Waiting
	p.changed()
}

// sampled takes the letters to be shown. What comes in shards may take long to
// come whole, and the first of it is there: a visitor's drawing can be read.
func (p *Page) sampled(m *message.Samples) {
	d := p.data[m.Info.Name]
	if d == nil {
		return
	}
	d.Info, d.Samples, d.Labels = m.Info, m.Images, m.Labels
	d.frame = ink.FrameOf(m.Images, m.Info.Height, m.Info.Width)
	if set, _ := p.Manifest.Find(m.Info.Name); len(set.Shards) > 0 {
		p.loadTrained()
	}
	p.changed()
}

func (p *Page) loaded(m *message.Loaded) {
	d := p.data[m.Info.Name]
	if d == nil {
		return
	}
	d.Info, d.Whole, d.Arrived, d.Waiting = m.Info, true, m.Info.Counts, ""
	p.loadTrained()
	p.changed()
}
