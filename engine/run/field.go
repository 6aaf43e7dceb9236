package run

import (
	"math"
	"strconv"
	"strings"

	"glyphlab/engine/problem"
)

// Kind says how a field's value is written and chosen.
type Kind int

// The kinds of fields.
const (
	Text   Kind = iota // any word
	Choice             // one of Field.Choices
	Whole              // a whole number
	Real               // a number
)

// Option is one value that a Choice takes.
type Option struct {
	Value string // in the address
	Title string // as a person reads it
}

// Field describes one setting for everything that shows or reads it: the
// form's label and hint, the address's key, the command line's flag.
type Field struct {
	Name     string   // key in the address and in JSON, flag on the command line
	Label    string   // a student's word for it
	Help     string   // one sentence on demand
	Kind     Kind     //
	Min, Max float64  // of a number, both allowed, unless Open
	Open     bool     // Max itself is not allowed
	Choices  []Option // of a Choice
	More     bool     // for whoever asks for more than the first few
	Group    string   // which the form folds away; empty for what it always shows

	form string                 // of a Text that is more than a name, in words
	fits func(text string) bool // whether a Text has that form; nil if it is a name
	at   func(*Settings) any    // a pointer to the setting
}

// maxSeed is the largest whole number that JavaScript, and so an address or a
// JSON reader, carries exactly.
const maxSeed = 1<<53 - 1

