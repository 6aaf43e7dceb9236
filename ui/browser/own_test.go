//go:build !js

package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"

	"glyphlab/engine/run"
)

// ownOpened opens the page and the panel for one's own images.
func ownOpened(t testing.TB, address string) *person {
	t.Helper()
	p := newPerson(t)
	p.open(address)
	p.awaitState(run.Idle)
	p.openOwn()
	return p
}

func (p *person) openOwn() {
	p.t.Helper()
	p.await(`document.querySelector("#show-own")`)
	if !read[bool](p, `document.querySelector("#show-own").checkVisibility()`) { // on a phone
		p.click(`document.querySelector(".fold")`)
		p.await(`document.querySelector("#show-own").checkVisibility()`)
	}
	p.click(`document.querySelector("#show-own")`)
	p.await(`document.querySelector("#own:popover-open")`)
}

// chooseFiles chooses files on the disk in a field: own-files or own-folder.
func (p *person) chooseFiles(field string, paths ...string) {
	p.t.Helper()
	// The object is asked for, as a number of a node may be old before it is used.
	found := call(p, runtime.Evaluate, runtime.EvaluateParams{Expression: "document.getElementById(" + strconv.Quote(field) + ")"})
	call(p, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: paths, ObjectID: found.Result.ObjectID})
}

// drop drops files and folders on the middle of the window.
func (p *person) drop(paths ...string) {
	p.t.Helper()
	for _, kind := range []input.DispatchDragEventType{input.DispatchDragEventTypeDragEnter, input.DispatchDragEventTypeDragOver} {
		p.drag(kind, paths...)
	}
	p.await(`document.documentElement.matches(".hovered")`)
	p.drag(input.DispatchDragEventTypeDrop, paths...)
	p.await(`!document.documentElement.matches(".hovered")`)
}

func (p *person) drag(kind input.DispatchDragEventType, paths ...string) {
	p.t.Helper()
	at := read[[]float64](p, `[innerWidth / 2, innerHeight / 2]`)
	call(p, input.DispatchDragEvent, input.DispatchDragEventParams{
		Type: kind, X: at[0], Y: at[1], Data: &input.DragData{Items: []*input.DragDataItem{}, Files: paths, DragOperationsMask: 1},
	})
}

// ownRead waits until the files have been read.
func (p *person) ownRead() {
	p.t.Helper()
	p.await(`document.querySelector("#own-train")?.disabled === false || document.querySelector("#own .error")`)
	if problem := p.text("#own .trouble .error"); problem != "" {
		p.t.Fatal(problem)
	}
}

// trainOwn presses the button for it, wherever it is in the panel.
func (p *person) trainOwn() {
	p.t.Helper()
	p.ownRead()
	p.press("Train on these")
	p.await(`!document.querySelector("#own:popover-open")`)
}

// ownClasses returns the rows of the preview: a class and its images.
func (p *person) ownClasses() string {
	p.t.Helper()
	return read[string](p, `[...document.querySelectorAll("#own-classes li")].map(r => [...r.querySelectorAll("b, span")].map(e => e.innerText).join(" ")).join(", ")`)
}

