package engine

import (
	"math"
	"math/rand/v2"
	"strconv"

	"glyphlab/engine/problem"
)

// Init says where a parameter's values begin. Its zero value is zeros.
type Init struct {
	Distribution Distribution `json:"distribution"`
	Value        float64      `json:"value,omitempty"` // see Distribution
}

// Distribution is what initial values are drawn from.
type Distribution string

// The distributions.
const (
	Zeros           Distribution = "zeros"
	Fixed           Distribution = "constant"         // Init.Value itself
	TruncatedNormal Distribution = "truncated normal" // standard deviation Init.Value, redrawn beyond two of them
	HeNormal        Distribution = "he"               // normal with variance 2/inputs (He et al. 2015)
	LeCunUniform    Distribution = "lecun 1998"       // uniform from -2.4/inputs to 2.4/inputs (LeCun et al. 1998)
)

// Truncated draws from a normal distribution of that standard deviation, and
// draws again what is more than two of them from zero, as
// tf.truncated_normal does.
func Truncated(deviation float64) Init { return Init{TruncatedNormal, deviation} }

// He draws from a normal distribution of variance 2/n, n being the number of
// inputs that one output sums: it keeps the size of activations from layer to
// layer where half of them are rectified to zero (He et al. 2015).
func He() Init { return Init{Distribution: HeNormal} }

// LeCun draws from a uniform distribution between -2.4/n and 2.4/n, n being
// the number of inputs that one output sums, as LeNet-5's weights were.
func LeCun() Init { return Init{Distribution: LeCunUniform} }

// Constant is a constant.
func Constant(value float64) Init { return Init{Fixed, value} }

func (i Init) check() error {
	switch i.Distribution {
	case "", Zeros, HeNormal, LeCunUniform:
		return nil
	case Fixed, TruncatedNormal:
		if v := math.Abs(i.Value); !(v <= maxInit) {
			return problem.New("its initial values are ", string(i.Distribution), " ", i.Value, ": the size must be at most ", float64(maxInit))
		}
		return nil
	}
	return problem.New("its initial values are ", strconv.Quote(string(i.Distribution)), `: they can be "zeros", "constant", "truncated normal", "he" or "lecun 1998"`)
}

// draw fills a parameter's values.
func (i Init) draw(values []float32, fanIn int, random *rand.PCG) {
	switch i.Distribution {
	case Fixed:
		for j := range values {
			values[j] = float32(i.Value)
		}
	case TruncatedNormal:
		for j := range values {
			z := normal(random)
			for math.Abs(z) >= 2 {
				z = normal(random)
			}
			values[j] = float32(i.Value * z)
		}
	case HeNormal:
		deviation := math.Sqrt(2 / float64(fanIn))
		for j := range values {
			values[j] = float32(deviation * normal(random))
		}
	case LeCunUniform:
		for j := range values {
			values[j] = float32(2.4 / float64(fanIn) * (float64(2*uniform(random)) - 1))
		}
	default:
		clear(values)
	}
}

func (i Init) String() string {
	switch i.Distribution {
	case Fixed, TruncatedNormal:
		return string(i.Distribution) + " " + strconv.FormatFloat(i.Value, 'g', -1, 64)
	case "":
		return string(Zeros)
	}
	return string(i.Distribution)
}
