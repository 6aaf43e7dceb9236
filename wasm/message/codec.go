package message

import (
	"errors"
	"math"

	"glyphlab/engine/augment"
	"glyphlab/engine/endian"
	"glyphlab/engine/problem"
	"glyphlab/engine/run"
)

// The encoding: one byte names the kind, then come the fields in order.
// Numbers are little-endian (ints as 64 bits, counts as 32), strings and
// slices have their length before them, a bool is one byte, 0 or 1. It is not
// versioned: the page and the worker are built together.

type kind uint8

const (
	kindLoad kind = 1 + iota
	kindConfigure
	kindTrain
	kindPause
	kindReset
	kindClassify
	kindEvaluate
	kindDrawn
	kindBench
	kindStopBench
	kindReady
	kindLoading
	kindLoaded
	kindConfigured
	kindStateChanged
	kindReport
	kindEvaluated
	kindClassified
	kindBenching
	kindBenched
	kindFailed
	kindWorkers
	kindCrew
	kindLoadWeights
	kindWeightsLoaded
	kindSamples
	kindStored
	kindEmptyStore
)

func blank(k kind) Message {
	switch k {
	case kindLoad:
		return new(Load)
	case kindConfigure:
		return new(Configure)
	case kindTrain:
		return new(Train)
	case kindPause:
		return new(Pause)
	case kindReset:
		return new(Reset)
	case kindClassify:
		return new(Classify)
	case kindEvaluate:
		return new(Evaluate)
	case kindDrawn:
		return new(Drawn)
	case kindBench:
		return new(Bench)
	case kindStopBench:
		return new(StopBench)
	case kindLoadWeights:
		return new(LoadWeights)
	case kindWeightsLoaded:
		return new(WeightsLoaded)
	case kindReady:
		return new(Ready)
	case kindLoading:
		return new(Loading)
	case kindLoaded:
		return new(Loaded)
	case kindConfigured:
		return new(Configured)
	case kindStateChanged:
		return new(StateChanged)
	case kindReport:
		return new(Report)
	case kindEvaluated:
		return new(Evaluated)
	case kindClassified:
		return new(Classified)
	case kindBenching:
		return new(Benching)
	case kindBenched:
		return new(Benched)
	case kindFailed:
		return new(Failed)
	case kindWorkers:
		return new(Workers)
	case kindCrew:
		return new(Crew)
	case kindSamples:
		return new(Samples)
	case kindStored:
		return new(Stored)
	case kindEmptyStore:
		return new(EmptyStore)
	}
	return nil
}

// Encode returns the message as bytes.
func Encode(m Message) []byte {
	c := &codec{writing: true, buf: []byte{byte(m.kind())}}
	m.fields(c)
	return c.buf
}

// Decode reads one message. Bytes that are no message, or that are left over,
// are an error; it never panics and never allocates more than len(data) pays for.
func Decode(data []byte) (Message, error) {
	if len(data) == 0 {
		return nil, errors.New("message: empty")
	}
	m := blank(kind(data[0]))
	if m == nil {
		return nil, problem.New("message: kind ", int(data[0]), " is unknown; page and worker are of different builds, reload the page")
	}
	c := &codec{buf: data[1:]}
	m.fields(c)
	if c.short {
		return nil, problem.New("message: one of kind ", int(data[0]), " ends too early")
	}
	if len(c.buf) > 0 {
		return nil, problem.New("message: one of kind ", int(data[0]), " has ", len(c.buf), " bytes left over")
	}
	return m, nil
}

// A codec goes through a message's fields in order, appending them to buf or
// taking them from it, so that one method a message serves both directions.
type codec struct {
	writing bool
	buf     []byte
	short   bool // reading came to the end too early; every later field is zero
}

// take returns the next n bytes, or nil when there are not as many.
func (c *codec) take(n int) []byte {
	if c.short || n < 0 || n > len(c.buf) {
		c.short, c.buf = true, nil
		return nil
	}
	b := c.buf[:n]
	c.buf = c.buf[n:]
	return b
}

