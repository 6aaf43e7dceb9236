package state

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"glyphlab/engine/run"
	"glyphlab/wasm/intake/report"
	"glyphlab/wasm/message"
)

// said returns what was asked about a person's own images since the last call.
func (w *world) said() string {
	text := strings.Join(w.own, "; ")
	w.own = nil
	return text
}

var brought = report.Report{
	Title: "My cats", Origin: "from here", Height: 28, Width: 28, Classes: []string{"cat", "dog", "emu"},
	Counts: [3]int{80, 10, 10}, PerClass: [][3]int{{40, 5, 5}, {40, 5, 5}, {0, 0, 0}}, Bytes: 78_500,
}

func TestFilesAreReadLookedAtAndTrainedOn(t *testing.T) {
	p, w := idle(t, "")
	p.OwnLooking(100)
	p.OwnChosen("My cats!", 120)
	if got, want := w.said(), `read own-my-cats [] `; got != want {
		t.Errorf("asked %q, want %q", got, want)
	}
	if got := p.OwnStatus(); got != "Reading My cats!, 120 files" || p.CanTrainOwn() || !p.Own.Reading() {
		t.Errorf("it says %q", got)
	}
	p.OwnReading(500, 1_234_567, 12)
	if got := p.OwnStatus(); got != "Reading My cats!: 12 images, 500\u202fbytes of 1.2\u202fMB" {
		t.Errorf("it says %q", got)
	}
	p.OwnRead(brought, make([]byte, 2*28*28), []byte{0, 1})
	if got := p.OwnStatus(); got != "My cats!: 100 images in 3 classes, 79\u202fkB; 80 to learn from, 10 to validate, 10 to test." {
		t.Errorf("it says %q", got)
	}
	p.TrainOwn()
	if got := w.said(); got != "keep own-my-cats" {
		t.Errorf("asked %q", got)
	}
	settings := p.Settings
	if settings.Data != "own-my-cats" {
		t.Fatalf("the data are %s", settings.Data)
	}
	want(t, w.take(), &message.Load{Name: "own-my-cats", URL: "blob:own-my-cats"}, &message.Configure{Settings: settings})
	configured(p)
	want(t, w.take(), &message.Train{})
	if len(p.OwnSets()) != 1 || p.Own.Title != "" {
		t.Errorf("there are %+v, and still %+v", p.OwnSets(), p.Own)
	}
	p.OwnKept("no room")
	if p.Own.Trouble != "no room" {
		t.Error("it is not said that there is no room")
	}
}

func TestWhatIsReadWaitsForTheTrainingToPause(t *testing.T) {
	p, w := training(t)
	p.OwnChosen("cats", 1)
	p.OwnRead(brought, nil, nil)
	w.said()
	p.TrainOwn()
	if got := w.said(); got != "" || p.CanTrainOwn() || !strings.HasSuffix(p.OwnStatus(), "pause the training.") {
		t.Errorf("asked %q; it says %q", got, p.OwnStatus())
	}
	p.PressPrimary()
	p.Receive(&message.StateChanged{State: run.Paused, Step: 3})
	if !p.CanTrainOwn() {
		t.Error("they cannot be trained on after a pause")
	}
}

func TestFilesThatCannotBeReadCanBeDropped(t *testing.T) {
	p, w := idle(t, "")
	p.OwnChosen("nothing", 0)
	if p.Own.Problem == "" || w.said() != "" {
		t.Errorf("of no files is said %q", p.Own.Problem)
	}
	p.OwnChosen("cats", 3)
	p.OwnFailed("it is broken")
	if p.OwnStatus() != "" || p.Own.Reading() || p.CanTrainOwn() {
		t.Errorf("it says %q", p.OwnStatus())
	}
	w.said()
	p.DropOwn()
	if got := w.said(); got != "stop" || p.Own.Title != "" {
		t.Errorf("asked %q, there is still %+v", got, p.Own)
	}
}

func TestClassesAreNamedAndInkIsInverted(t *testing.T) {
	p, w := idle(t, "")
	p.OwnChosen("digits", 2)
	w.said()
	p.ReadOwnAgain() // is being read
	p.InvertOwn()
	if got := w.said(); got != "" {
		t.Errorf("asked %q", got)
	}
	numbered := brought
	numbered.Numbered = true
	p.OwnRead(numbered, nil, nil)
	for _, step := range []struct {
		do   func()
		want string
	}{
		{func() { p.NameOwn("012"); p.ReadOwnAgain() }, `read own-digits ["0" "1" "2"] `},
		{func() { p.NameOwn(" cat, dog ,emu"); p.ReadOwnAgain() }, `read own-digits ["cat" "dog" "emu"] `},
		{func() { p.InvertOwn() }, `read own-digits ["cat" "dog" "emu"] dark`},
	} {
		step.do()
		if got := w.said(); got != step.want {
			t.Errorf("asked %q, want %q", got, step.want)
		}
		p.OwnRead(numbered, nil, nil)
	}
	inverted := numbered
	inverted.Inverted = true
	p.OwnRead(inverted, nil, nil)
	p.InvertOwn()
	if got := w.said(); !strings.HasSuffix(got, " bright") {
		t.Errorf("asked %q", got)
	}
}

func TestOwnNamesAreNoOthers(t *testing.T) {
	p, _ := opened("")
	p.Manifest.Sets = append(p.Manifest.Sets, ManifestSet{Name: "own-cats", Own: true})
	p.data["own-cats-2"] = new(Data) // removed, and still in the worker
	for title, want := range map[string]string{
		"cats": "own-cats-3", "Ünïcode & more": "own-n-code-more", "…": "own-images", "open": "own-open",
		strings.Repeat("long ", 50): "own-" + strings.Trim(strings.Repeat("long-", 10)[:48], "-"),
	} {
		if got := p.ownName(title); got != want {
			t.Errorf("%q is called %s, want %s", title, got, want)
		}
	}
}

