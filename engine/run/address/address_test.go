package address

import (
	"fmt"
	"strings"
	"testing"

	"glyphlab/engine/run"
)

func TestAddressIsReadAsItWasWritten(t *testing.T) {
	for _, p := range run.Presets {
		s := p.Defaults
		s.Seed, s.Steps, s.Rate, s.Data = 7, 77, 0.0123, "my letters & more"
		s.Rotation, s.Noise = 10, 0.05
		a := Parse("?" + Query(s))
		if len(a.Problems) > 0 || a.Settings != s || !a.HasData || a.Run {
			t.Errorf("%s: read as %+v", Query(s), a)
		}
	}
}

func TestAddressSaysWhatItCouldNotRead(t *testing.T) {
	for _, c := range []struct {
		query    string
		problems []string
		steps    int
		run      bool
	}{
		{"", nil, 1001, false},
		{"?run", nil, 1001, true},
		{"steps=50&run=", nil, 50, true},
		{"seed=3&preset=lenet5-momentum&steps=60", nil, 60, false},
		{"preset=resnet&steps=5", []string{"resnet"}, 5, false},
		{"steps=many", []string{"many"}, 1001, false},
		{"steps=5&steps=6", []string{"twice"}, 5, false},
		{"colour=blue&steps=5", []string{"colour"}, 5, false},
		{"%zz=1&steps=5", []string{"%zz"}, 5, false},
		{"batch=0&rate=-1", []string{"batch size", "learning rate"}, 1001, false},
	} {
		a := Parse(c.query)
		if a.Settings.Steps != c.steps || a.Run != c.run || len(a.Problems) != len(c.problems) {
			t.Errorf("%q: steps %d, run %v, problems %v", c.query, a.Settings.Steps, a.Run, a.Problems)
			continue
		}
		for i, want := range c.problems {
			if !strings.Contains(a.Problems[i].Error(), want) {
				t.Errorf("%q: problem %q, want it to name %q", c.query, a.Problems[i], want)
			}
		}
	}
}

func TestAnAddressMayNameTheNumberOfWorkers(t *testing.T) {
	for query, want := range map[string]int{"": 0, "workers=1": 1, "steps=5&workers=8&run": 8} {
		if a := Parse(query); a.Workers != want || len(a.Problems) != 0 {
			t.Errorf("%q: %d workers, problems %v", query, a.Workers, a.Problems)
		}
	}
	for _, query := range []string{"workers", "workers=0", "workers=9", "workers=two", "workers=1.5"} {
		if a := Parse(query); a.Workers != 0 || len(a.Problems) != 1 || !strings.Contains(a.Problems[0].Error(), "workers is a whole number from 1 to 8") {
			t.Errorf("%q: %d workers, problems %v", query, a.Workers, a.Problems)
		}
	}
}

func TestAnAddressMayDescribeASearch(t *testing.T) {
	a := Parse("?steps=5&search=rate+0.1,+0.2;momentum+0,+0.9&budget=10m&search-seed=7")
	if a.Space != "rate 0.1, 0.2\nmomentum 0, 0.9" || a.Budget != "10m" || a.SearchSeed != "7" || len(a.Problems) > 0 {
		t.Errorf("read as %+v", a)
	}
	again := Parse(Query(a.Settings) + SearchQuery(a.Space, a.Budget, a.SearchSeed))
	if again.Space != a.Space || again.Budget != a.Budget || again.SearchSeed != a.SearchSeed || again.Settings != a.Settings {
		t.Errorf("written and read as %+v", again)
	}
	if query := SearchQuery("", "10m", "7"); query != "" {
		t.Errorf("without a space the address has %q", query)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("preset=maxpool&seed=3&run")
	f.Add("%zz&&==&rate=1e400")
	f.Fuzz(func(t *testing.T, query string) {
		a := Parse(query)
		if err := a.Settings.Check(); err != nil {
			t.Errorf("%q: settings out of bounds: %v", query, err)
		}
		if again := Parse(Query(a.Settings)); again.Settings != a.Settings {
			t.Errorf("%q: %+v is written as %q and read as %+v", query, a.Settings, Query(a.Settings), again.Settings)
		}
	})
}

func ExampleQuery() {
	s, _ := run.Defaults().WithPreset("maxpool")
	s.Seed, s.Batch = 3, 32
	fmt.Println("/?" + Query(s))
	// Output: /?data=open&preset=maxpool&seed=3&steps=1001&batch=32
}