func (c *codec) uint32(v *uint32) {
	if c.writing {
		c.buf = endian.AppendUint32(c.buf, *v)
	} else if b := c.take(4); b != nil {
		*v = endian.Uint32(b)
	}
}

func (c *codec) uint64(v *uint64) {
	if c.writing {
		c.buf = endian.AppendUint64(c.buf, *v)
	} else if b := c.take(8); b != nil {
		*v = endian.Uint64(b)
	}
}

func (c *codec) int(v *int) {
	u := uint64(*v)
	c.uint64(&u)
	*v = int(u)
}

func (c *codec) float64(v *float64) {
	u := math.Float64bits(*v)
	c.uint64(&u)
	*v = math.Float64frombits(u)
}

func (c *codec) bool(v *bool) {
	if c.writing {
		b := byte(0)
		if *v {
			b = 1
		}
		c.buf = append(c.buf, b)
	} else if b := c.take(1); b != nil {
		if b[0] > 1 {
			c.short = true
		}
		*v = b[0] == 1
	}
}

func (c *codec) split(v *Split) {
	if c.writing {
		c.buf = append(c.buf, byte(*v))
	} else if b := c.take(1); b != nil {
		if b[0] > byte(Test) {
			c.short = true
			return
		}
		*v = Split(b[0])
	}
}

// count goes through a slice's length and returns it; elements of size bytes
// each, at least, must follow.
func (c *codec) count(length, size int) int {
	n := uint32(length)
	c.uint32(&n)
	if !c.writing && int(n) > len(c.buf)/size {
		c.short, c.buf = true, nil
		return 0
	}
	return int(n)
}

func (c *codec) bytes(v *[]byte) {
	n := c.count(len(*v), 1)
	if c.writing {
		c.buf = append(c.buf, *v...)
	} else if b := c.take(n); len(b) > 0 {
		*v = append([]byte(nil), b...)
	}
}

func (c *codec) string(v *string) {
	n := c.count(len(*v), 1)
	if c.writing {
		c.buf = append(c.buf, *v...)
	} else {
		*v = string(c.take(n))
	}
}

func (c *codec) float32s(v *[]float32) {
	n := c.count(len(*v), 4)
	if c.writing {
		for _, x := range *v {
			c.buf = endian.AppendUint32(c.buf, math.Float32bits(x))
		}
		return
	}
	b := c.take(4 * n)
	if len(b) == 0 {
		return
	}
	*v = make([]float32, n)
	for i := range *v {
		(*v)[i] = math.Float32frombits(endian.Uint32(b[4*i:]))
	}
}

func (c *codec) ints(v *[]int) { list(c, v, 8, c.int) }

func (c *codec) strings(v *[]string) { list(c, v, 4, c.string) }

// list goes through a slice whose elements take at least size bytes each.
func list[T any](c *codec, v *[]T, size int, element func(*T)) {
	n := c.count(len(*v), size)
	if !c.writing && n > 0 {
		*v = make([]T, n)
	}
	for i := range n {
		element(&(*v)[i])
	}
}

func (c *codec) counts(v *[3]int) {
	for i := range v {
		c.int(&v[i])
	}
}

func (c *codec) settings(s *run.Settings) {
	c.string(&s.Data)
	c.string(&s.Preset)
	c.uint64(&s.Seed)
	c.int(&s.Steps)
	c.int(&s.Batch)
	c.float64(&s.Rate)
	c.string(&s.Schedule)
	c.float64(&s.Decay)
	c.int(&s.Every)
	c.float64(&s.Momentum)
	c.float64(&s.Dropout)
	c.string(&s.Blocks)
	c.string(&s.Norm)
	c.int(&s.Hidden)
	c.string(&s.Order)
	c.string(&s.Optimizer)
	c.float64(&s.WeightDecay)
	c.float64(&s.L2)
	c.float64(&s.Clip)
	c.int(&s.Warmup)
	c.float64(&s.Rise)
	c.string(&s.Loss)
	c.float64(&s.Smoothing)
	c.float64(&s.Q)
	c.float64(&s.Average)
	c.int(&s.Patience)
	c.augmentation(&s.Augmentation)
}