// Fields lists every setting once, in the order of the form.
var Fields = append([]Field{
	{Name: "data", Label: "data", Kind: Text,
		Help: "The images the network learns from.",
		at:   func(s *Settings) any { return &s.Data }},
	{Name: "preset", Label: "network", Kind: Choice, Choices: presetOptions(),
		Help: "The layers between the image and the ten answers.",
		at:   func(s *Settings) any { return &s.Preset }},
	{Name: "steps", Label: "steps", Kind: Whole, Min: 1, Max: 1_000_000,
		Help: "How many batches the network learns from before the run is done.",
		at:   func(s *Settings) any { return &s.Steps }},
	{Name: "batch", Label: "batch size", Kind: Whole, Min: 1, Max: 256,
		Help: "How many images one step looks at before the weights move.",
		at:   func(s *Settings) any { return &s.Batch }},
	{Name: "rate", Label: "learning rate", Kind: Real, Min: 0, Max: 10,
		Help: "How far the weights move against the gradient at each step.",
		at:   func(s *Settings) any { return &s.Rate }},
	{Name: "schedule", Label: "rate’s schedule", Kind: Choice,
		Choices: []Option{{Constant, "constant"}, {Exponential, "exponential"}, {Staircase, "in steps"}, {Cosine, "cosine"}, {OneCycle, "one cycle"}},
		Help:    "How the learning rate goes while the network learns; one cycle rises to it and falls almost to zero.",
		at:      func(s *Settings) any { return &s.Schedule }},
	{Name: "decay", Label: "decay", Kind: Real, Min: 0.0001, Max: 1,
		Help: "The factor that the learning rate is multiplied by, again and again.",
		at:   func(s *Settings) any { return &s.Decay }},
	{Name: "every", Label: "decay every", Kind: Whole, Min: 1, Max: 1_000_000,
		Help: "The number of steps after which the rate has fallen by one factor.",
		at:   func(s *Settings) any { return &s.Every }},
	{Name: "momentum", Label: "momentum", Kind: Real, Min: 0, Max: 1, Open: true,
		Help: "How much of the last step’s direction the next one keeps.",
		at:   func(s *Settings) any { return &s.Momentum }},
	{Name: "dropout", Label: "dropout", Kind: Real, Min: 0, Max: 1, Open: true,
		Help: "The share of hidden units that each training step leaves out at random.",
		at:   func(s *Settings) any { return &s.Dropout }},
	{Name: "blocks", Label: "blocks", Kind: Text, form: blocksForm,
		fits: func(text string) bool { _, ok := ParseBlocks(text); return ok },
		Help: "The filters of each 3×3 convolution; a slash is a 2×2 max pooling, and there is one at the end.",
		at:   func(s *Settings) any { return &s.Blocks }},
	{Name: "norm", Label: "normalisation", Kind: Choice, More: true,
		Choices: []Option{{NoNorm, "none"}, {BatchNorm, "of batches"}},
		Help:    "Whether each convolution’s outputs are brought to mean 0 and variance 1 over the batch.",
		at:      func(s *Settings) any { return &s.Norm }},
	{Name: "hidden", Label: "hidden units", Kind: Whole, Min: 0, Max: 1024,
		Help: "The units between the last pooling and the ten answers; 0 for none.",
		at:   func(s *Settings) any { return &s.Hidden }},
	{Name: "order", Label: "order of images", Kind: Choice,
		Choices: []Option{{Sequential, "as they come"}, {Shuffled, "shuffled"}},
		Help:    "The assignment takes the images as they come; shuffled, every epoch has an order of its own.",
		at:      func(s *Settings) any { return &s.Order }},
	{Name: "seed", Label: "seed", Kind: Whole, Min: 0, Max: maxSeed,
		Help: "Where the random numbers begin: the same seed gives the same run, bit for bit.",
		at:   func(s *Settings) any { return &s.Seed }},
	{Name: "optimizer", Label: "optimizer", Kind: Choice, More: true,
		Choices: []Option{{SGD, "SGD"}, {Nesterov, "Nesterov"}, {Adam, "Adam"}, {AdamW, "AdamW"}},
		Help:    "How the weights follow their gradient. Adam moves every weight by about the rate: try 0.001.",
		at:      func(s *Settings) any { return &s.Optimizer }},
	{Name: "weight-decay", Label: "weight decay", Kind: Real, Min: 0, Max: 1, More: true,
		Help: "AdamW makes weights smaller by this share of the learning rate at each step.",
		at:   func(s *Settings) any { return &s.WeightDecay }},
	{Name: "l2", Label: "L2 penalty", Kind: Real, Min: 0, Max: 10, More: true,
		Help: "Adds this much of each weight to its gradient, so that weights stay small; 0 is off.",
		at:   func(s *Settings) any { return &s.L2 }},
	{Name: "clip", Label: "clip gradients at", Kind: Real, Min: 0, Max: 1000, More: true,
		Help: "A gradient that is longer is cut to this length; 0 is off.",
		at:   func(s *Settings) any { return &s.Clip }},
	{Name: "warmup", Label: "warm-up steps", Kind: Whole, Min: 0, Max: 1_000_000, More: true,
		Help: "In these first steps the learning rate rises in a straight line; 0 is off.",
		at:   func(s *Settings) any { return &s.Warmup }},
	{Name: "rise", Label: "rise for", Kind: Real, Min: 0, Max: 1, More: true,
		Help: "The share of the steps in which one cycle’s learning rate rises.",
		at:   func(s *Settings) any { return &s.Rise }},
	{Name: "loss", Label: "loss", Kind: Choice, More: true,
		Choices: []Option{{CrossEntropy, "cross-entropy"}, {Generalized, "generalised"}, {Bootstrap, "bootstrapping"}},
		Help:    "What training makes small. The last two believe labels less that the network finds unlikely.",
		at:      func(s *Settings) any { return &s.Loss }},
	{Name: "smoothing", Label: "label smoothing", Kind: Real, Min: 0, Max: 1, Open: true, More: true,
		Help: "The share of every label that is spread over all classes; 0 is off.",
		at:   func(s *Settings) any { return &s.Smoothing }},
	{Name: "q", Label: "q", Kind: Real, Min: 0.01, Max: 1, More: true,
		Help: "Near 0 the generalised loss is the cross-entropy; at 1 it trusts labels least.",
		at:   func(s *Settings) any { return &s.Q }},
	{Name: "average", Label: "average weights", Kind: Real, Min: 0, Max: 1, Open: true, More: true,
		Help: "Evaluates a moving average of the weights that keeps this share of itself at each step, as 0.99; 0 is off.",
		at:   func(s *Settings) any { return &s.Average }},
	{Name: "patience", Label: "patience", Kind: Whole, Min: 0, Max: 1000, More: true,
		Help: "Stops after so many validations without a better accuracy, and keeps the best weights; 0 is off.",
		at:   func(s *Settings) any { return &s.Patience }},
}, augmentationFields...)