func TestEveryKindOfFilesIsReadAndPreviewed(t *testing.T) {
	images := ownLetters(40, "A", "B", "C")
	names := []string{"alpha", "beta", "gamma"}
	photos := pictured(images, names)
	pair := idxPair(images)
	folder := onDisk(t, files{
		"letters.npz": npz(images), "letters.zip": zipped(photos), "letters.tar.gz": tarred(photos),
		"train-images-idx3-ubyte.gz": pair["train-images-idx3-ubyte.gz"], "train-labels-idx1-ubyte": pair["train-labels-idx1-ubyte"],
	})
	unpacked := onDisk(t, photos)
	at := func(name string) string { return filepath.Join(folder, name) }
	const named, numbered = "alpha 40, beta 40, gamma 40", "A 40, B 40, C 40"
	p := ownOpened(t, "/")
	for _, test := range []struct {
		name, want string
		title      string
		act        func()
	}{
		{"IDX pair", numbered, "My images", func() {
			p.chooseFiles("own-files", at("train-images-idx3-ubyte.gz"), at("train-labels-idx1-ubyte"))
		}},
		{"npz", numbered, "letters", func() { p.chooseFiles("own-files", at("letters.npz")) }},
		{"zip", named, "letters", func() { p.chooseFiles("own-files", at("letters.zip")) }},
		{"tar.gz", named, "letters", func() { p.chooseFiles("own-files", at("letters.tar.gz")) }},
		{"a folder chosen", named, "mine", func() { p.chooseFiles("own-folder", filepath.Join(unpacked, "mine")) }},
		{"a folder dropped", named, "mine", func() { p.drop(filepath.Join(unpacked, "mine")) }},
		{"an archive dropped", named, "letters", func() { p.drop(at("letters.tar.gz")) }},
		{"folders of classes dropped", named, "My images", func() {
			p.drop(filepath.Join(unpacked, "mine", "alpha"), filepath.Join(unpacked, "mine", "beta"), filepath.Join(unpacked, "mine", "gamma"))
		}},
	} {
		test.act()
		p.ownRead()
		p.await(`document.querySelectorAll("#own-classes li canvas").length === 3`)
		if got := p.ownClasses(); got != test.want {
			t.Errorf("%s: the preview has %s, want %s", test.name, got, test.want)
		}
		if got := p.text("#own-taking .status"); !strings.HasPrefix(got, test.title+": 120 images in 3 classes") {
			t.Errorf("%s: %s", test.name, got)
		}
		inverted := strings.Contains(p.text("#own-remarks"), "Ink was dark")
		if want := test.want == named; inverted != want {
			t.Errorf("%s: inverted is %v", test.name, inverted)
		}
		p.press("Cancel")
		p.await(`document.querySelectorAll("#own-classes li").length === 0`)
	}
}

func TestButtonsAndFieldsStayWhileARunIsDrawn(t *testing.T) {
	p := ownOpened(t, "/?steps=1001")
	const fields = `[...document.querySelectorAll("button, input, select, summary, a")]`
	if n := read[int](p, `(window.seen = `+fields+`).length`); n < 40 {
		t.Fatalf("there are %d buttons and fields to look at", n)
	}
	read[bool](p, `document.querySelector("#own").hidePopover() ?? true`)
	p.press("Train")
	p.awaitState(run.Done)
	p.awaitText(".status", "Done")
	if lost := read[[]string](p, `seen.filter(e => !e.isConnected).map(e => e.outerHTML)`); len(lost) > 0 {
		t.Errorf("these were replaced while the run was drawn: %q", lost)
	}
}

func TestThreeClassesAreTrainedOnAndKeptUntilTheyAreRemoved(t *testing.T) {
	names := []string{"alpha", "beta", "gamma"}
	photos := pictured(ownLetters(120, "A", "B", "C"), names)
	photos["mine/alpha/broken.png"] = []byte("\x89PNG and no more")
	folder := onDisk(t, photos)
	p := newPerson(t)
	p.open("/?steps=201")
	p.awaitState(run.Idle)
	p.drop(filepath.Join(folder, "mine"))
	p.ownRead()
	if remarks := p.text("#own-remarks"); !strings.Contains(remarks, "1 file could not be used") || !strings.Contains(remarks, "mine/alpha/broken.png: not a PNG, JPEG or GIF image") {
		t.Errorf("the remarks are %s", remarks)
	}
	p.trainOwn()
	p.awaitState(run.Done)
	r := p.run()
	if r.Settings.Data != "own-mine" || *r.Test < 80 {
		t.Errorf("the run is %+v, %v%% right", r, *r.Test)
	}
	check := func() {
		t.Helper()
		p.draw(letters["B"]...)
		p.await(answered)
		p.settle()
		if got := p.text("#guess strong"); got != "beta" {
			t.Errorf("B is read as %s", got)
		}
		if rows := read[int](p, `document.querySelectorAll("#bars li").length`); rows != 3 {
			t.Errorf("%d bars", rows)
		}
	}
	check()
	if !strings.Contains(p.text("#answerer"), "knows other classes") {
		t.Errorf("the pad says %s", p.text("#answerer"))
	}

	// Another run's classes are not those of the data that is chosen meanwhile.
	p.choose("#field-data", "open")
	p.awaitText(".specimen", "Open typefaces")
	p.settle()
	if got := p.text("#guess strong"); got != "beta" {
		t.Errorf("B is read as %s by the network that knows alpha to gamma", got)
	}
	p.choose("#field-data", "own-mine")

	// It is there after a reload, and trains to the same weights.
	p.await(`caches.open("glyphlab own").then(c => c.keys()).then(k => k.length === 1)`)
	p.open("/?steps=201&data=own-mine&run")
	p.awaitState(run.Done)
	if again := p.run(); again.SHA256 != r.SHA256 {
		t.Errorf("after a reload the weights are %s, before %s", again.SHA256, r.SHA256)
	}
	check()

	p.openOwn()
	p.awaitText("#own-sets", "mine")
	p.press("Remove")
	p.await(`document.querySelector("#own-sets") === null && document.querySelector("#field-data").value === "open"`)
	p.await(`caches.open("glyphlab own").then(c => c.keys()).then(k => k.length === 0)`)
	p.open("/?data=own-mine")
	p.awaitState(run.Idle)
	p.awaitText(".banners", "images that somebody has brought to a browser of their own")
	if got := p.run().Settings.Data; got != "open" {
		t.Errorf("the data are %s", got)
	}
}

