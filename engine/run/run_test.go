package run

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"glyphlab/engine/augment"
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
		{"schedule", "linear", "one of constant, exponential, step, cosine, one-cycle"},
		{"preset", "resnet", "one of stride"},
		{"data", " ", "a name"},
		{"optimizer", "newton", "one of sgd, nesterov, adam, adamw"},
		{"loss", "hinge", "one of cross-entropy, generalized, bootstrap"},
		{"smoothing", "1", "to below 1"},
		{"average", "1", "to below 1"},
		{"q", "0", "from 0.01 to 1"},
		{"patience", "-1", "a whole number from 0"},
		{"rotation", "181", "a number from 0 to 180"},
		{"noise", "-0.1", "a number from 0 to 0.5"},
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

func TestRecordIsPlainJSON(t *testing.T) {
	r := Record{Settings: Defaults(), State: Idle, Validation: []Point{{50, 50.5}}}
	got, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"settings":{"data":"open","preset":"stride","seed":1,"steps":1001,"batch":16,"rate":0.05,"schedule":"constant","decay":0.9,"every":100,"momentum":0,"dropout":0,"blocks":"32-32/64-64/128","norm":"batch","hidden":128,"order":"sequential","optimizer":"sgd","weight-decay":0.01,"l2":0,"clip":0,"warmup":0,"rise":0.3,"loss":"cross-entropy","smoothing":0,"q":0.3,"average":0,"patience":0,"shift":0,"rotation":0,"scale":0,"stretch":0,"shear":0,"elastic":0,"thickness":0,"erasing":0,"noise":0},"state":"idle","step":0,"validation":[{"step":50,"accuracy":50.5}],"test":null,"sha256":"","seconds":0,"error":""}`
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

func TestFieldsTakeWhatAnAugmentationTakes(t *testing.T) {
	count := 0
	for _, f := range Fields {
		if f.Group != Augmentation {
			continue
		}
		count++
		s := Defaults()
		if err := f.Set(&s, plain(f.Max)); err != nil {
			t.Error(err)
		}
		if err := s.Augmentation.Check(); err != nil || s == Defaults() {
			t.Errorf("%s of %s: %v", f.Name, plain(f.Max), err)
		}
		*f.at(&s).(*float64) += 0.01
		if err := s.Augmentation.Check(); err == nil || !strings.Contains(err.Error(), f.Name) {
			t.Errorf("more than %s of %s: error %v", f.Name, plain(f.Max), err)
		}
	}
	if want := reflect.TypeFor[augment.Augmentation]().NumField(); count != want {
		t.Errorf("%d fields for the %d of an augmentation", count, want)
	}
}