// FindField returns the field of that name.
func FindField(name string) (Field, bool) {
	for _, f := range Fields {
		if f.Name == name {
			return f, true
		}
	}
	return Field{}, false
}

// Value returns the setting as it stands in an address or an input.
func (f Field) Value(s Settings) string {
	switch v := f.at(&s).(type) {
	case *string:
		return *v
	case *int:
		return strconv.Itoa(*v)
	case *uint64:
		return strconv.FormatUint(*v, 10)
	case *float64:
		return strconv.FormatFloat(*v, 'g', -1, 64)
	}
	panic("run: field " + f.Name + " has no value")
}

// number returns the setting of a field that is a number.
func (f Field) number(s Settings) float64 {
	switch v := f.at(&s).(type) {
	case *int:
		return float64(*v)
	case *uint64:
		return float64(*v)
	case *float64:
		return *v
	}
	panic("run: field " + f.Name + " is no number")
}

// Set reads a setting from text. Settings stay as they are if the text is not
// a value within the field's bounds; the error says what was expected.
func (f Field) Set(s *Settings, text string) error {
	next := *s
	text = strings.TrimSpace(text)
	var err error
	switch v := f.at(&next).(type) {
	case *string:
		*v = text
	case *int:
		*v, err = strconv.Atoi(text)
	case *uint64:
		*v, err = strconv.ParseUint(text, 10, 64)
	case *float64:
		*v, err = strconv.ParseFloat(text, 64)
	}
	if err != nil {
		return f.expected(text)
	}
	if err := f.Check(next); err != nil {
		return err
	}
	*s = next
	return nil
}

// Check returns an error if the field's setting in s is out of its bounds.
func (f Field) Check(s Settings) error {
	text := f.Value(s)
	switch f.Kind {
	case Text:
		if text == "" || f.fits != nil && !f.fits(text) {
			return f.expected(text)
		}
	case Choice:
		for _, c := range f.Choices {
			if c.Value == text {
				return nil
			}
		}
		return f.expected(text)
	case Whole, Real:
		x := f.number(s)
		if math.IsNaN(x) || x < f.Min || x > f.Max || f.Open && x == f.Max {
			return f.expected(text)
		}
	}
	return nil
}

func (f Field) expected(got string) error {
	return problem.New(f.Label, " is ", f.Bounds(), ", not ", strconv.Quote(got))
}

// Bounds says in words which values the field takes.
func (f Field) Bounds() string {
	switch f.Kind {
	case Choice:
		values := make([]string, len(f.Choices))
		for i, c := range f.Choices {
			values[i] = c.Value
		}
		return "one of " + strings.Join(values, ", ")
	case Whole, Real:
		noun := "a number"
		if f.Kind == Whole {
			noun = "a whole number"
		}
		min, max := plain(f.Min), plain(f.Max)
		if f.Open {
			return noun + " from " + min + " to below " + max
		}
		return noun + " from " + min + " to " + max
	}
	if f.form != "" {
		return f.form
	}
	return "a name"
}

func plain(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func presetOptions() []Option {
	options := make([]Option, len(Presets))
	for i, p := range Presets {
		options[i] = Option{p.Name, p.Title}
	}
	return options
}

func presetNames() string {
	names := make([]string, len(Presets))
	for i, p := range Presets {
		names[i] = p.Name
	}
	return strings.Join(names, ", ")
}