func TestSixtyTwoClassesAreTrainedOn(t *testing.T) {
	var names []string
	for _, c := range "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" {
		names = append(names, string(c))
	}
	folder := onDisk(t, idxPair(ownPlaces(40, 62)))
	for _, size := range sizes {
		p := newPerson(t)
		call(p, emulation.SetDeviceMetricsOverride, size.metrics)
		p.open("/?steps=101")
		p.awaitState(run.Idle)
		p.drop(filepath.Join(folder, "train-images-idx3-ubyte.gz"), filepath.Join(folder, "train-labels-idx1-ubyte"))
		p.ownRead()
		if got := p.ownClasses(); !strings.HasPrefix(got, "0 40, 1 40, 2 40") || !strings.HasSuffix(got, ", 61 40") {
			t.Errorf("the classes are %s", got)
		}
		p.enter("#own-names", strings.Join(names, ""))
		p.press("Name them")
		p.await(`document.querySelector("#own-classes li:last-child b")?.innerText === "z"`)
		p.trainOwn()
		p.awaitState(run.Done)
		p.await(`document.querySelectorAll("#bars li").length === 62`)
		if wide := read[int64](p, `document.documentElement.scrollWidth`); wide > size.metrics.Width {
			t.Errorf("%s: the page is %d pixels wide", size.name, wide)
		}
		if high := read[int64](p, `document.documentElement.scrollHeight`); size.name == "desktop" && high > size.metrics.Height {
			t.Errorf("%s: the page is %d pixels high", size.name, high)
		}
		p.await(`document.querySelectorAll(".by-class tbody tr").length === 62`)
		p.draw(letters["I"]...)
		p.await(answered)
		p.settle()
		if !read[bool](p, `(e => { const r = e.getBoundingClientRect(), s = e.parentElement.getBoundingClientRect();
			return r.top >= s.top - 1 && r.bottom <= s.bottom + 1; })(document.querySelector("#bars .best"))`) {
			t.Errorf("%s: the best bar is not among those that are seen", size.name)
		}
	}
}

func TestWhatCannotBeReadIsSaidInThePanel(t *testing.T) {
	one := pictured(ownLetters(40, "A"), []string{"alpha"})
	whole := tarred(one)
	folder := onDisk(t, files{
		"notes.txt": []byte("hello"), "alpha.zip": zipped(one), "cut.tar.gz": whole[:len(whole)/2],
		"train-images-idx3-ubyte": {0, 0, 8, 3}, "many.zip": zipped(manyClasses(63)), "empty/.keep": nil,
	})
	p := ownOpened(t, "/")
	for _, test := range []struct{ name, want string }{
		{"notes.txt", `it begins with "hello"`},
		{"alpha.zip", "2 to 62 classes, not 1"},
		{"cut.tar.gz", "damaged or incomplete"},
		{"train-images-idx3-ubyte", "needs train-labels-idx1-ubyte beside it"},
		{"many.zip", "more than 62 folders"},
		{"empty", "no image was found"},
	} {
		p.drop(filepath.Join(folder, test.name))
		p.awaitText("#own .trouble .error", test.want)
		p.await(`document.querySelector("#own-train").disabled`)
	}
	p.press("Cancel")
	p.await(`!document.querySelector("#own .trouble .error")`)
	// Words that are dragged are none of this.
	p.drag(input.DispatchDragEventTypeDragEnter)
	if read[bool](p, `document.documentElement.matches(".hovered")`) {
		t.Error("the page would take what are no files")
	}
}

