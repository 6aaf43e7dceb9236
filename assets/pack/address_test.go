package main

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

func page(name, text string) source { return source{name: name, data: []byte(text), refers: true} }

func program(name, code string) source { return source{name: name, data: []byte(code)} }

// addresses returns the files by name.
func addresses(t *testing.T, sources ...source) map[string]file {
	t.Helper()
	files, err := address(sources)
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]file{}
	for _, f := range files {
		byName[f.Name] = f
	}
	return byName
}

func TestNamesBecomeAddressesOfContent(t *testing.T) {
	files := addresses(t,
		page("index.html", `<script src="{{boot.js}}"></script><link href="{{ style.css }}">`),
		page("boot.js", `new Worker("{{worker.js}}")`),
		page("worker.js", `fetch("{{worker.wasm}}"); const x = {a: {b: 1}}`),
		page("style.css", `p {}`),
		program("worker.wasm", "\x00asm {{boot.js}}"),
	)
	want := map[string]string{
		"worker.wasm": "\x00asm {{boot.js}}", // a program is left as it is
		"worker.js":   `fetch("` + files["worker.wasm"].Address + `"); const x = {a: {b: 1}}`,
		"boot.js":     `new Worker("` + files["worker.js"].Address + `")`,
		"index.html":  `<script src="` + files["boot.js"].Address + `"></script><link href="` + files["style.css"].Address + `">`,
	}
	for name, text := range want {
		if got := string(files[name].data); got != text {
			t.Errorf("%s is %s\nwant %s", name, got, text)
		}
	}
	// printf 'p {}' | sha256sum
	if got, want := files["style.css"].Address, "/built/style.48d24394dd48.css"; got != want {
		t.Errorf("style.css is at %s, want %s", got, want)
	}
}

func TestOnlyThePageAndItsKeeperHaveAddressesThatStay(t *testing.T) {
	files := addresses(t, page("index.html", ""), page("boot.js", ""), page("service.js", ""), program("open.glyphs", "x"), program("page.wasm", ""))
	for name, want := range map[string]struct {
		prefix, kind string
		immutable    bool
	}{
		"index.html":  {"/", "text/html; charset=utf-8", false},
		"boot.js":     {"/built/boot.", "text/javascript; charset=utf-8", true},
		"service.js":  {"/service.js", "text/javascript; charset=utf-8", false},
		"open.glyphs": {"/data/open.", "application/octet-stream", true},
		"page.wasm":   {"/built/page.", "application/wasm", true},
	} {
		f := files[name]
		if !strings.HasPrefix(f.Address, want.prefix) || f.Type != want.kind || f.Immutable != want.immutable {
			t.Errorf("%s: %s, %s, immutable %v; want %+v", name, f.Address, f.Type, f.Immutable, want)
		}
	}
	if got := files["index.html"].Address; got != "/" {
		t.Errorf("the page is at %s", got)
	}
}

func TestAFileThatStaysIsNamedByThoseThatItNames(t *testing.T) {
	files := addresses(t, page("index.html", "{{boot.js}}"), page("boot.js", "{{service.js}} {{index.html}}"), page("service.js", "{{boot.js}}"))
	if got := string(files["boot.js"].data); got != "/service.js /" {
		t.Errorf("boot.js is %s", got)
	}
	if got := string(files["service.js"].data); got != files["boot.js"].Address {
		t.Errorf("service.js is %s", got)
	}
}

func TestAllFilesAreNamedAndTheirHashIsAnothersWhenOneIsAnother(t *testing.T) {
	build := func(front, code, set, service string) map[string]file {
		return addresses(t,
			page("index.html", front), page("boot.js", "{{service.js}} {{page.wasm}}"),
			program("page.wasm", code), program("open.glyphs", set), page("service.js", service))
	}
	const service = "{{files}}|{{build}}"
	before := build("{{boot.js}}", "code", "letters", service)
	list, hash, _ := strings.Cut(string(before["service.js"].data), "|")
	if want := strconv.Quote(before["boot.js"].Address) + ", " + strconv.Quote(before["page.wasm"].Address); list != want {
		t.Errorf("all files are %s, want %s", list, want)
	}
	for name, other := range map[string]map[string]file{
		"the page":    build("{{boot.js}}!", "code", "letters", service),
		"a program":   build("{{boot.js}}", "other code", "letters", service),
		"the letters": build("{{boot.js}}", "code", "other letters", service),
		"the script":  build("{{boot.js}}", "code", "letters", service+"|"),
	} {
		if strings.Contains(string(other["service.js"].data), hash) {
			t.Errorf("%s is another one, and the build has the same hash, %s", name, hash)
		}
	}
	again := build("{{boot.js}}", "code", "letters", service)
	if got := string(again["service.js"].data); got != list+"|"+hash {
		t.Errorf("the same build gives %s, then %s", list+"|"+hash, got)
	}
}

func TestChangedFileChangesTheAddressesOfAllThatNameIt(t *testing.T) {
	build := func(code string) map[string]file {
		return addresses(t,
			page("index.html", `{{boot.js}} {{style.css}}`),
			page("boot.js", `{{worker.js}}`),
			page("worker.js", `{{worker.wasm}}`),
			page("style.css", `p {}`),
			program("worker.wasm", code))
	}
	before, after := build("one"), build("two")
	for name, changes := range map[string]bool{"worker.wasm": true, "worker.js": true, "boot.js": true, "style.css": false} {
		if changed := before[name].Address != after[name].Address; changed != changes {
			t.Errorf("%s: %s, then %s", name, before[name].Address, after[name].Address)
		}
	}
	if before["index.html"].SHA256 == after["index.html"].SHA256 {
		t.Error("the page is the same")
	}
}

func TestOrderOfSourcesDoesNotMatter(t *testing.T) {
	sources := []source{
		page("index.html", `{{boot.js}}`), page("boot.js", `{{a.wasm}}`), program("a.wasm", "a"), program("b.wasm", "b"),
	}
	there, err := address(sources)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(sources)
	back, err := address(sources)
	if err != nil {
		t.Fatal(err)
	}
	for i := range there {
		if there[i].File != back[i].File {
			t.Errorf("%+v, then %+v", there[i].File, back[i].File)
		}
	}
}

func TestWrongReferencesAreNamed(t *testing.T) {
	tests := []struct {
		name    string
		sources []source
		want    string
	}{
		{"unknown", []source{page("index.html", "{{bot.js}}")}, "index.html names {{bot.js}}, and there is no such file"},
		{"unknown, further down", []source{page("index.html", "{{a.js}}"), page("a.js", "{{b.js}}")}, "a.js names {{b.js}}"},
		{"circle", []source{page("a.js", "{{b.js}}"), page("b.js", "{{c.js}}"), page("c.js", "{{b.js}}")}, "b.js → c.js → b.js"},
		{"itself", []source{page("a.js", "{{a.js}}")}, "a.js → a.js"},
		{"unknown, of those that stay", []source{page("a.js", "{{index.html}}")}, "a.js names {{index.html}}, and there is no such file"},
		{"all, by one of them", []source{page("a.js", "{{files}}"), page("index.html", "{{a.js}}")}, "a.js → index.html → a.js"},
		{"twice", []source{page("a.js", ""), program("a.js", "")}, "two files called a.js"},
		{"no type", []source{page("a.xyz", "")}, `no type is known for ".xyz"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := address(test.sources)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error is %v, want %q in it", err, test.want)
			}
		})
	}
}
