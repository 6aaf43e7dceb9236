package message

import (
	"bytes"
	"reflect"
	"testing"

	"glyphlab/engine/run"
)

var every = []Message{
	&Load{Name: "open", URL: "/data/open.glyphs"},
	&Load{Name: "open", Info: info, Shards: []Shard{{URL: "/data/test-00ff.glyphs", Split: Test, Images: 3, Bytes: 100, Packed: 50, SHA256: "00ff"}}},
	&Configure{Settings: everySetting()},
	&Train{Steps: 7},
	&Pause{},
	&Reset{},
	&Classify{ID: 9, Pixels: []byte{0, 128, 255}, Trained: true},
	&LoadWeights{URL: "/data/best.weights"},
	&Evaluate{Split: Test},
	&Drawn{},
	&Bench{Plan: run.Bench{Presets: []string{"stride", "wide"}, Workers: 2}},
	&StopBench{},
	&Workers{Count: 2},
	&Ready{Kernel: "plain Go", Cores: 1, Alone: "there is one core"},
	&Crew{Workers: 2, Trouble: "one has stopped"},
	&Loading{Info: info, Bytes: 5, Total: 10, Arrived: [3]int{1, 2, 3}, Waiting: "it rains"},
	&Samples{Info: info, Images: []byte{1, 2}, Labels: []byte{0, 9}},
	&Loaded{Info: info},
	&Stored{Bytes: 7, Trouble: "no room"},
	&EmptyStore{},
	&Configured{Settings: run.Defaults(), Layers: []Layer{{Name: "conv1", About: "5×5", Output: []int{14, 14, 16}, Parameters: 416}}, Parameters: 416, Filters: filters, SHA256: "ab"},
	&StateChanged{State: run.Paused, Step: 50, Seconds: 1.5, SHA256: "00ff"},
	&Report{First: 3, Losses: []float32{1.5, 1.25}, Accuracies: []float32{50, 62.5}, Rate: 0.05, Seconds: 2, StepsPerSecond: 300, Filters: filters},
	&Evaluated{Split: Validation, Step: 50, Correct: 900, Count: 1000, Low: 88, High: 91.5, Confusion: []int{400, 50, 50, 500}, Asked: true},
	&WeightsLoaded{Settings: everySetting(), Height: 28, Width: 20, Classes: []string{"A", "B"}, Correct: 90, Tested: 100},
	&Classified{ID: 9, Step: 12, Trained: true, Probabilities: []float32{0.25, 0.75}},
	&Benching{Done: 3, All: 24},
	&Benched{PeakGflops: 53.5, Workers: 1, Kernel: "plain Go", Presets: []string{"stride"}, Speeds: []run.Speed{
		{MS: 2, MSMin: 1.5, MSMax: 3, TrainImages: 8000, EvalImages: 30000, GFLOPS: 20, Share: 0.375, EvalShare: 0.5, Bytes: 64, Allocs: 0.25},
	}},
	&Failed{Doing: "load", Message: "no such data", Data: "open", RunOver: true},
}

var info = Info{Name: "open", Title: "Open typefaces", Origin: "here", Height: 28, Width: 28, Bits: 4, Classes: []string{"A", "B"}, Counts: [3]int{100, 10, 20}}

var filters = Filters{Height: 1, Width: 2, Channels: 1, Count: 2, Weights: []float32{0.5, -0.5, 1, 2}}

// everySetting gives every setting a value of its own.
func everySetting() (s run.Settings) {
	v := reflect.ValueOf(&s).Elem()
	for i, field := range reflect.VisibleFields(v.Type()) {
		switch f := v.FieldByIndex(field.Index); f.Kind() {
		case reflect.String:
			f.SetString(field.Name)
		case reflect.Float64:
			f.SetFloat(float64(i) + 0.5)
		case reflect.Int:
			f.SetInt(int64(i))
		case reflect.Uint64:
			f.SetUint(uint64(i))
		}
	}
	return s
}

func TestEveryMessageComesBackAsItWent(t *testing.T) {
	seen := map[kind]bool{}
	for _, m := range every {
		seen[m.kind()] = true
		got, err := Decode(Encode(m))
		if err != nil {
			t.Errorf("%T: %v", m, err)
		} else if !reflect.DeepEqual(got, m) {
			t.Errorf("%T: got %+v, want %+v", m, got, m)
		}
	}
	for k := kindLoad; k <= kindEmptyStore; k++ {
		if !seen[k] {
			t.Errorf("kind %d (%T) is not in the table of this test", k, blank(k))
		}
	}
}

func TestACutMessageIsAnError(t *testing.T) {
	for _, m := range every {
		data := Encode(m)
		for n := range data {
			if got, err := Decode(data[:n]); err == nil {
				t.Errorf("%T cut to %d of %d bytes: got %+v, want an error", m, n, len(data), got)
			}
		}
		if _, err := Decode(append(data, 0)); err == nil {
			t.Errorf("%T with a byte left over: want an error", m)
		}
	}
}

func TestBytesOfAnotherBuildAreAnError(t *testing.T) {
	for _, c := range []struct {
		data []byte
		want string
	}{
		{nil, "message: empty"},
		{[]byte{255}, "message: kind 255 is unknown; page and worker are of different builds, reload the page"},
		{[]byte{byte(kindTrain), 1}, "message: one of kind 3 ends too early"},
		{[]byte{byte(kindPause), 1, 2}, "message: one of kind 4 has 2 bytes left over"},
	} {
		if _, err := Decode(c.data); err == nil || err.Error() != c.want {
			t.Errorf("%v: error %v, want %s", c.data, err, c.want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, m := range every {
		f.Add(Encode(m))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Decode(data)
		if err != nil {
			return
		}
		if again := Encode(m); !bytes.Equal(again, data) {
			t.Errorf("%T: %x decodes, and encodes to %x", m, data, again)
		}
	})
}