func TestOwnSetsMayBeFoundLater(t *testing.T) {
	own := []ManifestSet{{Name: "own-cats", Title: "cats", URL: "blob:1", Own: true}}
	p := New(new(world), "")
	p.OwnFound(own) // before the server's list
	if len(p.Manifest.Sets) != 0 {
		t.Errorf("without the server's list there are %+v", p.Manifest.Sets)
	}
	p.ManifestArrived(manifest)
	p.OwnFound(own)
	p.OwnFound(own)
	if len(p.OwnSets()) != 1 || len(p.Manifest.Sets) != len(manifest.Sets)+1 || p.Settings.Data != manifest.Default {
		t.Errorf("the sets are %+v, the data %s", p.Manifest.Sets, p.Settings.Data)
	}
}

func TestOwnSetsAreRemoved(t *testing.T) {
	own := ManifestSet{Name: "own-cats", Title: "cats", URL: "blob:1", Own: true}
	w := new(world)
	p := New(w, "?data=own-cats")
	p.Receive(&message.Ready{})
	p.ManifestArrived(Manifest{Default: "open", Sets: append(slices.Clone(manifest.Sets), own)})
	if len(p.Problems) > 0 || p.Settings.Data != "own-cats" {
		t.Fatalf("the data are %s, %q", p.Settings.Data, p.Problems)
	}
	configured(p)
	p.PressPrimary()
	p.RemoveOwn("own-cats") // is being trained on
	if p.CanRemoveOwn("own-cats") || len(p.OwnSets()) != 1 || w.said() != "" {
		t.Error("what is being trained on was removed")
	}
	p.PressPrimary()
	p.Receive(&message.StateChanged{State: run.Paused, Step: 3})
	p.RemoveOwn("own-cats")
	if got := w.said(); got != "remove own-cats" || len(p.OwnSets()) != 0 || p.Settings.Data != "open" {
		t.Errorf("asked %q; the data are %s", got, p.Settings.Data)
	}
}

func TestALinkToSomebodysOwnImagesIsTold(t *testing.T) {
	p, _ := opened("?data=own-cats")
	if len(p.Problems) != 1 || !strings.Contains(p.Problems[0], "brought to a browser of their own") || p.Settings.Data != "open" {
		t.Errorf("%q, the data are %s", p.Problems, p.Settings.Data)
	}
}

func TestRemarks(t *testing.T) {
	r := brought
	r.Inverted, r.Fitted, r.BecameTest, r.Copies, r.Relabels, r.Near, r.LeftOut = true, 1, 5, 3, 1, 2, 120
	r.Bad = make([]report.Bad, 100)
	text := strings.Join(OwnRemarks(r), "\n")
	for _, want := range []string{"were inverted", "1 image had another size than 28×28", "5 training images became test", "3 images have the same pixels", "2 images are nearly", "Class emu has no image", "120 files could not be used"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not said in\n%s", want, text)
		}
	}
	if got := OwnUnnamed(r); got != "and 20 more" {
		t.Errorf("%q", got)
	}
	if got := len(OwnRemarks(report.Report{Classes: []string{"a"}, PerClass: [][3]int{{1, 1, 1}}})); got != 0 {
		t.Errorf("%d remarks on nothing", got)
	}
}

// What is drawn is read by the network of the run, whose classes are those of
// its own data, whatever is chosen for the next run.
func TestAnswersKeepTheClassesOfTheNetworkThatGaveThem(t *testing.T) {
	p, w := paused(t, 3)
	p.Draw(one)
	p.Ask()
	p.Receive(&message.Classified{ID: 1, Step: 4, Probabilities: []float32{0.25, 0.75}})
	p.Edit("data", "mine")
	other := info("mine")
	other.Classes = []string{"X", "Y", "Z"}
	p.Receive(&message.Loaded{Info: other})
	w.take()
	if got := fmt.Sprint(p.AnswerClasses()); got != "[A B]" {
		t.Errorf("the answer's classes are %s", got)
	}
	p.Draw(two)
	p.Ask()
	p.Receive(&message.Classified{ID: 2, Step: 4, Probabilities: []float32{0.5, 0.5}})
	if got := fmt.Sprint(p.AnswerClasses(), p.Classes()); got != "[A B] [X Y Z]" {
		t.Errorf("the classes are %s", got)
	}
	p.Draw(nil)
	if got := fmt.Sprint(p.AnswerClasses()); got != "[A B]" {
		t.Errorf("the classes of the network that would answer are %s", got)
	}
}

// Images with a margin are what the network has learnt from; what is drawn is
// shown to it with one.
func TestDrawingsAreSeenAsTheImagesAre(t *testing.T) {
	p, _ := idle(t, "")
	p.Draw(one)
	if p.Ask(); !slices.Equal(p.Drawing.Pixels, one.Image(Side, Side)) {
		t.Error("the drawing does not fill the image")
	}
	image := make([]byte, 28*28)
	for y := 7; y < 21; y++ {
		for x := 7; x < 21; x++ {
			image[y*28+x] = 255
		}
	}
	p.Receive(&message.Samples{Info: info("open"), Images: image, Labels: []byte{0}})
	p.Ask()
	if p.Drawing.frame.Size != 0.5 || !slices.Equal(p.Drawing.Pixels, one.In(p.Drawing.frame, Side)) {
		t.Errorf("the frame is %v", p.Drawing.frame)
	}
}
