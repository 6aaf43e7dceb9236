package lab

import (
	"strconv"

	"glyphlab/engine"
	"glyphlab/engine/experiment"
	"glyphlab/engine/kernel"
	"glyphlab/engine/run"
	"glyphlab/engine/sha256"
	"glyphlab/wasm/message"
)

// A Lab holds the data sets that have been loaded and the one run there is.
type Lab struct {
	host    Host
	feeds   map[string]*feed // by the data set's name
	fetched []func(Chunk)    // who takes what arrives, by the id of its Fetch
	trained *engine.Model    // that came with its weights, for one image; nil before

	wanted *run.Settings          // configured, but its data has not arrived yet
	trial  *experiment.Experiment // nil before the first Configure
	goal   int                    // train until so many steps are taken
	failed error                  // why the run cannot go on

	crew         Crew // nil if there are no other workers
	cores        int  // how many workers can share a step
	alone        string
	workers      int    // that shall share the steps
	assembled    bool   // the crew knows of the run
	crewTold     int    // how many the page knows of
	exams        []exam // that the examiner owes, in order
	ticket       int    // of the next one
	examinerLost bool   // and with it exams, unless there are none

	busy      bool              // within a step or an evaluation
	measuring bool              // within a measurement of the machine's speed
	deferred  []message.Message // commands that wait until it is over
	abandon   bool              // one of them makes the evaluation pointless
	enough    bool              // the measurement is to stop

	seconds   float64              // spent training since step 0
	lastBreak float64              // when the browser last had the thread
	announced message.StateChanged // what the page knows
	reporter  reporter
}

// New returns a laboratory with nothing in it.
func New(host Host) *Lab {
	l := &Lab{
		host:      host,
		feeds:     map[string]*feed{},
		reporter:  reporter{host: host},
		announced: message.StateChanged{State: run.Idle},
		crewTold:  1,
	}
	l.crew, l.cores, l.alone = host.Crew()
	l.workers = l.cores
	return l
}

// Run says Ready and serves the page until the host has nothing more to give,
// which in a browser never happens.
func (l *Lab) Run() {
	l.host.Send(&message.Ready{Kernel: kernel.Name(), Cores: l.cores, Alone: l.alone})
	for {
		switch training := l.state() == run.Training; {
		case l.examinerLost:
			l.makeUp()
		case training && !l.trial.Done() && len(l.exams) < backlog:
			l.step()
			l.breathe()
		default:
			next := l.next(training)
			if next == nil {
				return
			}
			l.take(next)
		}
		for len(l.deferred) > 0 {
			m := l.deferred[0]
			l.deferred = l.deferred[1:]
			l.obey(m)
		}
	}
}

// next waits for what arrives next. While that is the examiner's answer, the
// run goes on.
func (l *Lab) next(training bool) any {
	if !training {
		return l.host.Next(true)
	}
	l.reporter.offer(l.trial, l.seconds)
	begun := l.host.Now()
	next := l.host.Next(true)
	l.seconds += l.host.Now() - begun
	return next
}

// take handles what arrived, at any time: between steps and in their middle.
func (l *Lab) take(next any) {
	switch v := next.(type) {
	case message.Message:
		_, stops := v.(*message.StopBench)
		if l.mustWait(v) || len(l.deferred) > 0 && (l.busy || l.measuring) && !stops { // commands keep their order
			l.deferred = append(l.deferred, v)
			switch v.(type) {
			case *message.Configure, *message.Reset:
				l.abandon = true
			}
			return
		}
		l.obey(v)
	case Chunk:
		l.fetched[v.ID](v)
	case Stored:
		l.host.Send(&message.Stored{Bytes: v.Bytes, Trouble: v.Trouble})
	case Joined:
		l.tellCrew("")
	case Lost:
		l.lost(v)
	case Examined:
		l.examined(v)
	case error:
		l.refuse("message", v)
	}
}

// mustWait reports whether a command needs the step or the measurement in
// progress to be over. The others neither move the weights nor use the step's
// buffers.
func (l *Lab) mustWait(m message.Message) bool {
	switch m.(type) {
	case *message.Configure, *message.Reset, *message.Evaluate, *message.Workers, *message.Bench:
		return l.busy || l.measuring
	case *message.Train, *message.Pause:
		return l.measuring
	}
	return false
}

func (l *Lab) obey(m message.Message) {
	switch m := m.(type) {
	case *message.Load:
		l.load(m)
	case *message.LoadWeights:
		l.loadWeights(m.URL)
	case *message.Configure:
		l.configure(m.Settings)
	case *message.Train:
		l.train(m.Steps)
	case *message.Pause:
		l.goal = l.taken()
		l.announce()
	case *message.Reset:
		l.reset()
	case *message.Classify:
		l.classify(m)
	case *message.Evaluate:
		l.evaluateNow(m.Split)
	case *message.Drawn:
		l.reporter.drawn()
	case *message.Bench:
		l.bench(m.Plan)
	case *message.StopBench:
		l.enough = true
	case *message.Workers:
		l.resize(m.Count)
	case *message.EmptyStore:
		l.host.EmptyStore()
	}
}

// refuse tells the page that a command could not be done. Nothing has changed.
func (l *Lab) refuse(doing string, err error) {
	l.host.Send(&message.Failed{Doing: doing, Message: err.Error()})
}

