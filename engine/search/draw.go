package search

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"strconv"

	"glyphlab/engine/pcg"
	"glyphlab/engine/problem"
	"glyphlab/engine/run"
)

// forSearch keeps a search's random numbers apart from those of the runs, whose
// purposes are small numbers.
const forSearch = 1 << 32

// Draw returns configuration i of a space. It depends on the seed, on i and on
// each dimension alone: not on the order of the lines, nor on the machine.
// Every value of a choice is as probable as any other. A setting that means
// nothing beside the drawn ones stays as it is in base.
func (s Space) Draw(base run.Settings, seed uint64, i int) run.Settings {
	drawn := base
	for _, d := range s {
		path := []uint64{forSearch, uint64(i)}
		for _, letter := range []byte(d.Field.Name) {
			path = append(path, uint64(letter))
		}
		var random rand.PCG
		pcg.Seed(&random, seed, path...)
		d.set(&drawn, d.draw(&random))
	}
	settled := drawn
	for _, d := range s {
		if !drawn.Uses(d.Field.Name) {
			d.set(&settled, d.Field.Value(base))
		}
	}
	return settled
}

func (d Dimension) set(s *run.Settings, value string) {
	if err := d.Field.Set(s, value); err != nil {
		panic("search: " + err.Error()) // Parse has let it pass
	}
}

// draw returns a value of the dimension, as its field writes it. Numbers have
// no more digits than a person takes in: of a logarithmic range three that
// count, of another one the digits that tell at least a thousand values apart.
func (d Dimension) draw(random *rand.PCG) string {
	whole := d.Field.Kind == run.Whole
	switch {
	case d.Values != nil:
		return d.Values[below(random, uint64(len(d.Values)))]
	case d.Log && whole:
		x := math.Floor(d.Low * power((d.High+1)/d.Low, random.Uint64()))
		return d.write(min(max(x, d.Low), d.High))
	case d.Log:
		x := d.Low * power(d.High/d.Low, random.Uint64())
		return d.write(d.rounded(x, 'g', 3))
	case whole:
		return d.write(d.Low + float64(below(random, uint64(d.High-d.Low)+1)))
	}
	share := float64(random.Uint64()>>11) * 0x1p-53
	digits := 0
	for span := d.High - d.Low; span < 1000 && digits < 300; span *= 10 {
		digits++
	}
	return d.write(d.rounded(d.Low+float64(share*(d.High-d.Low)), 'f', digits))
}

// rounded returns a number to so many digits, within the range.
func (d Dimension) rounded(x float64, format byte, digits int) float64 {
	x, _ = strconv.ParseFloat(strconv.FormatFloat(x, format, digits, 64), 64)
	return min(max(x, d.Low), d.High)
}

// power returns x to the power of a share, from 0 to below 1, of which the bits
// are given. It multiplies the square root, the root of that and so on where
// the share has a bit: these are rounded in the same way on every machine,
// which math.Pow need not be.
func power(x float64, share uint64) float64 {
	y := 1.0
	for ; share != 0; share <<= 1 {
		x = math.Sqrt(x)
		if share>>63 != 0 {
			y *= x
		}
	}
	return y
}

// below returns a number from 0 to below n.
func below(random *rand.PCG, n uint64) uint64 {
	high, _ := bits.Mul64(random.Uint64(), n)
	return high
}

// configurations draws n configurations that differ, or as many as the space
// seems to have.
func (s Space) configurations(base run.Settings, seed uint64, n int) []run.Settings {
	var drawn []run.Settings
	known := map[run.Settings]bool{}
	// So many draws find each of n equally probable ones but for a chance of
	// e⁻²⁰ each.
	for i := 0; len(drawn) < n && i < 100+20*n; i++ {
		if c := s.Draw(base, seed, i); !known[c] {
			known[c] = true
			drawn = append(drawn, c)
		}
	}
	return drawn
}

// Check returns an error for a dimension that would change nothing beside the
// settings of base.
func (s Space) Check(base run.Settings) error {
	for _, d := range s {
		if !s.matters(d, base) {
			return problem.New(d.Field.Label, " changes nothing with these settings: leave the line ", strconv.Quote(d.String()), " out")
		}
	}
	return nil
}

// matters reports whether a dimension means something beside the base's
// settings, or beside one that another dimension chooses.
func (s Space) matters(d Dimension, base run.Settings) bool {
	if base.Uses(d.Field.Name) {
		return true
	}
	for _, other := range s {
		for _, value := range other.Values {
			changed := base
			if other.set(&changed, value); changed.Uses(d.Field.Name) {
				return true
			}
		}
	}
	return false
}
