package weights

import (
	"bytes"
	"errors"
	"io"
	"math"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"glyphlab/engine/crc32c"
	"glyphlab/engine/endian"
	"glyphlab/engine/run"
)

// sample returns weights of no network, whose values are halves.
func sample() *Weights {
	s := run.Defaults()
	s.Rate, s.Order, s.Seed, s.Shift = 0.1234567890123, run.Shuffled, 1<<53-1, 1.5
	return &Weights{
		Settings: s, Height: 28, Width: 20, Classes: []string{"A", "=", "ß x"},
		Done: true, Taken: 1001, Correct: 17, Tested: 20, SHA256: strings.Repeat("0123456789abcdef", 4),
		Values: []float32{0, 1, -2.5, 0x1p-24, -65504, 0.0999755859375},
	}
}

func encode(t testing.TB, w *Weights) []byte {
	t.Helper()
	file, err := w.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// sealed returns a file with the right checksum.
func sealed(text string) []byte {
	return endian.AppendUint32([]byte(text), crc32c.Update(0, []byte(text)))
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	for name, change := range map[string]func(*Weights){
		"as it is":   func(*Weights) {},
		"halves":     func(w *Weights) { w.Half = true },
		"stopped":    func(w *Weights) { w.Done, w.Taken, w.Correct, w.Tested = false, 7, 0, 0 },
		"many":       func(w *Weights) { w.Values = make([]float32, 1<<20) },
		"one":        func(w *Weights) { w.Values = w.Values[:1] },
		"not a half": func(w *Weights) { w.Values = []float32{math.Pi, math.MaxFloat32, 0x1p-149} },
	} {
		want := sample()
		change(want)
		file := encode(t, want)
		for kind, r := range map[string]io.Reader{
			"at once":                 bytes.NewReader(file),
			"in halves":               iotest.HalfReader(bytes.NewReader(file)),
			"EOF with the last bytes": iotest.DataErrReader(bytes.NewReader(file)),
		} {
			if got, err := Read(r); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s, %s: read %+v (%v), want %+v", name, kind, got, err, want)
			}
		}
	}
}

func TestTheHeaderIsTextForAPerson(t *testing.T) {
	text, _, _ := strings.Cut(string(encode(t, sample())), "\n\n")
	for _, line := range []string{"glyphlab weights 1", "preset=stride", "data=open", "rate=0.1234567890123", "seed=9007199254740991",
		"class=ß x", "state=done", "taken=1001", "test=17/20", "type=float32", "count=6"} {
		if !strings.Contains("\n"+text+"\n", "\n"+line+"\n") {
			t.Errorf("it has no line %s:\n%s", line, text)
		}
	}
}

func TestNoSettingHasANameThatTheHeaderHasAlready(t *testing.T) {
	for _, name := range append(required[:], "test") {
		if _, taken := run.FindField(name); taken {
			t.Errorf("a setting is called %s", name)
		}
	}
}

func TestAMissingSettingIsAsThePresetHasIt(t *testing.T) {
	s := run.Settings{}
	for _, p := range run.Presets {
		if p.Name == "lenet5" {
			s = p.Defaults
		}
	}
	w, err := Read(bytes.NewReader(sealed("glyphlab weights 1\npreset=lenet5\nseed=5\nheight=28\nwidth=28\nclass=A\nclass=B\nstate=stopped\n" +
		"taken=3\nsha256=" + strings.Repeat("0", 64) + "\ntype=float16\ncount=1\n\n\x00\x3c")))
	if err != nil {
		t.Fatal(err)
	}
	if s.Seed = 5; w.Settings != s || len(w.Values) != 1 || w.Values[0] != 1 {
		t.Errorf("read %+v", w)
	}
}

func TestDamageAnywhereIsFound(t *testing.T) {
	file := encode(t, sample())
	for i := range file {
		damaged := bytes.Clone(file)
		damaged[i] ^= 0x10
		if w, err := Read(bytes.NewReader(damaged)); err == nil {
			t.Errorf("byte %d changed: read %+v", i, w)
		}
	}
}

func TestTruncationAnywhereIsFound(t *testing.T) {
	file := encode(t, sample())
	for n := range file {
		_, err := Read(bytes.NewReader(file[:n]))
		want := " ends "
		if n == 0 {
			want = "not a file of weights"
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("cut after %d bytes: error %v", n, err)
		}
	}
}

