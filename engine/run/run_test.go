package run

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
)

func TestEveryPresetIsWithinBounds(t *testing.T) {
	for _, p := range Presets {
		if err := p.Defaults.Check(); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
		if p.Defaults.Preset != p.Name {
			t.Errorf("%s: its defaults name the preset %q", p.Name, p.Defaults.Preset)
		}
	}
}

func TestFieldsReadWhatTheyWrite(t *testing.T) {
	for _, p := range Presets {
		for _, f := range Fields {
			got := Defaults()
			if err := f.Set(&got, f.Value(p.Defaults)); err != nil {
				t.Errorf("%s of %s: %v", f.Name, p.Name, err)
			} else if f.Value(got) != f.Value(p.Defaults) {
				t.Errorf("%s: set to %s, reads %s", f.Name, f.Value(p.Defaults), f.Value(got))
			}
		}
	}
}

func TestFieldsRefuseWhatIsOutOfBounds(t *testing.T) {
	for _, c := range []struct{ field, text, says string }{
		{"batch", "0", "a whole number from 1 to 256"},
		{"batch", "257", "a whole number from 1 to 256"},
		{"batch", "1.5", "a whole number"},
		{"batch", "", "a whole number"},
		{"rate", "NaN", "a number from 0 to 10"},
		{"rate", "Inf", "a number from 0 to 10"},
		{"rate", "-0.1", "a number from 0 to 10"},
		{"rate", "fast", `not "fast"`},
		{"dropout", "1", "to below 1"},
		{"momentum", "1", "to below 1"},
		{"steps", "1000001", "a whole number from 1 to 1000000"},
		{"seed", "-1", "a whole number from 0"},
		{"seed", "9007199254740992", "9007199254740991"},
		{"schedule", "linear", "one of constant, exponential, step, cosine"},
		{"preset", "resnet", "one of stride"},
		{"data", " ", "a name"},
	} {
		f, ok := FindField(c.field)
		if !ok {
			t.Fatalf("no field %q", c.field)
		}
		s := Defaults()
		err := f.Set(&s, c.text)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s=%q: error %v, want one that says %q", c.field, c.text, err, c.says)
		}
		if s != Defaults() {
			t.Errorf("%s=%q changed the settings to %+v", c.field, c.text, s)
		}
	}
}

func TestCheckNamesEveryProblem(t *testing.T) {
	s := Defaults()
	s.Batch, s.Rate = 0, math.NaN()
	err := s.Check()
	if err == nil || !strings.Contains(err.Error(), "batch size") || !strings.Contains(err.Error(), "learning rate") {
		t.Errorf("got %v, want both the batch size and the learning rate named", err)
	}
}

func TestAddressIsReadAsItWasWritten(t *testing.T) {
	for _, p := range Presets {
		s := p.Defaults
		s.Seed, s.Steps, s.Rate, s.Data = 7, 77, 0.0123, "my letters & more"
		a := ParseAddress("?" + s.Query())
		if len(a.Problems) > 0 || a.Settings != s || !a.HasData || a.Run {
			t.Errorf("%s: read as %+v", s.Query(), a)
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
		a := ParseAddress(c.query)
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
		if a := ParseAddress(query); a.Workers != want || len(a.Problems) != 0 {
			t.Errorf("%q: %d workers, problems %v", query, a.Workers, a.Problems)
		}
	}
	for _, query := range []string{"workers", "workers=0", "workers=9", "workers=two", "workers=1.5"} {
		if a := ParseAddress(query); a.Workers != 0 || len(a.Problems) != 1 || !strings.Contains(a.Problems[0].Error(), "workers is a whole number from 1 to 8") {
			t.Errorf("%q: %d workers, problems %v", query, a.Workers, a.Problems)
		}
	}
}

func FuzzParseAddress(f *testing.F) {
	f.Add("preset=maxpool&seed=3&run")
	f.Add("%zz&&==&rate=1e400")
	f.Fuzz(func(t *testing.T, query string) {
		a := ParseAddress(query)
		if err := a.Settings.Check(); err != nil {
			t.Errorf("%q: settings out of bounds: %v", query, err)
		}
		if again := ParseAddress(a.Settings.Query()); again.Settings != a.Settings {
			t.Errorf("%q: %+v is written as %q and read as %+v", query, a.Settings, a.Settings.Query(), again.Settings)
		}
	})
}

func TestRecordIsPlainJSON(t *testing.T) {
	r := Record{Settings: Defaults(), State: Idle, Validation: []Point{{50, 50.5}}}
	got, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"settings":{"data":"open","preset":"stride","seed":1,"steps":1001,"batch":16,"rate":0.05,"schedule":"constant","decay":0.9,"every":100,"momentum":0,"dropout":0,"order":"sequential"},"state":"idle","step":0,"validation":[{"step":50,"accuracy":50.5}],"test":null,"sha256":"","seconds":0,"error":""}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func ExampleMinibatchLines() {
	lines := MinibatchLines(50, 1.48703, 43.75)
	fmt.Println(lines[0])
	fmt.Println(lines[1])
	fmt.Println(ValidationLine(50.42))
	// Output:
	// Minibatch loss at step 50: 1.487030
	// Minibatch accuracy: 43.8%
	// Validation accuracy: 50.4%
}

func ExampleSettings_Query() {
	s, _ := Defaults().WithPreset("maxpool")
	s.Seed, s.Batch = 3, 32
	fmt.Println("/?" + s.Query())
	// Output: /?data=open&preset=maxpool&seed=3&steps=1001&batch=32
}
