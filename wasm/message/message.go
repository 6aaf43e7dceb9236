// Package message is everything that the page and the worker say to each
// other: the page sends commands, the worker answers with events, both as
// plain values.
//
//	page   → Load, Configure, Train, Pause, Reset, Classify, Evaluate, Drawn,
//	         Bench, StopBench, Workers, LoadWeights, EmptyStore
//	worker → Ready, Loading, Samples, Loaded, Configured, StateChanged, Report,
//	         Evaluated, Classified, Benching, Benched, Failed, Crew,
//	         WeightsLoaded, Stored
//
// Every message travels as one Uint8Array whose buffer is transferred, never
// copied: a byte for the kind, then the fields in order (see codec.go).
package message

import "glyphlab/engine/run"

// Message is a command or an event.
type Message interface {
	kind() kind
	fields(*codec) // reads or writes every field in order
}

// A Split is one of a data set's three parts.
type Split uint8

// The splits, in the order in which counts list them.
const (
	Training Split = iota
	Validation
	Test
)

// Load asks the worker to fetch a data set and to keep it under its name: one
// file, or shards. It answers with Loading events and Samples, then Loaded or
// Failed.
type Load struct {
	Name   string  // as Settings.Data names it
	URL    string  // of the file, absolute or relative to the page; empty where there are shards
	Info   Info    // of the set that the shards make
	Shards []Shard // in the order in which they are wanted
}

// Shard is a .glyphs file with some of the images of one split, those that
// follow the ones of the shards before it.
type Shard struct {
	URL    string // absolute, or relative to the page
	Split  Split
	Images int
	Bytes  int    // of the file
	Packed int    // of the file as it is sent, compressed
	SHA256 string // of the file, lower-case hex
}

// Configure begins a new run: new weights from the seed, step 0. It answers
// with Configured, or Failed with nothing changed.
type Configure struct {
	Settings run.Settings
}

// Train takes Steps more training steps, or all that are left when Steps is 0.
type Train struct{ Steps int }

// Pause stops before the next step.
type Pause struct{}

// Reset goes back to step 0 of the same settings.
type Reset struct{}

// LoadWeights asks the worker to fetch the weights of a network that is trained
// already. It answers with WeightsLoaded or Failed.
type LoadWeights struct {
	URL string // absolute, or relative to the page
}

// Classify asks what the network makes of an image as its weights stand. The
// worker answers each; while training goes on the page asks again as it likes.
type Classify struct {
	ID      uint32 // returned in Classified
	Pixels  []byte // height × width, white ink on black
	Trained bool   // the network of LoadWeights is asked, not the run's
}

// Evaluate measures the accuracy on a split with the weights as they stand.
type Evaluate struct{ Split Split }

// Drawn tells the worker that the last report has been drawn, and that the
// page can take the next one.
type Drawn struct{}

// Bench asks how fast this machine is. Unless a run is under way, the worker
// answers with Benching events, then Benched; commands that train or configure
// wait until then.
type Bench struct{ Plan run.Bench }

// StopBench ends the measurement that is under way, if there is one.
type StopBench struct{}

// EmptyStore asks the worker to forget the files that the browser keeps for
// later visits. It answers with Stored.
type EmptyStore struct{}

// Workers says how many workers share each step, from 1 to [run.MostWorkers],
// from the next one on. Without it there are Ready's Cores.
type Workers struct{ Count int }

// Ready is the worker's first word.
type Ready struct {
	Kernel string // the arithmetic that runs, such as "simd 4 lanes" or "plain Go"
	Cores  int    // how many workers can share a step here, from 1 to run.MostWorkers
	Alone  string // in words, why there can be one worker only; empty if there can be more
}

// Crew says which workers share the steps now.
type Crew struct {
	Workers int    // how many
	Trouble string // in words, what has happened to one of them; empty if nothing has
}