func (c *codec) augmentation(a *augment.Augmentation) {
	for _, strength := range []*float64{
		&a.Shift, &a.Rotation, &a.Scale, &a.Stretch, &a.Shear,
		&a.Elastic, &a.Thickness, &a.Erasing, &a.Noise,
	} {
		c.float64(strength)
	}
}

func (c *codec) info(i *Info) {
	c.string(&i.Name)
	c.string(&i.Title)
	c.string(&i.Origin)
	c.int(&i.Height)
	c.int(&i.Width)
	c.int(&i.Bits)
	c.strings(&i.Classes)
	c.counts(&i.Counts)
}

func (c *codec) shard(s *Shard) {
	c.string(&s.URL)
	c.split(&s.Split)
	c.int(&s.Images)
	c.int(&s.Bytes)
	c.int(&s.Packed)
	c.string(&s.SHA256)
}

func (c *codec) filters(f *Filters) {
	c.int(&f.Height)
	c.int(&f.Width)
	c.int(&f.Channels)
	c.int(&f.Count)
	c.float32s(&f.Weights)
	if !c.writing && f.Height*f.Width*f.Channels*f.Count != len(f.Weights) {
		c.short = true
	}
}

func (c *codec) layer(l *Layer) {
	c.string(&l.Name)
	c.string(&l.About)
	c.ints(&l.Output)
	c.int(&l.Parameters)
}

func (c *codec) speed(s *run.Speed) {
	for _, x := range []*float64{
		&s.MS, &s.MSMin, &s.MSMax, &s.TrainImages, &s.EvalImages,
		&s.GFLOPS, &s.Share, &s.EvalShare, &s.Bytes, &s.Allocs,
	} {
		c.float64(x)
	}
}

func (*Load) kind() kind { return kindLoad }
func (m *Load) fields(c *codec) {
	c.string(&m.Name)
	c.string(&m.URL)
	c.info(&m.Info)
	list(c, &m.Shards, 33, c.shard)
}

func (*Configure) kind() kind        { return kindConfigure }
func (m *Configure) fields(c *codec) { c.settings(&m.Settings) }

func (*Train) kind() kind        { return kindTrain }
func (m *Train) fields(c *codec) { c.int(&m.Steps) }

func (*Pause) kind() kind    { return kindPause }
func (*Pause) fields(*codec) {}

func (*Reset) kind() kind    { return kindReset }
func (*Reset) fields(*codec) {}

func (*Classify) kind() kind { return kindClassify }
func (m *Classify) fields(c *codec) {
	c.uint32(&m.ID)
	c.bytes(&m.Pixels)
	c.bool(&m.Trained)
}

func (*LoadWeights) kind() kind        { return kindLoadWeights }
func (m *LoadWeights) fields(c *codec) { c.string(&m.URL) }

func (*Evaluate) kind() kind        { return kindEvaluate }
func (m *Evaluate) fields(c *codec) { c.split(&m.Split) }

func (*Drawn) kind() kind    { return kindDrawn }
func (*Drawn) fields(*codec) {}

func (*Bench) kind() kind { return kindBench }
func (m *Bench) fields(c *codec) {
	c.strings(&m.Plan.Presets)
	c.int(&m.Plan.Workers)
}

func (*StopBench) kind() kind    { return kindStopBench }
func (*StopBench) fields(*codec) {}

func (*Workers) kind() kind        { return kindWorkers }
func (m *Workers) fields(c *codec) { c.int(&m.Count) }