// state derives where the run stands from what there is.
func (l *Lab) state() run.State {
	switch t := l.trial; {
	case l.failed != nil:
		return run.Failed
	case l.wanted != nil:
		return run.Loading
	case t == nil:
		return run.Idle
	case t.Done():
		if l.busy || l.owed() {
			return run.Training // the last evaluation is under way
		}
		return run.Done
	case l.goal > t.Taken():
		if t.Ready() {
			return run.Training
		}
		return run.Loading
	case t.Taken() > 0:
		return run.Paused
	}
	return run.Idle
}

func (l *Lab) taken() int {
	if l.trial == nil {
		return 0
	}
	return l.trial.Taken()
}

// announce tells the page the state, if it does not know it yet. The hash is
// computed only where the weights stand still.
func (l *Lab) announce() {
	now := message.StateChanged{State: l.state(), Step: l.taken(), Seconds: l.seconds}
	if now.State == l.announced.State && (now.State == run.Training || now.Step == l.announced.Step) {
		return
	}
	l.reporter.flush(l.trial, l.seconds)
	if now.State != run.Training && l.trial != nil {
		if now.State == run.Paused && len(l.trial.Model().Weights()) > quicklyHashed {
			l.host.Send(&now) // who pressed Pause is not to wait for the hash
		}
		now.SHA256 = l.sha256(l.trial)
	}
	l.announced = now
	l.host.Send(&now)
}

// quicklyHashed is how many weights are hashed in a millisecond or two.
const quicklyHashed = 200_000

func (l *Lab) sha256(t *experiment.Experiment) string {
	return sha256.Hex(l.host.SHA256(t.Model().Weights()))
}

func (l *Lab) configure(s run.Settings) {
	f := l.feeds[s.Data]
	if f == nil || f.err != nil {
		l.refuse("configure", errorString("the data “"+s.Data+"” is not loaded: load it first"))
		return
	}
	if err := s.Check(); err != nil {
		l.refuse("configure", err)
		return
	}
	if f.set == nil { // not even its header has arrived
		l.wanted, l.trial, l.failed, l.goal = &s, nil, nil, 0
		l.disband()
		l.announce()
		return
	}
	if trial := l.prepare(s, f); trial != nil {
		l.goal = 0
		l.begin(trial)
	}
}

// prepare returns a trial at step 0, or refuses the settings and returns nil.
func (l *Lab) prepare(s run.Settings, f *feed) *experiment.Experiment {
	trial, err := experiment.New(s, f.set)
	if err != nil {
		l.refuse("configure", err)
		return nil
	}
	trial.SetBetween(l.breathe)
	return trial
}

// begin makes a trial at step 0 the current run, to be trained to l.goal.
func (l *Lab) begin(trial *experiment.Experiment) {
	l.wanted, l.trial, l.failed, l.seconds = nil, trial, nil, 0
	l.reporter.restart()
	l.disband()
	sha := l.sha256(trial)
	layers, parameters := layers(trial), 0
	for _, layer := range layers {
		parameters += layer.Parameters
	}
	l.host.Send(&message.Configured{
		Settings:   trial.Settings,
		Layers:     layers,
		Parameters: parameters,
		Filters:    filters(trial),
		SHA256:     sha,
	})
	l.announced = message.StateChanged{State: run.Idle, SHA256: sha}
	l.host.Send(&message.StateChanged{State: run.Idle, SHA256: sha})
	l.assembleInPeace()
	l.announce()
}

func (l *Lab) reset() {
	if l.trial == nil {
		return // nothing has begun
	}
	l.wanted, l.goal = nil, 0
	if err := l.trial.Restart(); err != nil {
		l.refuse("reset", err)
		return
	}
	l.begin(l.trial)
}

func (l *Lab) train(steps int) {
	var settings run.Settings
	switch {
	case l.wanted != nil:
		settings = *l.wanted
	case l.trial != nil:
		settings = l.trial.Settings
	default:
		l.refuse("train", errorString("there is no run to train: configure one first"))
		return
	}
	switch {
	case l.failed != nil:
		l.refuse("train", errorString("the run has failed ("+l.failed.Error()+"); reset it first"))
		return
	case steps < 0:
		l.refuse("train", errorString("the number of steps to train is at least 0, not "+strconv.Itoa(steps)))
		return
	case l.trial != nil && l.trial.Done():
		l.refuse("train", errorString("the run is done; reset it to train again"))
		return
	}
	l.goal = settings.Steps
	if steps > 0 {
		l.goal = min(l.taken()+steps, settings.Steps)
	}
	l.announce()
}

func (l *Lab) classify(m *message.Classify) {
	if m.Trained && l.trained == nil || !m.Trained && l.trial == nil {
		l.refuse("classify", errorString("there is no network yet to classify with"))
		return
	}
	answer := &message.Classified{ID: m.ID, Trained: m.Trained}
	var err error
	if m.Trained {
		answer.Probabilities, err = l.trained.Classify(m.Pixels)
	} else {
		answer.Step = l.trial.Taken()
		answer.Probabilities, err = l.trial.Classify(m.Pixels)
	}
	if err != nil {
		l.refuse("classify", err)
		return
	}
	l.host.Send(answer)
}

// An errorString is an error that is only words.
type errorString string

func (e errorString) Error() string { return string(e) }