// Info is what a data set's header says.
type Info struct {
	Name    string // as Settings.Data names it
	Title   string // as a person reads it
	Origin  string // where the images come from
	Height  int
	Width   int
	Bits    int // a pixel
	Classes []string
	Counts  [3]int // images by Split
}

// Loading says how far a data set has come. Training may begin as soon as the
// first images are there.
type Loading struct {
	Info    Info
	Bytes   int    // received: of a file, or of shards as they are sent
	Total   int    // likewise
	Arrived [3]int // images by Split
	Waiting string // in words, what holds it up; empty if nothing does
}

// Samples are some training images of a data set, a few of each class. They come
// once, as soon as they have arrived.
type Samples struct {
	Info   Info
	Images []byte // height × width each, white on black
	Labels []byte // their classes
}

// Loaded says that a data set has arrived whole and that its checksums are right.
type Loaded struct{ Info Info }

// Stored says what the browser keeps for later visits.
type Stored struct {
	Bytes   int    // of all files together
	Trouble string // in words, why it keeps no more; empty if it does
}

// Layer is a line in the picture of the network.
type Layer struct {
	Name       string // such as conv1
	About      string // such as "5×5 convolution, depth 16, stride 2"
	Output     []int  // shape for one image: height, width, channels, or units
	Parameters int
}

// Configured says that a run is at step 0.
type Configured struct {
	Settings   run.Settings
	Layers     []Layer
	Parameters int
	Filters    Filters
	SHA256     string // of the initial weights
}

// Filters are the first layer's weights.
type Filters struct {
	Height, Width, Channels, Count int
	Weights                        []float32 // [height, width, channels, count]
}

// StateChanged says where the run stands now. SHA256 is of the weights after
// Step steps, and empty while they move. Of a pause that many weights are to be
// hashed for there are two: the answer at once, and once more with the hash.
type StateChanged struct {
	State   run.State
	Step    int // steps taken
	Seconds float64
	SHA256  string
}

// Report is what has happened since the last one: the loss and accuracy of
// every step's minibatch, and the filters as they are now.
type Report struct {
	First          int       // the step that Losses[0] belongs to
	Losses         []float32 // mean loss of each minibatch
	Accuracies     []float32 // in %
	Rate           float64   // the learning rate of the last of these steps
	Seconds        float64   // spent training since step 0
	StepsPerSecond float64   // lately
	Filters        Filters
}

// WeightsLoaded says of which network LoadWeights has brought the weights.
type WeightsLoaded struct {
	Settings run.Settings // of the run that trained it
	Height   int
	Width    int
	Classes  []string
	Correct  int // of the test images of its data, by the weights as they were loaded
	Tested   int // 0 if that was not measured
}

// Evaluated is an accuracy on a whole split.
type Evaluated struct {
	Split     Split
	Step      int // the last step that the weights had taken, counted from 0 as the assignment's log does
	Correct   int
	Count     int
	Low, High float64 // bounds of the accuracy in %, with 95 % confidence
	Confusion []int   // how many images of each class got each answer: [class, answer]
	Asked     bool    // by Evaluate, not by the run's own schedule
}

// Classified answers Classify.
type Classified struct {
	ID            uint32
	Step          int       // steps the weights had taken
	Trained       bool      // it is the answer of LoadWeights' network, not of the run's
	Probabilities []float32 // by class; they add up to 1
}

// Benching says how many of the measurements are done.
type Benching struct{ Done, All int }

// Benched is what was measured; nothing if it was stopped.
type Benched struct {
	PeakGflops float64
	Workers    int
	Kernel     string
	Presets    []string    // in the order in which they were asked for
	Speeds     []run.Speed // of each of them
}

// Failed says that a command could not be done, or that the run came to an
// end it should not have.
type Failed struct {
	Doing   string // load, weights, configure, train, classify, evaluate, bench or message
	Message string // for a person: what happened and what to do
	Data    string // the name of the data set, if it is one that could not be loaded
	RunOver bool   // the run cannot go on; its last good weights are kept
}
