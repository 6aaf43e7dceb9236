package state

import (
	"reflect"
	"testing"

	"glyphlab/engine/run"
	"glyphlab/wasm/message"
)

func TestTheTestIsShownClassByClass(t *testing.T) {
	p, _ := opened("")
	configured(p)
	i := info("open")
	i.Classes = []string{"A", "B", "C"}
	p.Receive(&message.Loaded{Info: i})
	p.Receive(&message.Evaluated{Split: message.Validation, Count: 10, Correct: 5, Confusion: make([]int, 9)})
	if p.TurnTest(); p.TestShown() {
		t.Error("a test is shown that has not been made")
	}
	p.Receive(&message.Evaluated{Split: message.Test, Count: 16, Correct: 12, Low: 50.5, High: 89.8, Confusion: []int{
		7, 1, 2,
		0, 5, 0,
		0, 1, 0,
	}})
	p.Receive(&message.StateChanged{State: run.Done, Step: p.Settings.Steps})
	want := []ClassTest{{"A", 7, 10, "C", 2}, {"B", 5, 5, "", 0}, {"C", 0, 1, "B", 1}}
	if !p.TestShown() || p.Test.Correct != 12 || p.Test.Count != 16 || p.Test.Interval() != "50.5–89.8%" || !reflect.DeepEqual(p.Test.Classes, want) {
		t.Errorf("got %+v", p.Test)
	}
	if a := p.Test.Classes[0].Accuracy(); a != 70 {
		t.Errorf("of A %v%% are right", a)
	}
	if p.TurnTest(); p.TestShown() {
		t.Error("it cannot be turned")
	}
	if configured(p); p.Test != nil {
		t.Error("another run has the test of the last one")
	}
}
