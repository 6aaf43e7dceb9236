package search

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"glyphlab/engine/run"
)

func parsed(t *testing.T, text string) Space {
	t.Helper()
	s, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestASpaceIsReadAsItIsWritten(t *testing.T) {
	for text, want := range map[string]string{
		"rate 0.001..0.03 log":                                 "rate 0.001..0.03 log\n",
		"  rate\t1e-3..3e-2   log  # Adam's\n\nhidden 32..256": "rate 0.001..0.03 log\nhidden 32..256\n",
		"dropout 0, 0.250,.5":                                  "dropout 0, 0.25, 0.5\n",
		"blocks 16-16/32-32,32-32/64-64/128":                   "blocks 16-16/32-32, 32-32/64-64/128\n",
		"norm batch\nweight-decay 0.00001..0.1 log":            "norm batch\nweight-decay 1e-05..0.1 log\n",
		"every 1..1000000":                                     "every 1..1000000\n",
	} {
		s, err := Parse(text)
		if err != nil || s.String() != want {
			t.Errorf("%q is read as %q (%v), want %q", text, s.String(), err, want)
		}
	}
	for _, b := range Builtins {
		if got := parsed(t, b.Text).String(); got != b.Text {
			t.Errorf("%s is written as %q", b.Name, got)
		}
		if found, ok := FindBuiltin(b.Name); !ok || found != b {
			t.Errorf("%s is not found", b.Name)
		}
	}
}

func TestWhatIsWrongInASpaceIsNamedWithItsLine(t *testing.T) {
	for text, says := range map[string][]string{
		"":                                   {"nothing is to be varied", "rate 0.001..0.03 log"},
		"# rate 0.1..0.2":                    {"nothing is to be varied"},
		"\ncolour red":                       {"line 2", `"colour" is no setting`, "one of preset, batch, rate"},
		"steps 100..1000":                    {"line 1", "does not vary the steps"},
		"data mine":                          {"does not vary the data"},
		"rate":                               {"rate has no values", "dropout 0, 0.25, 0.5"},
		"rate 0.1, fast":                     {"learning rate is a number from 0 to 10", `"fast"`},
		"rate 0.1..":                         {"a number from 0 to 10"},
		"rate 0.1..20":                       {"a number from 0 to 10", `"20"`},
		"rate 0.2..0.1":                      {"from less to more"},
		"rate 0.1..0.1":                      {"from less to more"},
		"rate 0..0.1 log":                    {"begins above 0"},
		"rate 1e-300..1 log":                 {"at most at 1e+12 times"},
		"rate 0.1..0.2 linear":               {"0.001..0.03 log", `"0.1..0.2 linear"`},
		"batch 1.5..4":                       {"a whole number"},
		"dropout 0, 0.5, 0.50":               {"0.5 twice"},
		"schedule cosine..one-cycle":         {"one of constant"},
		"blocks 16-0":                        {"up to 5 blocks"},
		"rate 0.1\nbatch 0\nrate 0.2\nq log": {"line 2", "line 3: rate has a line already", "line 4"},
	} {
		_, err := Parse(text)
		for _, part := range says {
			if err == nil || !strings.Contains(err.Error(), part) {
				t.Errorf("%q: error %v, want one that says %q", text, err, part)
			}
		}
	}
}

func TestDrawsStayWithinTheSpaceAndDependOnNothingElse(t *testing.T) {
	s := parsed(t, "rate 0.001..0.03 log\nmomentum 0..0.95\nbatch 1..4\nevery 1..1000 log\ndropout 0, 0.25, 0.5\nschedule constant, exponential")
	base := run.Defaults()
	base.Preset = "lenet5"
	backwards := slices.Clone(s)
	slices.Reverse(backwards)
	low, batches, dropped, over := 0, map[int]int{}, map[float64]int{}, 0
	const n = 3000
	for i := range n {
		c := s.Draw(base, 7, i)
		if err := c.Check(); err != nil {
			t.Fatal(err)
		}
		if c != s.Draw(base, 7, i) || c != backwards.Draw(base, 7, i) {
			t.Fatal("a draw is not reproducible")
		}
		if c.Rate < 0.001 || c.Rate > 0.03 || c.Momentum > 0.95 || c.Batch > 4 {
			t.Fatalf("drew %+v", c)
		}
		if text := strconv.FormatFloat(c.Rate, 'g', 3, 64); text != strconv.FormatFloat(c.Rate, 'g', -1, 64) {
			t.Fatalf("the rate %v has more than three digits that count", c.Rate)
		}
		if c.Schedule == run.Constant && c.Every != base.Every {
			t.Fatalf("a setting without meaning is drawn: every %d", c.Every)
		}
		if c.Rate < math.Sqrt(0.001*0.03) {
			low++
		}
		if c.Schedule == run.Exponential && c.Every > 31 {
			over++
		}
		batches[c.Batch]++
		dropped[c.Dropout]++
	}
	for what, share := range map[string]float64{
		"rates below the geometric mean": 2 * float64(low) / n,
		"periods above it":               4 * float64(over) / n,
		"batches of 4":                   4 * float64(batches[4]) / n,
		"batches of 1":                   4 * float64(batches[1]) / n,
		"dropouts of 0.25":               3 * float64(dropped[0.25]) / n,
	} {
		if math.Abs(share-1) > 0.12 {
			t.Errorf("%s are %.2f times as many as expected", what, share)
		}
	}
	if s.Draw(base, 7, 0) == s.Draw(base, 8, 0) {
		t.Error("another seed draws the same")
	}
	// What they are on every machine.
	if c := s.Draw(base, 7, 0); c.Rate != 0.00699 || c.Momentum != 0.8915 {
		t.Errorf("the first rate is %v, the first momentum %v", c.Rate, c.Momentum)
	}
}

func TestPowersAreExactWhereTheyCanBe(t *testing.T) {
	for share, want := range map[uint64]float64{0: 1, 1 << 63: 256, 1 << 62: 16, 3 << 62: 4096} {
		if got := power(65536, share); got != want {
			t.Errorf("65536 to the power %v is %v, want %v", float64(share)*0x1p-64, got, want)
		}
	}
}

func TestAConfigurationHasAPlaceOnEachAxis(t *testing.T) {
	s := run.Defaults()
	s.Rate, s.Batch, s.Schedule = 0.01, 32, run.Cosine
	for line, want := range map[string]float64{
		"rate 0.001..0.1 log":       0.5,
		"rate 0.01..0.1":            0,
		"batch 16..48":              0.5,
		"schedule constant, cosine": 0.75,
		"schedule constant":         -1,
		"rise 0.1..0.5":             -1, // no one cycle
		"rate 0.1..0.2":             -1,
	} {
		place, ok := parsed(t, line)[0].Place(s)
		if ok != (want >= 0) || ok && math.Abs(place-want) > 1e-12 {
			t.Errorf("%s: place %v, %v, want %v", line, place, ok, want)
		}
	}
}

func TestASmallSpaceIsDrawnWholeAndNothingTwice(t *testing.T) {
	s := parsed(t, "schedule constant, exponential\ndecay 0.5, 0.9\nbatch 8, 16")
	drawn := s.configurations(run.Defaults(), 1, 100)
	seen := map[run.Settings]bool{}
	for _, c := range drawn {
		seen[c] = true
	}
	if len(drawn) != 6 || len(seen) != 6 { // a constant rate has no decay
		t.Errorf("drew %d configurations, %d that differ", len(drawn), len(seen))
	}
}

func TestADimensionThatChangesNothingIsNamed(t *testing.T) {
	plan := Plan{Trials: 3, Steps: []int{51}, Eta: 3}
	for text, wrong := range map[string]bool{
		"dropout 0, 0.5":                           true, // the strides have none
		"preset stride, lenet5\ndropout 0, 0.5":    false,
		"hidden 32..64":                            true,
		"schedule constant, one-cycle\nrise 0..1":  false,
		"schedule constant, cosine\nrise 0.1..0.9": true,
	} {
		_, err := New(run.Defaults(), parsed(t, text), 1, plan)
		if (err != nil) != wrong || wrong && !strings.Contains(err.Error(), "changes nothing") {
			t.Errorf("%q: error %v", text, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, b := range Builtins {
		f.Add(b.Text)
	}
	f.Add("rate 0.001..0.03 log\nrate 1")
	f.Add("seed 0..9007199254740991\nevery 1..2 log#\nl2 0,")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse(text)
		if err != nil {
			return
		}
		again, err := Parse(s.String())
		if err != nil || again.String() != s.String() {
			t.Fatalf("%q is written as %q and read as %q, %v", text, s.String(), again.String(), err)
		}
		if err := s.Draw(run.Defaults(), 1, 0).Check(); err != nil {
			t.Fatalf("%q draws what is out of bounds: %v", text, err)
		}
	})
}