// manyClasses is a picture of each of n classes.
func manyClasses(n int) files {
	all := files{}
	for _, data := range pictured(ownLetters(1, "A"), []string{"x"}) {
		for i := range n {
			all[fmt.Sprintf("many/%d/x.png", i)] = data
		}
	}
	return all
}

func TestReadingCanBeCancelled(t *testing.T) {
	folder := onDisk(t, files{"letters.zip": zipped(pictured(ownLetters(400, "A", "B", "C"), []string{"alpha", "beta", "gamma"}))})
	p := ownOpened(t, "/")
	p.chooseFiles("own-files", filepath.Join(folder, "letters.zip"))
	p.await(`document.querySelector("#own-taking progress").value > 0`)
	p.press("Cancel")
	p.await(`document.querySelector("#own-taking .status").innerText === ""`)
	p.chooseFiles("own-files", filepath.Join(folder, "letters.zip"))
	p.ownRead()
}

func TestWhereNothingCanBeKeptImagesLastUntilTheReload(t *testing.T) {
	folder := onDisk(t, files{"letters.npz": npz(ownLetters(60, "A", "B"))})
	for want, script := range map[string]string{
		"unencrypted network": `delete window.caches; delete Window.prototype.caches`,
		"no room":             `Cache.prototype.put = () => Promise.reject(new DOMException("full", "QuotaExceededError"))`,
	} {
		p := newPerson(t)
		p.before(script)
		p.open("/?steps=60")
		p.awaitState(run.Idle)
		p.drop(filepath.Join(folder, "letters.npz"))
		p.trainOwn()
		p.awaitState(run.Done)
		p.openOwn()
		p.awaitText("#own .own-kept .error", want)
		p.awaitText("#own .own-kept .error", "lasts until the page is reloaded")
	}
}

// The archive as Google and its author offer it: its counts are those of the
// command.
func TestRealArchiveIsReadAsTheCommandReadsIt(t *testing.T) {
	folder := os.Getenv("NOTMNIST")
	if folder == "" {
		t.Skip("NOTMNIST is not set; it names the folder of the real notMNIST_small.tar.gz")
	}
	archive := filepath.Join(folder, "notMNIST_small.tar.gz")
	said := string(command(t, "import", archive, "-o", filepath.Join(t.TempDir(), "small.glyphs")))
	rows := regexp.MustCompile(`(?m)^ *([A-J]) .* (\d+) *$`).FindAllStringSubmatch(said, -1)
	var want []string
	for _, row := range rows {
		want = append(want, row[1]+" "+row[2])
	}
	p := ownOpened(t, "/?steps=301")
	read[bool](p, `window.begun = performance.now(), true`)
	p.chooseFiles("own-files", archive)
	p.ownRead()
	t.Logf("read in %.1f s", read[float64](p, `performance.now() - begun`)/1000)
	if got := p.ownClasses(); got != strings.Join(want, ", ") || len(want) != 10 {
		t.Errorf("the page has %s, the command %s", got, strings.Join(want, ", "))
	}
	for _, count := range regexp.MustCompile(`(?m)^ *all +(\d+) +(\d+) +(\d+)`).FindStringSubmatch(said)[1:] {
		if words := strings.ReplaceAll(p.text("#own-taking .status"), "\u202f", ""); !strings.Contains(words, count+" to ") {
			t.Errorf("the page says %s, the command %s", words, count)
		}
	}
	p.trainOwn()
	p.awaitState(run.Done)
	t.Logf("%.1f %% right", *p.run().Test)
}
