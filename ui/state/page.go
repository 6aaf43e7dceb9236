// Package state is what the page knows and how it changes: one plain value
// that events are told to, tested without a browser. The browser is behind
// [World]; what a person sees is drawn from the value by others.
package state

import (
	"strconv"

	"glyphlab/engine/run"
	"glyphlab/engine/run/address"
	"glyphlab/wasm/intake/report"
	"glyphlab/wasm/message"
)

// World is what the page can do outside itself.
type World interface {
	// StartWorker ends the worker there is, if any, and starts another. It
	// answers with [Page.Receive] of a Ready, or with [Page.WorkerStopped].
	StartWorker()
	// Send gives the worker a command.
	Send(message.Message)
	// FetchManifest loads the list of data sets, and that of the shards if it
	// names one: the set that they make is its first. It answers with
	// [Page.ManifestArrived] or [Page.ManifestFailed]. With own, the sets that a
	// person has brought to this browser are in the list; else they may come
	// later, by [Page.OwnFound].
	FetchManifest(own bool)
	// Cores returns how many workers this machine runs at a time.
	Cores() int
	// StartSearcher starts worker number i of a search, from 0, or another one
	// in its place. It answers with [Page.ReceiveSearcher] or
	// [Page.SearcherStopped].
	StartSearcher(i int)
	// SendSearcher gives it a command.
	SendSearcher(i int, m message.Message)
	// StopSearchers ends all workers of the search.
	StopSearchers()
	// ReadOwn reads the files that were chosen last. It answers with
	// [Page.OwnReading], then [Page.OwnRead] or [Page.OwnFailed].
	ReadOwn(report.Request)
	// StopOwn ends reading, and forgets the files and what was read.
	StopOwn()
	// KeepOwn keeps what was read last in this browser, and returns its URL. It
	// answers with [Page.OwnKept].
	KeepOwn(ManifestSet) (url string)
	// RemoveOwn removes what was kept.
	RemoveOwn(name string)
	// ShowAddress puts a query, without its question mark, into the address.
	ShowAddress(query string)
}

// Page is all that the page knows. The exported fields are for reading; the
// methods change them.
type Page struct {
	// Changes counts what a person can see in the page's words and buttons,
	// Frames what is drawn on its canvases and in its running numbers.
	Changes, Frames int

	Problems []string // what the address says that could not be read
	Kernel   string   // the arithmetic that the worker runs
	Stopped  string   // why there is no worker; empty while there is one
	Refused  string   // why the worker did not take a command

	Manifest        Manifest
	ManifestProblem string           // why there is no manifest
	data            map[string]*Data // by name, of the sets that were asked for
	Store           Store

	Entries  []Entry      // the form as it was typed
	Settings run.Settings // the form as far as it is right

	Record     run.Record
	Run        int // counts the runs begun, so that drawings know when to start over
	Layers     []message.Layer
	Parameters int
	Filters    message.Filters
	Loss       Series // of the minibatches
	Accuracy   Series // of the minibatches, in %
	Rate       float64
	Speed      float64 // steps a second, lately
	Log        []string
	Pausing    bool // the worker has not answered a Pause yet

	Test    *Test // of the run, once it is done
	Trained Trained
	Others  int // counts how often the augmentation's preview was asked for other images
	Drawing Drawing
	Bench   Bench
	Search  Search
	Workers Workers
	Own     Own

	unlogged    [][2]string // lines of minibatches that wait for the validation before them
	unvalidated bool        // the last minibatch in the log still lacks its validation

	copied   string // what the clipboard has, while that is news
	world    World
	ready    bool       // the worker has said so
	asked    *run.Bench // the address asks for a measurement that has not begun; nil if it does not
	begun    bool       // the worker has been told what to load and to configure
	hasData  bool       // the address names the data
	wanted   bool       // training was asked for and has not come to an end
	awaiting bool       // a Configure is unanswered
	follow   int        // steps to train once it is answered; -1 for none
	undrawn  bool       // a report has not been drawn yet
}

// noSteps says that no training follows a Configure. (0 steps are all of them.)
const noSteps = -1

// New returns the page as an address describes it, and starts what it needs.
// The query may begin with a question mark.
func New(world World, query string) *Page {
	request := address.Parse(query)
	p := &Page{
		world:    world,
		data:     map[string]*Data{},
		Settings: request.Settings,
		Record:   run.Record{State: run.Loading, Settings: request.Settings, Validation: []run.Point{}},
		hasData:  request.HasData,
		wanted:   request.Run,
		follow:   noSteps,
	}
	for _, problem := range request.Problems {
		p.Problems = append(p.Problems, problem.Error())
	}
	if request.Bench != nil {
		p.asked = &run.Bench{Presets: request.Bench, Workers: max(1, request.Workers)}
		p.Bench.Asked = true
	}
	if p.Workers.chosen = request.Workers; request.Workers != 0 {
		p.Workers.Text = strconv.Itoa(request.Workers)
	}
	p.fillSearch(request.Space, request.Budget, request.SearchSeed)
	p.fillForm()
	p.clearRun()
	world.StartWorker()
	world.FetchManifest(isOwn(p.Settings.Data))
	return p
}

func (p *Page) changed() { p.Changes++; p.Frames++ }

// DismissProblems takes the address's problems as read.
func (p *Page) DismissProblems() {
	p.Problems = nil
	p.showAddress()
	p.changed()
}
