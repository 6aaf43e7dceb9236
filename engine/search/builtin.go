package search

// A Builtin is a space that comes with Glyphlab.
type Builtin struct {
	Name  string // on the command line
	Title string // as a person reads it
	Text  string // as [Parse] reads it
}

// Builtins lists the spaces that are offered. The first is for any network.
var Builtins = []Builtin{
	{
		Name: "training", Title: "How it learns",
		Text: `rate 0.003..0.3 log
momentum 0, 0.9
batch 16, 32, 64
schedule constant, cosine, one-cycle
order sequential, shuffled
`,
	},
	{
		Name: "adam", Title: "How it learns, by Adam",
		Text: `rate 0.0003..0.01 log
optimizer adam, adamw
schedule constant, cosine, one-cycle
batch 16, 32, 64
smoothing 0, 0.1
`,
	},
	{
		Name: "architecture", Title: "The layers of a stack",
		Text: `blocks 16/32, 16/32-32/64-64, 32-32/64-64/128, 32/64-64/128-128
hidden 32..256 log
norm none, batch
dropout 0..0.5
rate 0.0005..0.01 log
`,
	},
	{
		Name: "augmentation", Title: "How images are altered",
		Text: `shift 0..2
rotation 0..20
scale 0..0.2
shear 0..0.2
elastic 0, 0.5
thickness 0, 0.5
`,
	},
}

// FindBuiltin returns the built-in space of that name.
func FindBuiltin(name string) (Builtin, bool) {
	for _, b := range Builtins {
		if b.Name == name {
			return b, true
		}
	}
	return Builtin{}, false
}