func (*Ready) kind() kind { return kindReady }
func (m *Ready) fields(c *codec) {
	c.string(&m.Kernel)
	c.int(&m.Cores)
	c.string(&m.Alone)
}

func (*Crew) kind() kind { return kindCrew }
func (m *Crew) fields(c *codec) {
	c.int(&m.Workers)
	c.string(&m.Trouble)
}

func (*Loading) kind() kind { return kindLoading }
func (m *Loading) fields(c *codec) {
	c.info(&m.Info)
	c.int(&m.Bytes)
	c.int(&m.Total)
	c.counts(&m.Arrived)
	c.string(&m.Waiting)
}

func (*Samples) kind() kind { return kindSamples }
func (m *Samples) fields(c *codec) {
	c.info(&m.Info)
	c.bytes(&m.Images)
	c.bytes(&m.Labels)
}

func (*Stored) kind() kind { return kindStored }
func (m *Stored) fields(c *codec) {
	c.int(&m.Bytes)
	c.string(&m.Trouble)
}

func (*EmptyStore) kind() kind    { return kindEmptyStore }
func (*EmptyStore) fields(*codec) {}

func (*Loaded) kind() kind        { return kindLoaded }
func (m *Loaded) fields(c *codec) { c.info(&m.Info) }

func (*Configured) kind() kind { return kindConfigured }
func (m *Configured) fields(c *codec) {
	c.settings(&m.Settings)
	list(c, &m.Layers, 20, c.layer)
	c.int(&m.Parameters)
	c.filters(&m.Filters)
	c.string(&m.SHA256)
}

func (*StateChanged) kind() kind { return kindStateChanged }
func (m *StateChanged) fields(c *codec) {
	c.string((*string)(&m.State))
	c.int(&m.Step)
	c.float64(&m.Seconds)
	c.string(&m.SHA256)
}

func (*Report) kind() kind { return kindReport }
func (m *Report) fields(c *codec) {
	c.int(&m.First)
	c.float32s(&m.Losses)
	c.float32s(&m.Accuracies)
	c.float64(&m.Rate)
	c.float64(&m.Seconds)
	c.float64(&m.StepsPerSecond)
	c.filters(&m.Filters)
}

func (*Evaluated) kind() kind { return kindEvaluated }
func (m *Evaluated) fields(c *codec) {
	c.split(&m.Split)
	c.int(&m.Step)
	c.int(&m.Correct)
	c.int(&m.Count)
	c.float64(&m.Low)
	c.float64(&m.High)
	c.ints(&m.Confusion)
	c.bool(&m.Asked)
}

func (*WeightsLoaded) kind() kind { return kindWeightsLoaded }
func (m *WeightsLoaded) fields(c *codec) {
	c.settings(&m.Settings)
	c.int(&m.Height)
	c.int(&m.Width)
	c.strings(&m.Classes)
	c.int(&m.Correct)
	c.int(&m.Tested)
}

func (*Classified) kind() kind { return kindClassified }
func (m *Classified) fields(c *codec) {
	c.uint32(&m.ID)
	c.int(&m.Step)
	c.bool(&m.Trained)
	c.float32s(&m.Probabilities)
}

func (*Benching) kind() kind { return kindBenching }
func (m *Benching) fields(c *codec) {
	c.int(&m.Done)
	c.int(&m.All)
}

func (*Benched) kind() kind { return kindBenched }
func (m *Benched) fields(c *codec) {
	c.float64(&m.PeakGflops)
	c.int(&m.Workers)
	c.string(&m.Kernel)
	c.strings(&m.Presets)
	list(c, &m.Speeds, 80, c.speed)
	if !c.writing && len(m.Speeds) != len(m.Presets) {
		c.short = true
	}
}

func (*Failed) kind() kind { return kindFailed }
func (m *Failed) fields(c *codec) {
	c.string(&m.Doing)
	c.string(&m.Message)
	c.string(&m.Data)
	c.bool(&m.RunOver)
}
