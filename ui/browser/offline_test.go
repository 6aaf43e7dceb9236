//go:build !js

package browser

import (
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"glyphlab/assets"
	"glyphlab/engine/run"
	"glyphlab/serve"
)

// A place is an address at which a server can stop, and start again with the
// same build or another one.
type place struct {
	t       testing.TB
	address string
	server  *httptest.Server // nil while none runs

	mu    sync.Mutex
	asked []string // paths that were answered with a body
	sent  int64    // bytes of these bodies
}

func newPlace(t testing.TB) *place {
	p := &place{t: t, address: "127.0.0.1:0"}
	t.Cleanup(p.stop)
	return p
}

// start serves pages, and notes what is sent.
func (p *place) start(pages http.Handler) {
	p.t.Helper()
	listener, err := net.Listen("tcp", p.address)
	if err != nil {
		p.t.Fatal(err)
	}
	p.address = listener.Addr().String()
	p.server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		noted := httptest.NewRecorder()
		pages.ServeHTTP(noted, r)
		p.mu.Lock()
		if n := noted.Body.Len(); n > 0 {
			p.asked, p.sent = append(p.asked, r.URL.Path), p.sent+int64(n)
		}
		p.mu.Unlock()
		for name, values := range noted.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(noted.Code)
		w.Write(noted.Body.Bytes()) // the browser may have gone
	}))
	p.server.Listener.Close()
	p.server.Listener = listener
	p.server.Start()
}

// stop lets nobody connect any more, and ends the connections that there are.
func (p *place) stop() {
	if p.server != nil {
		p.server.CloseClientConnections()
		p.server.Close()
		p.server = nil
	}
}

// sentSince returns what was sent since it was asked the last time.
func (p *place) sentSince() (paths []string, bytes int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	paths, bytes = p.asked, p.sent
	p.asked, p.sent = nil, 0
	return paths, bytes
}

func built(t testing.TB) http.Handler {
	t.Helper()
	pages, err := serve.New(serve.Config{Built: assets.Built()})
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// anotherBuild packs the page with another start script, which tells its build
// at glyphlab.build, and with a patience that a busy machine does not use up.
func anotherBuild(t testing.TB, name string) http.Handler {
	t.Helper()
	root := filepath.Join("..", "..")
	sources, out := t.TempDir(), t.TempDir()
	if err := os.CopyFS(sources, os.DirFS(filepath.Join(root, "assets", "page"))); err != nil {
		t.Fatal(err)
	}
	rewrite(t, filepath.Join(sources, "boot.js"), func(text string) string { return text + "\nglyphlab.build = " + quote(name) + ";\n" })
	rewrite(t, filepath.Join(sources, "service.js"), func(text string) string {
		return strings.Replace(text, "patience = 3000;", "patience = 60000;", 1)
	})
	pack := exec.CommandContext(t.Context(), "go", "run", "./assets/pack", "-quality", "0", "-page", sources, "-out", out)
	pack.Dir = root
	if words, err := pack.CombinedOutput(); err != nil {
		t.Fatalf("pack: %v: %s", err, words)
	}
	pages, err := serve.New(serve.Config{Built: os.DirFS(out)})
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// rewrite changes the text of a file.
func rewrite(t testing.TB, path string, change func(string) string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := change(string(text))
	if changed == string(text) {
		t.Fatalf("there was nothing to change in %s", path)
	}
	if err := os.WriteFile(path, []byte(changed), 0o666); err != nil {
		t.Fatal(err)
	}
}

// at opens a window for what is at a place.
func (p *person) at(at *place) {
	p.site = "http://" + at.address
	p.forgive("ERR_CONNECTION_REFUSED") // where the server was stopped
}

// awaitKept waits until the page is kept.
func (p *person) awaitKept() {
	p.t.Helper()
	read[bool](p, `navigator.serviceWorker.ready.then(() => true)`)
}

// visited returns a place where the page is, and a person whose browser has
// kept it.
func visited(t testing.TB) (*place, *person) {
	t.Helper()
	at := newPlace(t)
	at.start(built(t))
	p := newPerson(t)
	p.at(at)
	p.open("/")
	p.awaitState(run.Idle)
	p.awaitKept()
	return at, p
}

// forget empties the browser's own cache, so that only what the page keeps is
// there.
func (p *person) forget() {
	p.t.Helper()
	call(p, network.ClearBrowserCache, cdp.Empty{})
}

func TestThePageStartsWithoutItsServer(t *testing.T) {
	at, p := visited(t)
	p.awaitText("#data-words", "kept in this browser")
	at.stop()
	p.forget()

	p.open("/?preset=maxpool&steps=20")
	// Only the page's program writes this, and it knows the address.
	p.await(`document.querySelector("#field-preset")?.value === "maxpool"`)
	if !read[bool](p, `crossOriginIsolated && new SharedArrayBuffer(8).byteLength === 8`) {
		t.Error("the workers cannot share memory")
	}
	p.awaitState(run.Idle)
	p.press("Train")
	p.awaitState(run.Done)
	p.await(button("Train again")) // all of what the run changes on the page is there

	p.press("Forget")
	p.await(`document.querySelector("#empty-store").disabled`)
	p.open("/?preset=maxpool&steps=20")
	p.awaitText(".field.data .error", "connection broken")
	p.await(trainIsOff)

	at.start(built(t))
	p.press("Try again")
	p.awaitState(run.Idle)
	p.press("Train")
	p.awaitState(run.Done)
}

func TestASecondVisitLoadsNothingThatIsKept(t *testing.T) {
	at, p := visited(t)
	p.await(`document.querySelector(".foot")`)
	paths, bytes := at.sentSince()
	t.Logf("the first visit takes %d bytes", bytes)
	for i, path := range paths {
		if strings.HasPrefix(path, "/built/") && slices.Contains(paths[:i], path) {
			t.Errorf("the first visit asks for %s twice", path)
		}
	}

	p.awaitText("#data-words", "kept in this browser")
	p.forget()
	p.open("/?seed=2")
	p.awaitState(run.Idle)
	p.awaitKept()
	paths, bytes = at.sentSince()
	t.Logf("the second visit takes %d bytes, of %q", bytes, paths)
	for _, path := range paths {
		kept := strings.HasPrefix(path, "/built/") || strings.HasSuffix(path, ".glyphs") || strings.HasSuffix(path, ".weights")
		if kept || path == "/service.js" {
			t.Errorf("the second visit loads %s", path)
		}
	}
}

func TestAServerThatDoesNotAnswerIsNotWaitedForForEver(t *testing.T) {
	pages, hangs := built(t), make(chan struct{})
	at, p := visited(t)
	at.stop()
	at.start(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/data/open") {
			<-hangs
		}
		pages.ServeHTTP(w, r)
	}))
	t.Cleanup(func() { close(hangs) })
	p.open("/?seed=2")
	p.awaitState(run.Idle)
}

