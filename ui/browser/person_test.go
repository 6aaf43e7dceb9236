//go:build !js

package browser

import (
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"glyphlab/engine/run"
)

// patience is how long a person waits for anything before giving up. Nothing
// is expected to take that long; a machine that does other work too may.
const patience = 90 * time.Second

// chromium finds the browser to test in.
func chromium() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("no browser: install Chromium (Debian: apt-get install chromium)")
}

// start starts the browser that all tests share.
func start(path string) (ctx context.Context, stop func(), err error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
	)
	allocator, cancelAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	stop = func() {
		cancel()
		cancelAllocator()
	}
	return ctx, stop, chromedp.Do(ctx)
}

// A person has a window of his own, with nothing remembered from others.
type person struct {
	t    testing.TB
	ctx  context.Context
	stop context.CancelFunc
	site string // the address of the server that is visited

	mu       sync.Mutex
	console  []string
	forgiven []string // what the console may say
}

// desktop, tablet and phone are the sizes that the page is made for.
var (
	desktop = emulation.SetDeviceMetricsOverrideParams{Width: 1440, Height: 900, DeviceScaleFactor: 1}
	tablet  = emulation.SetDeviceMetricsOverrideParams{Width: 1024, Height: 768, DeviceScaleFactor: 1}
	phone   = emulation.SetDeviceMetricsOverrideParams{Width: 390, Height: 844, DeviceScaleFactor: 2, Mobile: true}
)

// sizes are those three by name.
var sizes = []struct {
	name    string
	metrics emulation.SetDeviceMetricsOverrideParams
}{{"desktop", desktop}, {"tablet", tablet}, {"phone", phone}}

// newPerson opens a window on a desktop. When the test is over, nothing may
// have been complained about in the console, a violation of the content
// security policy least of all.
func newPerson(t testing.TB) *person {
	t.Helper()
	ctx, cancel := chromedp.NewContext(chrome, chromedp.WithNewBrowserContext())
	p := &person{t: t, ctx: ctx, stop: cancel, site: site.URL}
	t.Cleanup(cancel)
	p.must(chromedp.Do(ctx))
	said := chromedp.Console(ctx)
	go func() {
		for m, err := range said {
			if err != nil {
				return
			}
			switch m.Type {
			case "log", "info", "debug":
				continue
			}
			p.mu.Lock()
			p.console = append(p.console, m.String())
			p.mu.Unlock()
		}
	}()
	t.Cleanup(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, line := range p.console {
			if !p.forgives(line) {
				t.Errorf("the console says: %s", line)
			}
		}
	})
	call(p, emulation.SetDeviceMetricsOverride, desktop)
	return p
}

// close closes the window before the test is over.
func (p *person) close() { p.stop() }

// forgive lets the console say what a test provokes.
func (p *person) forgive(part string) { p.forgiven = append(p.forgiven, part) }

func (p *person) forgives(line string) bool {
	for _, part := range p.forgiven {
		if strings.Contains(line, part) {
			return true
		}
	}
	return false
}

func (p *person) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

func call[P, R any](p *person, command cdp.Command[P, R], params P) R {
	p.t.Helper()
	result, err := chromedp.Call(p.ctx, command, params)
	p.must(err)
	return result
}

// do runs actions, for as long as a person waits.
func (p *person) do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	p.must(chromedp.Do(ctx, actions...))
}

// scheme sets the system's colours: light or dark.
func (p *person) scheme(name string) {
	p.t.Helper()
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
	})
}

// allowClipboard lets the page read and write the clipboard.
func (p *person) allowClipboard() {
	p.t.Helper()
	for _, name := range []string{"clipboard-read", "clipboard-write"} {
		_, err := chromedp.CallBrowser(p.ctx, browser.SetPermission, browser.SetPermissionParams{
			Permission:       &browser.PermissionDescriptor{Name: name},
			Setting:          browser.PermissionSettingGranted,
			BrowserContextID: chromedp.FromContext(p.ctx).BrowserContextID,
		})
		p.must(err)
	}
}

