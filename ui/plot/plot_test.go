package plot

import (
	"math"
	"slices"
	"testing"
)

func TestTicksAreRoundAndStayOnTheAxis(t *testing.T) {
	for _, c := range []struct {
		high  float64
		about int
		want  []float64
	}{
		{1001, 5, []float64{0, 250, 500, 750, 1000}},
		{100, 4, []float64{0, 25, 50, 75, 100}},
		{4, 4, []float64{0, 1, 2, 3, 4}},
		{0.3, 3, []float64{0, 0.1, 0.2, 0.3}},
		{1, 5, []float64{0, 0.2, 0.4, 0.6, 0.8, 1}},
	} {
		got := Ticks(c.high, c.about)
		if !slices.EqualFunc(got, c.want, func(a, b float64) bool { return math.Abs(a-b) < 1e-9 }) {
			t.Errorf("Ticks(%v, %d) = %v, want %v", c.high, c.about, got, c.want)
		}
	}
}

func TestLabelsHaveNoNeedlessDigits(t *testing.T) {
	for x, want := range map[float64]string{0: "0", 0.1 + 0.2: "0.3", 2.5: "2.5", 1000: "1000", 20000: "20k", 12500: "12.5k"} {
		if got := Label(x); got != want {
			t.Errorf("Label(%v) = %q, want %q", x, got, want)
		}
	}
}

func TestAHeldScaleChangesOnlyWhenItMust(t *testing.T) {
	limit := Held(0, 0.19)
	if limit != 0.2 {
		t.Fatalf("the first limit for 0.19 is %v, want 0.2", limit)
	}
	for _, x := range []float64{0.2, 0.1, 0.07} {
		if got := Held(limit, x); got != limit {
			t.Errorf("%v moved the limit from %v to %v", x, limit, got)
		}
	}
	if got := Held(limit, 0.21); got != 0.25 {
		t.Errorf("0.21 took the limit to %v, want 0.25", got)
	}
	if got := Held(limit, 0.01); got != 0.01 {
		t.Errorf("0.01 took the limit to %v, want 0.01", got)
	}
	if got := Held(0, 0); !(got > 0) {
		t.Errorf("nothing to show gives the limit %v, want a positive one", got)
	}
}

func TestZeroIsPaperAndTheLimitsAreTheScalesEnds(t *testing.T) {
	d := Diverging{Colour{0, 0, 255}, Colour{250, 250, 240}, Colour{255, 128, 0}}
	for x, want := range map[float64]Colour{-2: d.Negative, -9: d.Negative, 0: d.Zero, 2: d.Positive, 9: d.Positive, 1: {253, 189, 120}} {
		if got := d.At(x, 2); got != want {
			t.Errorf("At(%v) = %v, want %v", x, got, want)
		}
	}
}

func TestColoursAreReadAsCSSWritesThem(t *testing.T) {
	if c, ok := ParseColour("#0aF010"); !ok || c != (Colour{10, 240, 16}) {
		t.Errorf("got %v, %v", c, ok)
	}
	for _, s := range []string{"", "red", "#12345", "#12345g", "1234567"} {
		if c, ok := ParseColour(s); ok {
			t.Errorf("ParseColour(%q) = %v, want no colour", s, c)
		}
	}
}

func TestSixteenFiltersFillTheirRows(t *testing.T) {
	for _, c := range []struct {
		count         int
		width, height float64
		columns       int
	}{{16, 720, 190, 8}, {16, 400, 400, 4}, {6, 700, 200, 6}, {1, 10, 10, 1}} {
		columns, side := Grid(c.count, c.width, c.height, 8)
		if columns != c.columns {
			t.Errorf("%d in %v×%v: %d columns, want %d", c.count, c.width, c.height, columns, c.columns)
		}
		rows := (c.count + columns - 1) / columns
		if w := float64(columns)*(side+8) - 8; w > c.width+1e-9 {
			t.Errorf("%d columns of %v are %v wide, more than %v", columns, side, w, c.width)
		}
		if h := float64(rows)*(side+8) - 8; h > c.height+1e-9 {
			t.Errorf("%d rows of %v are %v high, more than %v", rows, side, h, c.height)
		}
	}
}

func TestASpanHoldsItsNumbersBetweenRoundOnes(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		want      []float64
	}{
		{61.3, 89.2, []float64{60, 70, 80, 90}},
		{60, 90, []float64{60, 70, 80, 90}},
		{88.1, 88.4, []float64{88.1, 88.2, 88.3, 88.4}},
		{70, 70, []float64{70, 71}},
		{0, 100, []float64{0, 50, 100}},
	} {
		from, to, ticks := Span(c.low, c.high, 3)
		if !slices.EqualFunc(ticks, c.want, func(a, b float64) bool { return math.Abs(a-b) < 1e-9 }) || from != ticks[0] || to != ticks[len(ticks)-1] {
			t.Errorf("from %v to %v: %v to %v, %v, want %v", c.low, c.high, from, to, ticks, c.want)
		}
	}
}