func TestAServerThatCannotSendThePageIsNoLoss(t *testing.T) {
	at, p := visited(t)
	at.stop()
	at.start(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, "there is nothing behind this gateway", http.StatusBadGateway)
	}))
	p.forgive("502")
	p.open("/?seed=2")
	p.awaitText("#page", "Glyphlab")
	p.await(`document.querySelector("#field-seed")?.value === "2"`)
}

func TestAnotherBuildTakesThePlaceOfTheKeptOne(t *testing.T) {
	first, second := anotherBuild(t, "first"), anotherBuild(t, "second")
	at := newPlace(t)
	at.start(first)
	p := newPerson(t)
	p.at(at)
	visit := func(want string) {
		t.Helper()
		p.open("/?steps=20")
		p.await(`window.glyphlab?.build === ` + quote(want))
		p.await(`document.querySelector("#field-preset")`)
	}
	visit("first")
	p.awaitState(run.Idle)
	p.awaitKept()
	before := p.builds(1)

	// The server's newest build is seen at once, and kept.
	at.stop()
	at.start(second)
	visit("second")
	p.awaitState(run.Idle)
	p.builds(2)
	at.stop()
	p.forget()
	visit("second")

	// The older one is forgotten by a visit while no other page is open. The
	// one before may be open for a moment still.
	after := before
	for i := 0; after[0] == before[0]; i++ {
		if i == 20 {
			t.Fatalf("%q is kept still", after)
		}
		p.do(chromedp.Navigate("about:blank"))
		visit("second")
		after = p.builds(0)
	}
	if len(after) != 1 {
		t.Errorf("kept are %q, after %q", after, before)
	}
}

// builds returns the caches that the page has made, once no build is being kept
// and, unless n is 0, they are n.
func (p *person) builds(n int) []string {
	p.t.Helper()
	return read[[]string](p, `new Promise(done => {
		const look = async () => {
			const {installing, waiting, active} = await navigator.serviceWorker.getRegistration();
			const names = (await caches.keys()).filter(name => name.startsWith("glyphlab build "));
			const settled = !installing && !waiting && active.state === "activated";
			settled && (`+itoa(n)+` || names.length) === names.length ? done(names) : setTimeout(look, 10);
		};
		look();
	})`)
}

func TestWithoutServiceWorkersThePageIsTheSame(t *testing.T) {
	p := newPerson(t)
	p.before(`delete Navigator.prototype.serviceWorker`) // as over plain HTTP from another machine
	p.open("/?steps=20&run")
	p.awaitState(run.Done)
	if read[bool](p, `"serviceWorker" in navigator`) {
		t.Error("there are service workers")
	}
}

func TestThePageCanBeInstalled(t *testing.T) {
	p := newPerson(t)
	p.open("/")
	p.awaitState(run.Idle)
	p.awaitKept()
	app := call(p, page.GetAppManifest, page.GetAppManifestParams{})
	for _, e := range app.Errors {
		t.Errorf("the manifest: %s (line %d)", e.Message, e.Line)
	}
	if m := app.Manifest; m.Name != "Glyphlab" || m.StartURL != p.site+"/" || m.Scope != p.site+"/" || m.Display != "kStandalone" {
		t.Errorf("the manifest is understood as %+v", m)
	}
	for _, e := range call(p, page.GetInstallabilityErrors, cdp.Empty{}).InstallabilityErrors {
		if e.ErrorID != "in-incognito" { // as every window of these tests is
			t.Errorf("it cannot be installed: %s %+v", e.ErrorID, e.ErrorArguments)
		}
	}
	for _, size := range []string{"192", "512"} {
		if got := read[string](p, `fetch([...JSON.parse(`+quote(app.Data)+`).icons].find(i => i.sizes.startsWith("`+size+`")).src)
			.then(r => r.blob()).then(createImageBitmap).then(b => b.width + "×" + b.height)`); got != size+"×"+size {
			t.Errorf("the icon of %s pixels is of %s", size, got)
		}
	}
}