func TestFilesThatCannotBeAreNamed(t *testing.T) {
	good := string(encode(t, sample()))
	good = good[:len(good)-crcBytes]
	for _, c := range []struct{ file, says string }{
		{"<!doctype html>", `not a file of weights: it begins with "<!doctype html>`},
		{"\x89glyphs\n", "not a file of weights"},
		{"glyphlab weights 2\npreset=x\n\n", `version "2"`},
		{"glyphlab weights 1\n" + strings.Repeat("x", maxHeader), "does not end within 16384 bytes"},
		{"glyphlab weights 1\n\n", "not name=value"},
		{strings.Replace(good, "preset=stride", "preset=giant", 1), "giant"},
		{strings.Replace(good, "preset=stride", "seed=1", 1), "not with the preset"},
		{strings.Replace(good, "height=28", "height=0", 1), "1 to 256 pixels"},
		{strings.Replace(good, "height=28", "height=2x", 1), "height=2x"},
		{strings.Replace(good, "height=28\n", "", 1), "does not say height="},
		{strings.Replace(good, "height=28", "width=28", 1), "width twice"},
		{strings.Replace(good, "class==", "class=A", 1), "two classes"},
		{strings.Replace(good, "taken=1001", "taken=1002", 1), "steps"},
		{strings.Replace(good, "test=17/20", "test=21/20", 1), "21 of 20"},
		{strings.Replace(good, "test=17/20", "test=17", 1), "test=17"},
		{strings.Replace(good, "sha256=01", "sha256=AB", 1), "SHA-256"},
		{strings.Replace(good, "state=done", "state=good", 1), "done or stopped"},
		{strings.Replace(good, "type=float32", "type=float8", 1), "float16 or float32"},
		{strings.Replace(good, "count=6", "count=0", 1), "from 1 to"},
		{strings.Replace(good, "count=6", "count=99999999", 1), "from 1 to"},
		{strings.Replace(good, "count=6", "count=7", 1), "before its end"},
		{strings.Replace(good, "count=6", "count=5", 1), "something follows"},
		{strings.Replace(good, "seed=", "speed=", 1), "does not know"},
		{strings.Replace(good, "rate=0", "rate=-0", 1), "learning rate"},
		{good[:len(good)-4] + "\x00\x00\xc0\x7f", "weight 5 is NaN"},
		{good + "more", "something follows"},
	} {
		if w, err := Read(bytes.NewReader(sealed(c.file))); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("error %v, want %q; read %+v", err, c.says, w)
		}
	}
}

func TestWeightsThatNoFileCanHold(t *testing.T) {
	for says, change := range map[string]func(*Weights){
		"batch size":      func(w *Weights) { w.Settings.Batch = 0 },
		"classes":         func(w *Weights) { w.Classes = nil },
		"weight 1 is NaN": func(w *Weights) { w.Values[1] = float32(math.NaN()) },
		"not 0":           func(w *Weights) { w.Values = nil },
		"keep float32":    func(w *Weights) { w.Half, w.Values[3] = true, 70000 },
		"not -1":          func(w *Weights) { w.Taken = -1 },
	} {
		w := sample()
		change(w)
		if file, err := w.Encode(); err == nil || !strings.Contains(err.Error(), says) || file != nil {
			t.Errorf("%s: error %v", says, err)
		}
	}
}

func TestErrorsOfTheConnectionStayAsTheyAre(t *testing.T) {
	w := sample()
	w.Values = make([]float32, 10000)
	file := encode(t, w)
	lost := errors.New("connection lost")
	for _, n := range []int{0, 5, 300, 30000, len(file)} {
		if _, err := Read(io.MultiReader(bytes.NewReader(file[:n]), iotest.ErrReader(lost))); err != lost {
			t.Errorf("connection lost after %d bytes: error %v", n, err)
		}
	}
}

func TestAnAnnouncementTakesNoMemory(t *testing.T) {
	good := string(encode(t, sample()))
	file := strings.Replace(good, "count=6", "count=60000000", 1)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := Read(strings.NewReader(file))
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; err == nil || got > 4<<20 {
		t.Errorf("a file of %d bytes took %d bytes of memory (%v)", len(file), got, err)
	}
}