// before runs a script in every page before its own scripts.
func (p *person) before(script string) {
	p.t.Helper()
	call(p, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
}

// open goes to an address of the page, such as /?seed=3.
func (p *person) open(path string) {
	p.t.Helper()
	p.do(chromedp.Navigate(p.site + path))
}

// read evaluates an expression in the page.
func read[T any](p *person, expression string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// await waits until a condition in the page holds. (The page's policy forbids
// chromedp's own Poll, which makes functions from strings.)
func (p *person) await(condition string) {
	p.t.Helper()
	holds := read[bool](p, fmt.Sprintf(`new Promise(done => {
		const end = Date.now() + %d;
		const look = () => {
			if (%s) done(true);
			else if (Date.now() > end) done(false);
			else setTimeout(look, 10);
		};
		look();
	})`, (patience-5*time.Second).Milliseconds(), condition))
	if !holds {
		p.t.Fatalf("waited in vain until %s\nthe run: %+v\nthe page says: %s\nthe console: %q",
			condition, read[any](p, `window.glyphlab?.run`), read[string](p, `document.body.innerText`), p.console)
	}
}

// awaitState waits until the run is in a state.
func (p *person) awaitState(s run.State) {
	p.t.Helper()
	p.await(fmt.Sprintf(`window.glyphlab?.run?.state === %q`, s))
}

// run reads the record of the current run.
func (p *person) run() run.Record {
	p.t.Helper()
	return read[run.Record](p, `glyphlab.run`)
}

// text reads what an element says.
func (p *person) text(selector string) string {
	p.t.Helper()
	return read[string](p, fmt.Sprintf(`document.querySelector(%q)?.innerText ?? ""`, selector))
}

// awaitText waits until an element says something.
func (p *person) awaitText(selector, part string) {
	p.t.Helper()
	p.await(fmt.Sprintf(`document.querySelector(%q)?.innerText.includes(%q)`, selector, part))
}

// button is an expression for the button that bears a title.
func button(title string) string {
	return fmt.Sprintf(`[...document.querySelectorAll("button")].find(b => b.innerText.trim() === %q && b.checkVisibility())`, title)
}

// press clicks the button that bears a title, once it is there and enabled. It
// may be disabled with the fieldset around it, without being so itself.
func (p *person) press(title string) {
	p.t.Helper()
	p.await(button(title) + `?.matches(":enabled")`)
	p.click(button(title))
}

// click clicks the middle of an element.
func (p *person) click(element string) {
	p.t.Helper()
	x, y := p.middle(element)
	p.mouse(chromedp.MousePressed, x, y)
	p.mouse(chromedp.MouseReleased, x, y)
}

// mouse moves the mouse, or lets go or takes hold of its left button.
func (p *person) mouse(kind input.DispatchMouseEventType, x, y float64) {
	p.t.Helper()
	buttons := int64(1)
	if kind == chromedp.MouseReleased {
		buttons = 0
	}
	call(p, input.DispatchMouseEvent, input.DispatchMouseEventParams{
		Type: kind, X: x, Y: y, Button: "left", Buttons: buttons, ClickCount: 1,
	})
}

// middle returns where the middle of an element is in the window, once it has
// been scrolled into view.
func (p *person) middle(element string) (x, y float64) {
	p.t.Helper()
	at := read[[]float64](p, fmt.Sprintf(`(e => {
		e.scrollIntoView({block: "center", behavior: "instant"});
		const r = e.getBoundingClientRect();
		return [r.x + r.width / 2, r.y + r.height / 2];
	})(%s)`, element))
	return at[0], at[1]
}

// enter replaces what stands in a field, key by key, once it can be changed.
func (p *person) enter(field, text string) {
	p.t.Helper()
	p.await(fmt.Sprintf(`document.querySelector(%q)?.matches(":enabled")`, field))
	p.click(fmt.Sprintf(`document.querySelector(%q)`, field))
	read[bool](p, fmt.Sprintf(`document.querySelector(%q).select() ?? true`, field))
	p.do(chromedp.KeyEvent(text))
}

// choose takes an option of a select field, as the browser's list does.
func (p *person) choose(field, value string) {
	p.t.Helper()
	read[bool](p, fmt.Sprintf(`(f => {
		f.value = %q;
		return f.dispatchEvent(new Event("change", {bubbles: true}));
	})(document.querySelector(%q))`, value, field))
}

// point is a place on the pad, (0, 0) at its upper left, (1, 1) at its lower right.
type point struct{ x, y float64 }

// padAt returns where the pad is in the window.
func (p *person) padAt() (x, y, size float64) {
	p.t.Helper()
	at := read[[]float64](p, `(e => {
		e.scrollIntoView({block: "center", behavior: "instant"});
		const r = e.getBoundingClientRect();
		return [r.x, r.y, r.width];
	})(document.querySelector("#pad canvas"))`)
	return at[0], at[1], at[2]
}

// draw draws strokes on the pad with the mouse.
func (p *person) draw(strokes ...[]point) {
	p.t.Helper()
	left, top, size := p.padAt()
	for _, stroke := range strokes {
		p.mouse(chromedp.MousePressed, left+stroke[0].x*size, top+stroke[0].y*size)
		for _, at := range between(stroke) {
			p.mouse(chromedp.MouseMoved, left+at.x*size, top+at.y*size)
		}
		end := stroke[len(stroke)-1]
		p.mouse(chromedp.MouseReleased, left+end.x*size, top+end.y*size)
	}
}

// between goes along a stroke in small steps, as a hand does.
func between(stroke []point) []point {
	const steps = 6
	var way []point
	for i := 1; i < len(stroke); i++ {
		a, b := stroke[i-1], stroke[i]
		for k := 1; k <= steps; k++ {
			f := float64(k) / steps
			way = append(way, point{a.x + f*(b.x-a.x), a.y + f*(b.y-a.y)})
		}
	}
	return way
}

// quote writes a string as JavaScript does.
func quote(s string) string { return fmt.Sprintf("%q", s) }

func itoa(n int) string { return strconv.Itoa(n) }
